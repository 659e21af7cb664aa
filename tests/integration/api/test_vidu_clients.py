"""The native dialect's clients: their recorded requests replayed, and what they read."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from reelcast.app import Backend
from reelcast.settings import Settings
from tests.integration.api.native import Native, serving

RECORDED = Path(__file__).parents[2] / "contract/recorded/vidu_mcp_0.1.2.json"

pytestmark = pytest.mark.known("client")


@pytest.fixture
async def api(parts: Backend, settings: Settings) -> AsyncIterator[Native]:
    async with serving(parts, settings) as native:
        yield native


@pytest.fixture
def requests() -> list[dict[str, Any]]:
    recorded: list[dict[str, Any]] = json.loads(RECORDED.read_text("utf-8"))["requests"]
    return recorded


async def replay(api: Native, recorded: dict[str, Any], task_id: str = "") -> httpx.Response:
    """Send a recorded request with our key and, in its path, our task's id."""
    secret = api.http.headers["authorization"].removeprefix("Token ")
    headers = {name: text.replace("KEY", secret) for name, text in recorded["headers"].items()}
    body = recorded["body"]
    content = None if body is None else json.dumps(body).encode()
    url = recorded["path"].replace("TASK", task_id)
    return await api.http.request(recorded["method"], url, headers=headers, content=content)


def read_as_vidu_mcp(answer: httpx.Response) -> dict[str, Any]:
    """What the client makes of an answer: anything but 2xx, and any ``code``, is an error to it."""
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    assert body.get("code") is None
    return body


async def test_vidu_mcp_submits_and_polls_to_its_clip(
    api: Native, requests: list[dict[str, Any]]
) -> None:
    submit, poll = requests
    task_id = read_as_vidu_mcp(await replay(api, submit))["task_id"]
    waiting = read_as_vidu_mcp(await replay(api, poll, task_id))
    assert waiting["state"] not in ("failed", "success")
    await api.ended(await api.task(task_id))
    done = read_as_vidu_mcp(await replay(api, poll, task_id))
    assert done["state"] == "success"
    assert done["creations"][0]["url"].startswith("http://reel.test:8080/files/")


async def test_vidu_mcp_sees_a_failure_as_a_state(
    api: Native, requests: list[dict[str, Any]]
) -> None:
    submit, poll = requests
    task_id = read_as_vidu_mcp(await replay(api, submit))["task_id"]
    await api.endings.fail((await api.task(task_id)).id, "the engine ended")
    assert read_as_vidu_mcp(await replay(api, poll, task_id))["state"] == "failed"


async def test_vidu_mcps_default_model_is_refused(
    api: Native, requests: list[dict[str, Any]]
) -> None:
    submit = requests[0]
    defaults = {"model": "vidu2.0", "duration": 4, "resolution": "720p"}
    answer = await replay(api, {**submit, "body": {**submit["body"], **defaults}})
    assert (answer.status_code, answer.json()["reason"]) == (400, "ModelUnavailable")


class ComfyCreated(BaseModel):
    """As ComfyUI's own Vidu nodes declare it."""

    task_id: str
    state: str
    created_at: str
    code: int | None = None


class ComfyCreation(BaseModel):
    """Likewise: the cover is required."""

    id: str
    url: str
    cover_url: str


class ComfyStatus(BaseModel):
    """Likewise."""

    state: str
    err_code: str | None
    creations: list[ComfyCreation]


async def test_comfyuis_models_read_the_answers(api: Native) -> None:
    created = ComfyCreated.model_validate((await api.create()).json())
    task = await api.task(created.task_id)
    assert ComfyStatus.model_validate(await api.query(task)).creations == []
    await api.ended(task)
    (clip,) = ComfyStatus.model_validate(await api.query(task)).creations
    assert clip.cover_url
