"""The engines a worker has: one process is kept warm, the one that was used last.

Two engines at once would need the memory of both, which on a GPU is more than there is.
"""

from reelcast.settings import Settings
from reelcast.worker.process import EngineProcess


class Engines:
    """Hands out the process of an engine by name, ending the one of another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._name = settings.engine
        self._process = EngineProcess(settings.engine, settings)

    async def ready(self, name: str | None = None) -> EngineProcess:
        """The loaded engine of that name, or the installation's own.

        Raises ``EngineFailed``, ``EngineDied`` or ``EngineStalled`` when it cannot be loaded.
        """
        name = name or self._settings.engine
        if name != self._name:
            await self._process.stop()
            self._name, self._process = name, EngineProcess(name, self._settings)
        process = self._process
        await process.ready()
        return process

    async def kill(self) -> None:
        """End the process now, whatever it is doing."""
        await self._process.kill()

    async def stop(self) -> None:
        """End the process in good order."""
        await self._process.stop()
