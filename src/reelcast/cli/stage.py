"""``reelcast stage``: look at what the stage engine builds, for people who tune sets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reelcast.board import Move, Setting, Time, Weather
from reelcast.request import MAX_SEED, AspectRatio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

THREADS = 2

app = typer.Typer(help="Look at what the stage engine builds.", no_args_is_help=True)


@app.command()
def plate(
    setting: Annotated[Setting, typer.Argument(help="The place to build.")],
    time: Annotated[Time, typer.Option(help="The light of the day.")] = Time.GOLDEN,
    weather: Annotated[Weather, typer.Option(help="The weather.")] = Weather.CLEAR,
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Which take of it.")] = 0,
    aspect_ratio: Annotated[
        AspectRatio, typer.Option(help="The frame's shape.")
    ] = AspectRatio.WIDE,
    output: Annotated[Path, typer.Option("--output", "-o", help="The plate, a PNG file.")] = Path(
        "plate.png"
    ),
) -> None:
    """Build one set; write its plate, and beside it its depth and its ground ruled in metres."""
    if setting is Setting.REFERENCE:
        raise typer.BadParameter("a reference's own place needs the reference: try generate")
    if output.suffix.lower() != ".png":
        raise typer.BadParameter(f"{output} must end in .png", param_hint="--output")
    for name, picture in _pictures(setting, time, weather, seed, aspect_ratio).items():
        file = output.with_stem(output.stem + name)
        _write(file, picture)
        typer.echo(file)


def _pictures(
    setting: Setting, time: Time, weather: Weather, seed: int, ratio: AspectRatio
) -> "dict[str, Pixels]":
    """The plate, its depth and its ground, by what their file's name ends in."""
    import numpy as np

    from reelcast.clip import SIZES
    from reelcast.engines.stage import kernels
    from reelcast.engines.stage.blocking import Shot, block
    from reelcast.settings import Settings

    kernels.prepare(Settings.read().cache_dir, THREADS)
    from reelcast.engines.stage import sets, survey

    shot = Shot(Move.STATIC)
    lens = block([], [], SIZES[ratio], shot, np.random.default_rng(seed)).lens
    place = sets.build(setting, lens, sets.Conditions(time, weather, seed=seed))
    return {
        "": survey.plate_of(place),
        "-depth": survey.depth_of(place),
        "-ground": survey.ground_of(place),
    }


def _write(file: Path, picture: "Pixels") -> None:
    from PIL import Image

    from reelcast.atomic import replacing

    try:
        with replacing(file) as part:
            Image.fromarray(picture).save(part, format="PNG")
    except OSError as fault:
        raise typer.BadParameter(f"cannot write {file}: {fault}", param_hint="--output") from fault
