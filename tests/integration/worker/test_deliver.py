"""Webhooks, from the ending of a task to a real server on this machine that is told of it."""

import base64
import hashlib
import hmac
import logging
from itertools import pairwise
from uuid import UUID

import httpx
import pytest
from standardwebhooks import Webhook

from reelcast.api.app import build
from reelcast.app import Backend, signing_secrets
from reelcast.artifacts.signing import Signer
from reelcast.endings import ENDED, Endings
from reelcast.errors import DatabaseUnavailable
from reelcast.queue import defer_delivery
from reelcast.result import task_result
from reelcast.service import Service
from reelcast.settings import Settings
from reelcast.store.deliveries import DeliveryStore
from reelcast.task import Dialect
from reelcast.webhooks import shown_secret
from reelcast.worker.deliver import back_off
from tests.integration.receiver import receiving
from tests.integration.web import reply, silence
from tests.integration.worker.callbacks import (
    BASE,
    asked_to_tell,
    execute,
    failed,
    impatient,
    succeeded,
    tell,
    tries,
    waiting,
)


async def test_a_success_is_told_once_signed_and_with_a_link_that_works(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    settings = impatient(settings)
    async with receiving() as receiver:
        task, key = await asked_to_tell(parts, receiver.url)
        ended = await succeeded(parts, task)
        await tell(database_url, settings)
    (call,) = receiver.calls
    secret = await signing_secrets(settings, parts).of(key.id)
    event = Webhook(shown_secret(secret)).verify(call.body, call.headers)
    url = event["payload"]["videos"][0]["video_url"]
    expected = task_result(ended, video_url=url, video_url_ttl=3600)
    expected["extra"]["webhook"] = {"url": receiver.url}
    assert event == {"event_type": "ASYNC_TASK_RESULT", "payload": expected}
    assert url.startswith(f"{BASE}/files/videos/{task.id}-1.mp4?")
    assert (await _fetch(parts, settings, url)).content == b"a file"
    assert await tries(parts, task) == [("ended", 1, 204, "")]
    assert await waiting(parts) == []


async def test_a_failure_is_told_with_its_reason(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task, "images[1]: could not be fetched (HTTP 404)")
        await tell(database_url, impatient(settings))
    payload = receiver.calls[0].json["payload"]
    assert payload["task"]["status"] == "TASK_STATUS_FAILED"
    assert payload["task"]["reason"] == "images[1]: could not be fetched (HTTP 404)"
    assert payload["videos"] == []
    assert payload["extra"] == {"webhook": {"url": receiver.url}}


async def test_a_task_without_a_webhook_tells_nobody(parts: Backend) -> None:
    task, _ = await asked_to_tell(parts, None)
    await failed(parts, task)
    assert await waiting(parts) == []


async def test_what_fails_is_tried_again_under_the_same_id_and_signed_anew(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    settings = impatient(settings)
    async with receiving(reply(500), reply(200)) as receiver:
        task, key = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, settings)
    assert await tries(parts, task) == [("ended", 1, 500, "HTTP 500"), ("ended", 2, 200, "")]
    first, second = receiver.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    webhook = Webhook(await signing_secrets(settings, parts).of(key.id))
    for call in (first, second):
        webhook.verify(call.body, call.headers)


async def test_after_six_tries_it_is_given_up_and_the_log_says_so(
    parts: Backend, settings: Settings, caplog: pytest.LogCaptureFixture, database_url: str
) -> None:
    async with receiving(reply(503)) as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings))
    assert await tries(parts, task) == [("ended", n, 503, "HTTP 503") for n in range(1, 7)]
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    assert await waiting(parts) == []
    lines = [each.getMessage() for each in caplog.records if each.name.endswith("worker.deliver")]
    assert lines[-1] == f"webhook task={task.id} event=ended try=6 given up: HTTP 503"
    assert [each.levelno for each in caplog.records if "given up" in each.getMessage()] == [
        logging.WARNING
    ]
    assert "token=t" not in caplog.text  # what is in the URL may be a secret


async def test_a_redirect_is_a_failure(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as other, receiving(reply(302, location=other.url)) as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings, webhook_retry_seconds=60.0))
    assert other.calls == []
    ((_, _, answer, error),) = await tries(parts, task)
    assert (answer, error.partition(":")[0]) == (302, "HTTP 302")


async def test_silence_is_a_failure_after_five_seconds(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving(silence) as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings, webhook_retry_seconds=60.0))
    (told,) = await parts.deliveries.of(task.id)
    assert (told.answer, told.error) == (None, "no answer within 5 seconds")
    assert 5 <= told.seconds < 8


async def test_a_private_address_is_not_called_unless_allowed(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings, webhook_allow=()))
    assert receiver.calls == []
    recorded = await tries(parts, task)
    assert len(recorded) == 6
    assert "the address 127.0.0.1 is not public" in recorded[0][3]


async def test_the_next_try_waits_in_the_queue_where_a_restart_does_not_lose_it(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving(reply(500), reply(200)) as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings, webhook_retry_seconds=60.0))
        assert len(receiver.calls) == 1
        assert await waiting(parts) == [{"task_id": str(task.id), "event": ENDED, "attempt": 2}]
        execute(database_url, "update reelcast.procrastinate_jobs set scheduled_at = now()")
        await tell(database_url, impatient(settings))  # another worker
        assert len(receiver.calls) == 2
    assert [each[:3] for each in await tries(parts, task)] == [("ended", 1, 500), ("ended", 2, 200)]


async def test_a_worker_killed_after_the_call_tells_again_with_the_same_id(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings))
        # As if it had died between the call and writing the try down.
        execute(database_url, "delete from reelcast.deliveries")
        await _defer(parts, task.id)
        await tell(database_url, impatient(settings))
    first, second = receiver.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


