"""What the command line shows of webhooks: the secret that signs them, and every try."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from standardwebhooks import Webhook
from typer.testing import CliRunner, Result

from reelcast.app import backend
from reelcast.cli import app
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Task
from tests.integration.receiver import Received, receiving
from tests.integration.web import reply
from tests.integration.worker.callbacks import asked_to_tell, failed, impatient, tell

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """The program, for the test's own database."""
    env = {
        "COLUMNS": "400",
        "REELCAST_DATABASE_URL": database_url,
        "REELCAST_DATA_DIR": str(tmp_path / "data"),
    }
    return lambda *arguments: CliRunner().invoke(app, arguments, env=env)


def told(settings: Settings, url: str) -> tuple[Task, Key, list[Received]]:
    """A failed task that was told of at the second try."""

    async def end() -> tuple[Task, Key, list[Received]]:
        async with receiving(reply(500), reply(204)) as receiver:
            async with backend(settings, url) as parts:
                task, key = await asked_to_tell(parts, receiver.url)
                ended = await failed(parts, task)
            await tell(url, impatient(settings))
            return ended, key, receiver.calls

    return asyncio.run(end())


def test_the_signing_secret_verifies_what_was_sent(
    run: Run, settings: Settings, database_url: str
) -> None:
    _, key, calls = told(settings, database_url)
    shown = run("keys", "signing-secret", str(key.id))
    assert shown.exit_code == 0, shown.output
    secret = shown.stdout.strip()
    assert secret.startswith("whsec_")
    for call in calls:
        Webhook(secret).verify(call.body, call.headers)
    assert run("keys", "signing-secret", str(key.id)).stdout.strip() == secret


def test_a_key_that_is_not_there_has_no_secret(run: Run) -> None:
    missing = uuid4()
    shown = run("keys", "signing-secret", str(missing))
    assert shown.exit_code == 1
    assert str(shown.exception) == f"there is no key {missing}"


def test_every_try_is_shown_with_its_task(run: Run, settings: Settings, database_url: str) -> None:
    task, _, _ = told(settings, database_url)
    shown = run("tasks", "show", str(task.id))
    assert shown.exit_code == 0, shown.output
    rows = [re.split(r"\s*│\s*", line) for line in shown.stdout.splitlines()]
    made = [row[2:5] for row in rows if "ended" in row]
    assert made == [["ended", "1", "500"], ["ended", "2", "204"]]
    assert "HTTP 500" in shown.stdout
    assert task.origin.callback_url is not None
    assert task.origin.callback_url in shown.stdout
