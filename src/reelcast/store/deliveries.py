"""Every try to call somebody back, in Postgres."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from reelcast.store.database import Connection, Database, rows


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try: ``answer`` is the HTTP status, or None; ``error`` is empty when it succeeded.

    ``attempt`` counts from 1 for each event of a task; ``seconds`` is how long the try took.
    """

    event: str
    attempt: int
    answer: int | None
    error: str
    seconds: float
    created_at: datetime


class DeliveryStore:
    """The tries of one installation; they go with their task."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def record(
        self,
        connection: Connection,
        task_id: UUID,
        *,
        event: str,
        attempt: int,
        answer: int | None,
        error: str,
        seconds: float,
    ) -> bool:
        """Write down a try; False when the task was deleted meanwhile."""
        recorded = await rows(
            connection,
            "insert_delivery",
            task_id=task_id,
            event=event,
            attempt=attempt,
            answer=answer,
            error=error,
            seconds=seconds,
        )
        return bool(recorded)

    async def of(self, task_id: UUID) -> list[Delivery]:
        """All tries for a task, oldest first."""
        return [Delivery(**row) for row in await self.database.all("deliveries", task_id=task_id)]
