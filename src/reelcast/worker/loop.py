"""A worker's life: listen to the queues, and drain when told to stop."""

import asyncio
import logging
import os
import signal
import threading
from typing import Any

from procrastinate import App

from reelcast import queue
from reelcast.settings import Settings
from reelcast.worker.run import Renderer

logger = logging.getLogger(__name__)

CONCURRENCY = {
    queue.RENDER_QUEUE: 1,
    queue.REFERENCES_QUEUE: 8,
    queue.DELIVER_QUEUE: 8,
    queue.UPKEEP_QUEUE: 1,
}
"""Rendering fills the machine, so one clip at a time; fetching and telling wait for others."""

LAST_WRITES_SECONDS = 15.0
"""After a clip was handed back, the time its job has to write that down."""


async def work(app: App, renderer: Renderer, settings: Settings, *, supervised: bool) -> None:
    """Run jobs until SIGTERM, SIGINT or, when supervised, until the supervisor is gone.

    The first signal drains: no new job is begun, and the clip being made has ``drain_seconds`` to
    finish before it is handed back. A second signal hands it back at once.
    """
    stopping, hurry = asyncio.Event(), asyncio.Event()
    _watch_signals(stopping, hurry)
    if supervised:
        _watch_stdin(asyncio.get_running_loop(), stopping)
    listeners = [asyncio.create_task(_listen(app, settings, name)) for name in CONCURRENCY]
    warming = asyncio.create_task(renderer.warm_up())
    stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([stop, *listeners], return_when=asyncio.FIRST_COMPLETED)
        await _drain(listeners, renderer, hurry, settings.drain_seconds)
    finally:
        stop.cancel()
        warming.cancel()
        await renderer.close()


async def _listen(app: App, settings: Settings, name: str) -> None:
    await app.run_worker_async(
        queues=[name],
        name=name,
        concurrency=CONCURRENCY[name],
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=settings.heartbeat_seconds,
        stalled_worker_timeout=settings.dead_seconds,
    )


async def _drain(
    listeners: list[asyncio.Task[None]], renderer: Renderer, hurry: asyncio.Event, seconds: float
) -> None:
    """Let what is running finish; hand back what does not in time. Raises what ended a listener."""
    logger.info("draining: no new work is begun")
    for listener in listeners:
        listener.cancel()
    hurried = asyncio.create_task(hurry.wait())
    ended = asyncio.gather(*listeners, return_exceptions=True)
    waiting: set[asyncio.Future[Any]] = {hurried, ended}
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    hurried.cancel()
    await renderer.leave()
    for outcome in await asyncio.wait_for(ended, LAST_WRITES_SECONDS):
        if isinstance(outcome, Exception):
            raise outcome


def _watch_signals(stopping: asyncio.Event, hurry: asyncio.Event) -> None:
    def on_signal() -> None:
        (hurry if stopping.is_set() else stopping).set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)


def _watch_stdin(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    """The supervisor holds the other end of stdin: when it dies, however, stdin ends."""

    def wait() -> None:
        # Not sys.stdin: its lock would still be held when the interpreter shuts down.
        while os.read(0, 1024):
            pass
        loop.call_soon_threadsafe(stopping.set)

    threading.Thread(target=wait, daemon=True).start()
