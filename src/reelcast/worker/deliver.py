"""Tells callbacks how their tasks go: one try a job, each try written down with the next one.

A job that is run again because its worker died tells again; what it tells has the same id.
"""

import logging
import secrets

from procrastinate import App

from reelcast.artifacts.signing import Signer
from reelcast.endings import BEGUN
from reelcast.errors import SettingsInvalid
from reelcast.queue import defer_delivery
from reelcast.settings import Settings
from reelcast.store.deliveries import DeliveryStore
from reelcast.store.keys import SigningSecrets
from reelcast.task import Task
from reelcast.webhooks import Courier, Outcome
from reelcast.worker.letters import HOSTED_TRIES, Letter, Links, write_letter

logger = logging.getLogger(__name__)

BACK_OFF = 3.0
JITTER = 0.2
_chance = secrets.SystemRandom()


class Deliverer:
    """Makes the calls that endings ask for."""

    def __init__(
        self,
        *,
        deliveries: DeliveryStore,
        signing_secrets: SigningSecrets,
        signer: Signer,
        courier: Courier,
        queue: App,
        settings: Settings,
    ) -> None:
        self._deliveries = deliveries
        self._secrets = signing_secrets
        self._signer = signer
        self._courier = courier
        self._queue = queue
        self._settings = settings

    async def run(self, task: Task, event: str, attempt: int) -> None:
        """One try to tell the task's callback of an event; a failed one has the next one queued.

        Does nothing when the try was written down already, or when work that has begun is over:
        its ending is told by itself.
        """
        url = task.origin.callback_url
        if not url or (event == BEGUN and task.status.final):
            return
        told = await self._deliveries.of(task.id)
        if any((each.event, each.attempt) == (event, attempt) for each in told):
            return
        try:
            letter = await self._write(task, url, event)
        except SettingsInvalid as error:  # the operator may put the right secret back in time
            await self._conclude(task, event, attempt, Outcome(None, str(error), 0.0), HOSTED_TRIES)
            return
        outcome = await self._courier.post(url, letter.body, letter.headers)
        await self._conclude(task, event, attempt, outcome, letter.tries)

    async def _write(self, task: Task, url: str, event: str) -> Letter:
        ttl = self._settings.video_url_ttl
        links = Links(self._link(task, task.video), self._link(task, task.cover), ttl)
        return write_letter(task, url, event, links, await self._secrets.of(task.key_id))

    def _link(self, task: Task, name: str | None) -> str | None:
        if name is None:
            return None
        base = self._settings.public_url or task.origin.base_url
        return base + self._signer.path(name, self._settings.video_url_ttl)

    async def _conclude(
        self, task: Task, event: str, attempt: int, outcome: Outcome, tries: int
    ) -> None:
        """The try and the one that follows it, in one transaction: neither is lost alone."""
        again = not outcome.delivered and attempt < tries
        delay = self._settings.webhook_retry_seconds * back_off(attempt)
        async with self._deliveries.database.transaction() as connection:
            recorded = await self._deliveries.record(
                connection,
                task.id,
                event=event,
                attempt=attempt,
                answer=outcome.answer,
                error=outcome.error,
                seconds=outcome.seconds,
            )
            if recorded and again:
                await defer_delivery(
                    self._queue, connection, task.id, event, attempt=attempt + 1, delay=delay
                )
        _log(task, event, attempt, outcome, f"again in {delay:.0f} s" if again else "given up")


def back_off(attempt: int) -> float:
    """By how much the wait after a try exceeds the first wait: 1, 3, 9, ... give or take a fifth.

    The chance in it keeps many callbacks that failed together from coming back together.
    """
    return float(BACK_OFF ** (attempt - 1) * _chance.uniform(1 - JITTER, 1 + JITTER))


def _log(task: Task, event: str, attempt: int, outcome: Outcome, failed: str) -> None:
    what = (task.id, event, attempt)
    if outcome.delivered:
        answer = outcome.answer, outcome.seconds
        logger.info("webhook task=%s event=%s try=%d HTTP %d in %.2f s", *what, *answer)
    else:
        logger.warning("webhook task=%s event=%s try=%d %s: %s", *what, failed, outcome.error)