async def test_a_try_that_was_written_down_is_not_made_again(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await tell(database_url, impatient(settings))
        await _defer(parts, task.id)
        await tell(database_url, impatient(settings))
    assert len(receiver.calls) == 1


async def test_a_deleted_task_is_not_told_of(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        await parts.tasks.delete(task.id)
        await tell(database_url, impatient(settings))
    assert receiver.calls == []
    assert await waiting(parts) == []


async def test_a_server_s_secret_that_was_changed_is_written_down_and_may_be_put_back(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    settings = impatient(settings)
    async with receiving() as receiver:
        task, key = await asked_to_tell(parts, receiver.url)
        await signing_secrets(settings, parts).of(key.id)
        await failed(parts, task)
        other = Settings.read(data_dir=settings.data_dir, secret="s" * 40)
        await tell(database_url, impatient(other, webhook_retry_seconds=60.0))
    assert receiver.calls == []
    ((_, _, answer, error),) = await tries(parts, task)
    assert (answer, error.startswith("REELCAST_SECRET: is not the secret")) == (None, True)
    assert [job["attempt"] for job in await waiting(parts)] == [2]


async def test_a_database_that_is_away_puts_the_job_off_and_does_not_lose_it(
    parts: Backend, settings: Settings, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseUnavailable("the database cannot be reached")

    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url)
        await failed(parts, task)
        monkeypatch.setattr(DeliveryStore, "of", away)
        await tell(database_url, impatient(settings))
    assert receiver.calls == []
    assert await waiting(parts) == [{"task_id": str(task.id), "event": ENDED, "attempt": 1}]


def test_the_waits_grow_threefold_give_or_take_a_fifth() -> None:
    drawn = [back_off(attempt) for attempt in range(1, 6)]
    for wait, middle in zip(drawn, (1, 3, 9, 27, 81), strict=True):
        assert 0.8 * middle <= wait <= 1.2 * middle
    assert all(later > sooner for sooner, later in pairwise(drawn))
    assert len({back_off(1) for _ in range(10)}) > 1


async def test_the_native_dialect_is_told_in_its_own_body_and_signed_in_its_own_way(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    settings = impatient(settings)
    async with receiving() as receiver:
        task, key = await asked_to_tell(
            parts, receiver.url, dialect=Dialect.VIDU, payload="order 7"
        )
        begun = await Endings(parts.tasks, parts.queue).begin(task.id)
        await tell(database_url, settings)
        assert begun is not None
        video, cover = f"videos/{task.id}-1.mp4", f"videos/{task.id}-1.jpg"
        await Endings(parts.tasks, parts.queue).succeed(begun, video, cover)
        await tell(database_url, settings)
    processing, success = receiver.calls
    assert [call.json["state"] for call in receiver.calls] == ["processing", "success"]
    assert success.json["payload"] == "order 7"
    (creation,) = success.json["creations"]
    assert creation["url"].startswith(f"{BASE}/files/{video}?")
    assert creation["cover_url"].startswith(f"{BASE}/files/{cover}?")
    secret = shown_secret(await signing_secrets(settings, parts).of(key.id))
    for call in (processing, success):
        date, nonce = call.headers["date"], call.headers["x-request-nonce"]
        signed = (
            f"POST\n/hook\ntoken=t\nvidu\n{date}\nDate:{date}\nx-request-nonce:{nonce}\n".encode()
        )
        digest = hmac.digest(secret.encode(), signed, hashlib.sha256)
        assert call.headers["x-hmac-signature"] == base64.b64encode(digest).decode()
        assert "webhook-id" not in call.headers
    assert await tries(parts, task) == [("begun", 1, 204, ""), ("ended", 1, 204, "")]


async def test_the_native_dialect_tries_a_beginning_twice_and_an_ending_four_times(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving(reply(500)) as receiver:
        task, _ = await asked_to_tell(parts, receiver.url, dialect=Dialect.VIDU)
        await Endings(parts.tasks, parts.queue).begin(task.id)
        await tell(database_url, impatient(settings))
        await failed(parts, task)
        await tell(database_url, impatient(settings))
    made = [each[:2] for each in await tries(parts, task)]
    assert made == [("begun", 1), ("begun", 2), *[("ended", n) for n in range(1, 5)]]


async def test_a_beginning_is_not_told_after_the_end(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task, _ = await asked_to_tell(parts, receiver.url, dialect=Dialect.VIDU)
        await Endings(parts.tasks, parts.queue).begin(task.id)
        await failed(parts, task)
        await tell(database_url, impatient(settings))
    assert [call.json["state"] for call in receiver.calls] == ["failed"]


async def test_a_callback_s_job_does_not_count_as_the_task_s_own(
    parts: Backend, database_url: str
) -> None:
    task, _ = await asked_to_tell(parts, "https://me.example/", dialect=Dialect.VIDU)
    await Endings(parts.tasks, parts.queue).begin(task.id)
    execute(database_url, "update reelcast.tasks set created_at = now() - interval '1 minute'")
    async with parts.database.transaction() as connection:
        lost = await parts.tasks.without_job(connection)
    assert [each.id for each in lost] == [task.id]


async def _defer(parts: Backend, task_id: UUID) -> None:
    async with parts.database.transaction() as connection:
        await defer_delivery(parts.queue, connection, task_id, ENDED, attempt=1, delay=0)


async def _fetch(parts: Backend, settings: Settings, url: str) -> httpx.Response:
    """What the API serves under one of its own URLs."""
    service = Service(
        tasks=parts.tasks,
        keys=parts.keys,
        artifacts=parts.artifacts,
        queue=parts.queue,
        settings=settings,
    )
    app = build(service, settings, parts.artifacts, Signer.of(settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        return await client.get(url)
