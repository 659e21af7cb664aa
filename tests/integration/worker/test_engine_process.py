"""The engine's process, really spawned, with toys that behave and toys that do not."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from reelcast.clip import ClipFormat
from reelcast.errors import Cancelled, EngineDied, EngineFailed, EngineStalled, IllegalMove
from reelcast.request import Generation
from reelcast.settings import Settings
from reelcast.worker.events import Advanced, Render
from reelcast.worker.process import EngineProcess, State

SMALL = ClipFormat(width=64, height=48, rate=24, frames=24)
Opened = Callable[..., AbstractAsyncContextManager[EngineProcess]]

WORKER = """
import asyncio
from reelcast.settings import Settings
from reelcast.worker.process import EngineProcess

async def main():
    engine = EngineProcess("tests.engines.toys:Quick", Settings.read())
    await engine.start()
    print(engine.pid, flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    @asynccontextmanager
    async def open_(toy: str, **settings: float) -> AsyncIterator[EngineProcess]:
        engine = EngineProcess(
            f"tests.engines.toys:{toy}", Settings.read(cache_dir=tmp_path / "cache", **settings)
        )
        try:
            yield engine
        finally:
            await engine.kill()

    return open_


def render(folder: Path, clip: ClipFormat = SMALL) -> Render:
    return Render(Generation(prompt="toys", seed=1), (), clip, folder / "clip.mp4")


async def follow(engine: EngineProcess, command: Render) -> list[Advanced]:
    return [advanced async for advanced in engine.render(command)]


async def test_a_clip_is_made_and_progress_never_goes_back(opened: Opened, tmp_path: Path) -> None:
    async with opened("Quick") as engine:
        await engine.start()
        fractions = [each.fraction for each in await follow(engine, render(tmp_path))]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0
        assert (tmp_path / "clip.mp4").stat().st_size > 500
        assert engine.state is State.IDLE


async def test_the_process_stays_warm_between_clips(opened: Opened, tmp_path: Path) -> None:
    async with opened("Quick") as engine:
        await engine.start()
        before = engine.pid
        for _ in range(2):
            await follow(engine, render(tmp_path))
        assert engine.pid == before


@pytest.mark.parametrize(
    ("toy", "reason"),
    [
        ("Raises", "the subject refused to act"),
        ("WrongShape", "frame"),
        ("NoFrames", "frames"),
        ("Breaks", r"the engine failed \(ZeroDivisionError\)"),
    ],
)
async def test_an_engine_that_fails_says_why_and_can_go_on(
    opened: Opened, tmp_path: Path, toy: str, reason: str
) -> None:
    async with opened(toy) as engine:
        await engine.start()
        for _ in range(2):
            with pytest.raises(EngineFailed, match=reason) as caught:
                await follow(engine, render(tmp_path))
            assert "secret" not in str(caught.value)
        assert list(tmp_path.glob("*.mp4*")) == []


async def test_an_engine_killed_in_the_middle_is_dead_and_can_be_started_again(
    opened: Opened, tmp_path: Path
) -> None:
    async with opened("KilledOnce") as engine:
        await engine.start()
        with pytest.raises(EngineDied, match="signal 9"):
            await follow(engine, render(tmp_path))
        assert engine.state is State.DOWN
        await engine.start()
        assert (await follow(engine, render(tmp_path)))[-1].fraction == 1.0


async def test_a_silent_engine_is_killed(opened: Opened, tmp_path: Path) -> None:
    async with opened("Hangs", stall_seconds=3) as engine:
        await engine.start()
        pid = engine.pid
        assert pid is not None
        with pytest.raises(EngineStalled, match="3 seconds"):
            await follow(engine, render(tmp_path))
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_an_engine_may_prepare_itself_for_long_while_it_says_so(opened: Opened) -> None:
    async with opened("Compiles", stall_seconds=3) as engine:
        await engine.start()
        assert engine.state is State.IDLE


async def test_an_engine_that_cannot_load_says_why(opened: Opened) -> None:
    async with opened("CannotLoad") as engine:
        with pytest.raises(EngineFailed, match="could not be loaded: no camera"):
            await engine.start()
        assert engine.state is State.DOWN


async def test_a_cancelled_clip_leaves_nothing_and_the_engine_can_go_on(
    opened: Opened, tmp_path: Path
) -> None:
    async with opened("Slow") as engine:
        await engine.start()
        with pytest.raises(Cancelled):  # noqa: PT012 - it is raised by the next step of the loop
            async for _ in engine.render(render(tmp_path)):
                engine.cancel()
        assert list(tmp_path.glob("*.mp4*")) == []
        assert engine.state is State.IDLE


async def test_a_call_in_the_wrong_state_raises(opened: Opened, tmp_path: Path) -> None:
    async with opened("Quick") as engine:
        with pytest.raises(IllegalMove, match="down"):
            await follow(engine, render(tmp_path))
        await engine.start()
        with pytest.raises(IllegalMove, match="idle"):
            await engine.start()
        with pytest.raises(IllegalMove, match="idle"):
            engine.cancel()


async def test_asking_twice_for_a_ready_engine_starts_one_process(opened: Opened) -> None:
    async with opened("Quick") as engine:
        await asyncio.gather(engine.ready(), engine.ready())
        assert engine.state is State.IDLE


async def test_the_process_ends_when_its_worker_is_killed(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "worker.py"
    path.write_text(WORKER)
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        str(path),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert worker.stdout is not None
    pid = int(await worker.stdout.readline())
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    async with asyncio.timeout(10):
        while _alive(pid):
            await asyncio.sleep(0.05)


def _alive(pid: int) -> bool:
    """A zombie is not alive: where nobody reaps orphans it would stay for ever."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
