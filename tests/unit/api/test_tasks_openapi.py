"""What ``/v1`` and the documentation's routes say about themselves."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.novita import serving

pytestmark = pytest.mark.known("ours")

KEYED = {
    "400": "MISSING_API_KEY",
    "403": "INVALID_API_KEY",
    "500": "INTERNAL_ERROR",
    "503": "DATABASE_UNAVAILABLE",
}
ONE = {**KEYED, "404": "TASK_NOT_FOUND"}
ROUTES: dict[tuple[str, str], dict[str, str]] = {
    ("get", "/v1/tasks"): {**KEYED, "400": "MISSING_API_KEY, INVALID_REQUEST_BODY"},
    ("get", "/v1/tasks/{task_id}"): ONE,
    ("post", "/v1/tasks/{task_id}/cancel"): {**ONE, "409": "TASK_ENDED"},
    ("get", "/v1/tasks/{task_id}/video"): {
        **ONE,
        "404": "TASK_NOT_FOUND, VIDEO_NOT_FOUND",
        "409": "VIDEO_NOT_READY",
    },
    ("get", "/v1/tasks/{task_id}/events"): ONE,
}


@pytest.fixture
async def document(tmp_path: Path) -> AsyncIterator[dict[str, Any]]:
    async with serving(tmp_path) as api:
        yield (await api.http.get("/openapi.json")).json()


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_says_what_it_answers(document: dict[str, Any], method: str, path: str) -> None:
    operation = document["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    assert operation["security"] == [{"bearer": []}, {"raw_key": []}]
    refusals = {
        status: answer
        for status, answer in operation["responses"].items()
        if status[0] in "45" and status != "4XX"
    }
    reasons = ROUTES[method, path]
    assert {status: one["description"] for status, one in refusals.items()} == reasons
    for status, answer in refusals.items():
        content = answer["content"]["application/json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert set(content["examples"]) == set(reasons[status].split(", "))


def test_the_good_answers_are_described(document: dict[str, Any]) -> None:
    def good(method: str, path: str, status: str = "200") -> dict[str, Any]:
        answer: dict[str, Any] = document["paths"][path][method]["responses"][status]
        return answer

    for method, path, shape in (
        ("get", "/v1/tasks", "TaskPage"),
        ("get", "/v1/tasks/{task_id}", "ShownTask"),
        ("post", "/v1/tasks/{task_id}/cancel", "ShownTask"),
    ):
        content = good(method, path)["content"]["application/json"]
        assert content["schema"] == {"$ref": f"#/components/schemas/{shape}"}
    assert "200" not in document["paths"]["/v1/tasks/{task_id}/video"]["get"]["responses"]
    assert "Location" in good("get", "/v1/tasks/{task_id}/video", "307")["headers"]
    events = good("get", "/v1/tasks/{task_id}/events")["content"]
    assert list(events) == ["text/event-stream"]
    data = re.search(r"^data: (.+)$", events["text/event-stream"]["example"], re.MULTILINE)
    assert data
    told = set(events["text/event-stream"]["x-event-data"]["properties"])
    assert set(json.loads(data[1])) == told
    assert "content" not in good("get", "/v1/tasks/{task_id}/events", "204")
    assert list(good("get", "/llms.txt")["content"]) == ["text/plain"]
    assert list(good("get", "/docs/{page}")["content"]) == ["text/markdown"]


def test_a_list_s_questions_are_described(document: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in document["paths"]["/v1/tasks"]["get"]["parameters"]}
    limit = parameters["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 100, 20)
    assert parameters["status"]["schema"]["items"] == {"$ref": "#/components/schemas/TaskStatus"}
    states = document["components"]["schemas"]["TaskStatus"]["enum"]
    assert states == ["queued", "processing", "succeeded", "failed"]
    for name in ("created_from", "created_to"):
        assert parameters[name]["schema"]["format"] == "date-time"
    assert parameters["cursor"]["schema"]["type"] == "string"
    assert all(one["description"] and not one["required"] for one in parameters.values())


def test_a_follower_may_say_what_it_has_seen(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/v1/tasks/{task_id}/events"]["get"]["parameters"]
    assert [(one["in"], one["name"]) for one in parameters] == [
        ("path", "task_id"),
        ("header", "Last-Event-ID"),
    ]


def test_nothing_described_is_missing_or_named_twice(document: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document))):
        assert reference in document["components"]["schemas"]
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    assert all("422" not in json.dumps(list(path.values())) for path in document["paths"].values())
