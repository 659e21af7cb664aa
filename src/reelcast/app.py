"""The composition root: the only file that knows which concrete parts Reelcast is made of."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from procrastinate import App

from reelcast.api import app as api
from reelcast.api.watch import Watch
from reelcast.artifacts.folder import FolderStore
from reelcast.artifacts.signing import Signer
from reelcast.endings import Endings
from reelcast.engines import catalog
from reelcast.errors import SetupError
from reelcast.queue import queue_app
from reelcast.references.fetch import Fetcher
from reelcast.sealing import Sealer
from reelcast.secret import load_secret
from reelcast.service import Service
from reelcast.settings import Settings
from reelcast.store import embedded
from reelcast.store.database import Database
from reelcast.store.deliveries import DeliveryStore
from reelcast.store.keys import KeyStore, SigningSecrets
from reelcast.store.migrate import migrate
from reelcast.store.tasks import TaskStore
from reelcast.webhooks import Courier
from reelcast.worker.deliver import Deliverer
from reelcast.worker.engines import Engines
from reelcast.worker.gather import Gatherer
from reelcast.worker.jobs import register
from reelcast.worker.loop import work
from reelcast.worker.pool import WorkerPool
from reelcast.worker.rehearse import Rehearser
from reelcast.worker.run import Renderer
from reelcast.worker.upkeep import Upkeep

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Backend:
    """The parts that every command with a database shares."""

    database: Database
    tasks: TaskStore
    keys: KeyStore
    deliveries: DeliveryStore
    artifacts: FolderStore
    queue: App


@contextmanager
def postgres(settings: Settings) -> Iterator[str]:
    """The URL of a migrated database: the configured one, or our own for as long as we need it."""
    if settings.database_url:
        migrate(settings.database_url)
        yield settings.database_url
        return
    with embedded.attach(settings.data_dir) as lease:
        migrate(lease.url)
        yield lease.url


@asynccontextmanager
async def backend(settings: Settings, url: str) -> AsyncIterator[Backend]:
    """Everything that needs the database, connected."""
    database, queue = Database(url), queue_app(url)
    await database.open()
    try:
        async with queue.open_async():
            yield Backend(
                database=database,
                tasks=TaskStore(database),
                keys=KeyStore(database),
                deliveries=DeliveryStore(database),
                artifacts=FolderStore(settings.data_dir / "artifacts"),
                queue=queue,
            )
    finally:
        await database.close()


def ask(settings: Settings, question: Callable[[Backend], Awaitable[Answer]]) -> Answer:
    """Put one question to the installation that the settings name, and come back."""

    async def run(url: str) -> Answer:
        async with backend(settings, url) as parts:
            return await question(parts)

    with postgres(settings) as url:
        return asyncio.run(run(url))


def signing_secrets(settings: Settings, parts: Backend) -> SigningSecrets:
    """What signs callbacks. Raises ``SettingsInvalid`` when the server's secret cannot be used."""
    return SigningSecrets(parts.database, Sealer(load_secret(settings)))


async def create_first_key(settings: Settings, url: str) -> str | None:
    """On the first start a key is made, and left for the owner of the data folder alone."""
    async with backend(settings, url) as parts:
        created = await parts.keys.create_first("default")
    if created is None:
        return None
    _, secret = created
    settings.key_file.unlink(missing_ok=True)
    descriptor = os.open(settings.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    return secret


def http_app(settings: Settings, url: str) -> FastAPI:
    """The API over a database."""
    artifacts = FolderStore(settings.data_dir / "artifacts")
    database, queue = Database(url), queue_app(url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            async with queue.open_async():
                yield
        finally:
            await database.close()

    service = Service(
        tasks=TaskStore(database),
        keys=KeyStore(database),
        artifacts=artifacts,
        queue=queue,
        settings=settings,
    )
    return api.build(service, settings, artifacts, Signer.of(settings), lifespan=lifespan)


def serve(settings: Settings, announce: Callable[[str, str | None], None]) -> None:
    """Run the API and its workers until SIGTERM or Ctrl-C.

    ``announce`` is called once, when requests are answered, with the server's URL and, on the very
    first start, the key that was made. Raises ``SetupError`` when it cannot start.
    """
    catalog.check(settings.engine)
    with (
        _stop_by_signal() as stop,
        _listening(settings) as listener,
        postgres(settings) as url,
        WorkerPool(settings.workers, settings.environment()) as pool,
    ):
        secret = asyncio.run(create_first_key(settings, url))
        host, port = listener.getsockname()[:2]
        application = http_app(settings, url)
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=5,
        )
        base = settings.public_url or f"http://{_for_people(host)}:{port}"
        watch: Watch = application.state.watch
        server = _Server(config, lambda: announce(base, secret), watch.stop)
        stop.server, stop.pool = server, pool
        server.run(sockets=[listener])


async def run_worker(settings: Settings, url: str, *, supervised: bool) -> None:
    """One worker over a database, until it is told to stop."""
    async with backend(settings, url) as parts:
        endings = Endings(parts.tasks, parts.queue)
        renderer = Renderer(
            parts.tasks, endings, parts.artifacts, parts.queue, Engines(settings), settings
        )
        async with (
            Fetcher(allow=settings.fetch_allow, seconds=settings.fetch_seconds) as fetcher,
            Courier(allow=settings.webhook_allow) as courier,
        ):
            gatherer = Gatherer(
                parts.tasks, endings, parts.artifacts, parts.queue, fetcher, settings
            )
            upkeep = Upkeep(parts.tasks, parts.artifacts, parts.queue, settings)
            rehearser = Rehearser(endings, parts.artifacts, settings)
            deliverer = deliverer_of(settings, parts, courier)
            register(
                parts.queue, parts.tasks, endings, renderer, gatherer, upkeep, rehearser, deliverer
            )
            await work(parts.queue, renderer, settings, supervised=supervised)


def deliverer_of(settings: Settings, parts: Backend, courier: Courier) -> Deliverer:
    """What tells the callbacks of the tasks of an installation."""
    return Deliverer(
        deliveries=parts.deliveries,
        signing_secrets=signing_secrets(settings, parts),
        signer=Signer.of(settings),
        courier=courier,
        queue=parts.queue,
        settings=settings,
    )


class _Server(uvicorn.Server):
    """Says when it has begun to answer, and when it is about to stop."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._started = started
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the whole program's affair, not the server's

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, bound before anything else is started: a taken port is found out at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise SetupError(f"cannot listen on {where}: {error.strerror}") from error
        yield listener


def _for_people(host: str) -> str:
    """An address that a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


class _Stop:
    """What SIGINT and SIGTERM do: the first stops all in good order, the next make it hurry.

    A first one that comes while still starting is raised as ``KeyboardInterrupt``.
    """

    def __init__(self) -> None:
        self.server: uvicorn.Server | None = None
        self.pool: WorkerPool | None = None
        self._asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._asked and self.pool:
            self.pool.drain()
        elif not self._asked:
            self._asked = True
            if self.server is None:
                raise KeyboardInterrupt
            self.server.should_exit = True


@contextmanager
def _stop_by_signal() -> Iterator[_Stop]:
    stop = _Stop()
    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
