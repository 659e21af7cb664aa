"""``reelcast serve`` and ``reelcast worker``."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from reelcast.settings import Settings

DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder for the database, artifacts, key and secret.", show_default=False),
]
EngineName = Annotated[
    str | None,
    typer.Option(help="Engine that renders: an installed one, or module:callable."),
]


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on [127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks one [8080].")] = None,
    data_dir: DataDir = None,
    public_url: Annotated[
        str | None, typer.Option(help="Base of the video URLs, when clients see another address.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes to run [1].")] = None,
    engine: EngineName = None,
) -> None:
    """Run the HTTP API, its workers and, unless configured, its own Postgres. Ctrl-C stops all."""
    from reelcast import app
    from reelcast.settings import Settings

    settings = Settings.read(
        host=host,
        port=port,
        data_dir=data_dir,
        public_url=public_url,
        workers=workers,
        engine=engine,
    )
    configure_logging(settings)
    console = Console()

    def announce(url: str, secret: str | None) -> None:
        if secret:
            console.print(f"API key (shown once, kept in {settings.key_file}): {secret}")
        console.print(f"Reelcast is ready at {url}", soft_wrap=True)

    app.serve(settings, announce)


def worker(
    data_dir: DataDir = None,
    engine: EngineName = None,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Run one worker for the database of REELCAST_DATABASE_URL, or of the data folder."""
    from reelcast import app
    from reelcast.settings import Settings

    settings = Settings.read(data_dir=data_dir, engine=engine)
    configure_logging(settings)
    with app.postgres(settings) as url:
        asyncio.run(app.run_worker(settings, url, supervised=supervised))


def configure_logging(settings: "Settings") -> None:
    """One line per event on stderr; libraries only speak up when something is wrong."""
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("reelcast").setLevel(settings.log_level)
