"""``reelcast generate``: one clip, rendered in this process or by a server."""

import hashlib
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from reelcast.request import MAX_IMAGES, MAX_SEED, Amplitude, AspectRatio, Generation

if TYPE_CHECKING:
    from reelcast.cli.client import ReelcastClient
    from reelcast.engines.base import Engine
    from reelcast.settings import Settings

ImageFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="IMAGE",
        help=f"One to {MAX_IMAGES} pictures (PNG, JPEG or WebP) of who or what is in the clip.",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]
Prompt = Annotated[
    str, typer.Option("--prompt", "-p", help="What happens in the clip.", show_default=False)
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", help="The MP4 to write; replaced if there.", dir_okay=False),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=f"0 to {MAX_SEED}; the same request with the same seed gives the same clip. "
        "Random if not given.",
        min=0,
        max=MAX_SEED,
        show_default=False,
    ),
]
Wish = Annotated[
    str | None,
    typer.Option(
        metavar="JSON|FILE",
        help="A storyboard that decides what it says; the rest is read from the prompt.",
        show_default=False,
    ),
]
EngineName = Annotated[
    str | None,
    typer.Option(
        help="Engine that renders here: an installed one, or module:callable.", show_default=False
    ),
]
ServerUrl = Annotated[
    str | None,
    typer.Option(help="Have this server render instead, http://host:port.", show_default=False),
]
Key = Annotated[
    str | None,
    typer.Option(
        help="API key for the server; not needed for one started on this machine.",
        envvar="REELCAST_KEY",
        show_default=False,
    ),
]


def generate(
    images: ImageFiles,
    prompt: Prompt,
    output: Output = Path("clip.mp4"),
    aspect_ratio: Annotated[
        AspectRatio, typer.Option(help="Width to height of the clip.")
    ] = AspectRatio.WIDE,
    movement_amplitude: Annotated[
        Amplitude, typer.Option(help="How far subjects and camera move.")
    ] = Amplitude.AUTO,
    seed: Seed = None,
    bgm: Annotated[
        bool, typer.Option(help="Ask for background music (accepted; not made yet).")
    ] = False,
    storyboard: Wish = None,
    engine: EngineName = None,
    server: ServerUrl = None,
    key: Key = None,
) -> None:
    """Make a five-second clip in which the subjects of the pictures act out the prompt."""
    from reelcast.cli.wish import read_wish
    from reelcast.settings import Settings

    if len(images) > MAX_IMAGES:
        raise typer.BadParameter(f"at most {MAX_IMAGES} images are allowed, got {len(images)}")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"--output: there is no folder {output.absolute().parent}")
    if server and engine:
        raise typer.BadParameter("--engine: a server has its own; leave out --engine or --server")
    settings = Settings.read(engine=engine)
    generation = Generation(
        prompt=prompt,
        seed=secrets.randbelow(MAX_SEED + 1) if seed is None else seed,
        aspect_ratio=aspect_ratio,
        movement_amplitude=movement_amplitude,
        bgm=bgm,
        storyboard=None if storyboard is None else read_wish(storyboard, len(images)),
    )
    pictures = [_read(path, settings) for path in images]
    if bgm:
        typer.echo("Music is not made yet: the clip will be silent.", err=True)
    if server:
        ask_server(server, key or local_key(server, settings), generation, pictures, output)
    else:
        render_here(generation, [data for _, data in pictures], output, settings)
    typer.echo(f"Made with seed {generation.seed}.", err=True)
    typer.echo(output)


def render_here(
    generation: Generation, images: list[bytes], output: Path, settings: "Settings"
) -> None:
    """Make the clip in this process, with a bar. ``images`` are the files' bytes, checked."""
    from reelcast.cli.progress import clip_bar
    from reelcast.clip import ClipFormat
    from reelcast.engines import catalog
    from reelcast.engines.base import Brief, Reference, obeyed_by, prepare
    from reelcast.worker.film import film

    engine = catalog.find(settings.engine, settings)
    for name in generation.decisions:
        if name not in obeyed_by(engine):
            typer.echo(f"The engine {settings.engine} does not obey the {name}.", err=True)
    fetch_weights(engine, settings)
    brief = Brief(
        generation=generation,
        references=tuple(Reference(hashlib.sha256(data).hexdigest(), data) for data in images),
        format=ClipFormat.of(generation.aspect_ratio, generation.duration),
    )
    with clip_bar() as show:
        prepare(engine, lambda seen: show(seen.fraction, seen.stage, None))
        show(0.0, "loading", None)
        engine.load()
        # Closed at once when interrupted: what waits for the garbage collector leaves its file.
        with interrupts() as pressed, closing(film(engine, brief, output, settings)) as steps:
            for progress in steps:
                if pressed():
                    raise KeyboardInterrupt
                show(progress.fraction, progress.stage, None)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Gives what tells whether Ctrl-C was pressed within it, in the main thread.

    It raises ``KeyboardInterrupt`` as ever, which Python drops while an object is being freed.
    """
    pressed = Event()

    def note(*_: object) -> None:
        pressed.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def fetch_weights(engine: "Engine", settings: "Settings") -> None:
    """Fetch the weights an engine needs, with bars where some are missing."""
    from reelcast.cli.progress import pull_bars
    from reelcast.engines.base import weights_of
    from reelcast.weights import ensure

    with pull_bars() as show:
        ensure(weights_of(engine), settings.cache_dir, show)


def ask_server(
    url: str, key: str, generation: Generation, pictures: list[tuple[str, bytes]], output: Path
) -> None:
    """Have a server make the clip, with a bar, and download it.

    ``pictures`` are media types and files' bytes.
    """
    from reelcast.cli.client import ReelcastClient, request_body

    with ReelcastClient(url, key) as client:
        task_id = client.submit(request_body(generation, pictures))
        try:
            video_url = watch(client, task_id)
        except KeyboardInterrupt:
            typer.echo(f"The server goes on with task {task_id}.", err=True)
            raise
        client.download(video_url, output)


def watch(client: "ReelcastClient", task_id: str) -> str:
    """Wait for a task behind a bar; returns the video's URL. Raises what ``client.wait`` does."""
    from reelcast.cli.progress import clip_bar
    from reelcast.task import Status

    words = {Status.QUEUED: "queued", Status.PROCESSING: "rendering", Status.SUCCEED: "done"}
    with clip_bar() as show:
        return client.wait(
            task_id,
            lambda seen: show(
                seen.percent / 100, words.get(seen.status, "failed"), seen.eta or None
            ),
        )


def local_key(url: str, settings: "Settings") -> str:
    """The key that a server on this machine left for its owner. Raises ``typer.BadParameter``."""
    from reelcast.cli.client import is_local

    if is_local(url):
        try:
            return settings.key_file.read_text().strip()
        except OSError as fault:
            reason = f"{settings.key_file}: {fault.strerror}"
            raise typer.BadParameter(f"--key: needed, as there is none in {reason}") from fault
    raise typer.BadParameter("--key: needed for a server on another machine")


def _read(path: Path, settings: "Settings") -> tuple[str, bytes]:
    """An image file's media type, by its content, and its bytes, checked."""
    from reelcast.picture import inspect

    data = path.read_bytes()
    picture = inspect(data, str(path), max_pixels=settings.max_pixels)
    return f"image/{picture.format}", data
