"""``reelcast storyboard``: what a prompt says, and the film that would be made of it, as data."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from reelcast.request import MAX_IMAGES, MAX_SEED

if TYPE_CHECKING:
    from reelcast.settings import Settings
    from reelcast.storyboard.reader import Reader
    from reelcast.subjects.subject import Subject

THREADS = 2
"""Of the networks; more do not make one prompt faster."""

Prompt = Annotated[
    str | None,
    typer.Argument(metavar="PROMPT", help="What happens in the clip.", show_default=False),
]
ImageFiles = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[IMAGE]...",
        help=f"Up to {MAX_IMAGES} pictures of who or what is in the clip.",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]
Seed = Annotated[
    int, typer.Option(metavar="N", help="Decides what the prompt leaves open.", min=0, max=MAX_SEED)
]
Said = Annotated[bool, typer.Option("--said", help="Only what the prompt says, gaps and all.")]
Jsonl = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Read a prompt from each line of this file (- is stdin), answer each with a line.",
        show_default=False,
    ),
]


def storyboard(
    prompt: Prompt = None,
    images: ImageFiles = None,
    seed: Seed = 0,
    said: Said = False,
    jsonl: Jsonl = None,
) -> None:
    """Show how a prompt is understood: the storyboard that the stage would film, as JSON."""
    from reelcast.settings import Settings

    if (prompt is None) == (jsonl is None):
        raise typer.BadParameter("give either a PROMPT or --jsonl FILE")
    if images and len(images) > MAX_IMAGES:
        raise typer.BadParameter(f"at most {MAX_IMAGES} images are allowed, got {len(images)}")
    settings = Settings.read()
    if jsonl is not None:
        answer_lines(jsonl, settings)
    elif prompt is not None:
        _show(prompt, images or [], settings, seed=seed, said=said)


def answer_lines(file: str, settings: "Settings") -> None:
    """Answer every line of a JSONL file, ``-`` for stdin, with a line on stdout.

    Raises ``InvalidBody`` at the first line that is wrong; those before it are answered.
    """
    from reelcast.cli.prompts import answer, read_lines

    with _opened(file) as lines:
        reader = _reader(settings)
        for line in read_lines(lines, "stdin" if file == "-" else file):
            _print(answer(line, reader.read(line.prompt, line.candidates)))


def _show(prompt: str, images: list[Path], settings: "Settings", *, seed: int, said: bool) -> None:
    from reelcast.engines.stage.casting import as_grouped
    from reelcast.storyboard.complete import complete
    from reelcast.subjects.candidates import candidate_of
    from reelcast.subjects.character import characters

    subjects = _subjects(images, settings)
    candidates = [candidate_of(subject) for subject in subjects]
    board = _reader(settings).read(prompt, candidates)
    if not said:
        groups = [[number - 1 for number in group] for group in board.groups]
        board = complete(as_grouped(board, characters(subjects, groups)), candidates, seed)
    _print(board.model_dump(mode="json"), indent=2)


def _reader(settings: "Settings") -> "Reader":
    """A reader that is loaded; what is fetched for it is shown."""
    from reelcast.cli.progress import pull_bars
    from reelcast.storyboard.reader import Reader

    reader = Reader(settings.cache_dir, THREADS)
    with pull_bars() as show:
        reader.load(show)
    return reader


def _subjects(images: list[Path], settings: "Settings") -> "list[Subject]":
    """Who or what the pictures show, as the stage sees it."""
    if not images:
        return []
    from reelcast.cli.progress import pull_bars
    from reelcast.picture import inspect
    from reelcast.subjects.analyse import Analyst

    files = [path.read_bytes() for path in images]
    for path, data in zip(images, files, strict=True):
        inspect(data, str(path), max_pixels=settings.max_pixels)
    analyst = Analyst(settings.cache_dir, THREADS)
    with pull_bars() as show:
        analyst.load(show)
    # At no more than their own size: nobody looks at them.
    return [analyst.analyse(number, data, 0) for number, data in enumerate(files)]


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = open(file, "rb")
    except OSError as error:
        raise typer.BadParameter(f"--jsonl: {file}: {error.strerror}") from error
    with opened:
        yield opened


def _print(data: dict[str, Any], indent: int | None = None) -> None:
    """One JSON value in UTF-8, whatever the terminal's encoding is, and at once."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=indent).encode("utf-8"))
