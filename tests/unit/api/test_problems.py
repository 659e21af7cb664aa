"""From errors to the wire, for all of the error tree."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from reelcast.api.problems import Unexpected, problem
from reelcast.errors import (
    Fault,
    ImageError,
    InvalidBody,
    InvalidImageFormat,
    InvalidImageSize,
    RateLimited,
    ReelcastError,
    TaskNotFound,
)


def wire(error: Exception) -> dict[str, Any]:
    answer = problem(error)
    body: dict[str, Any] = json.loads(bytes(answer.body))
    assert body["code"] == answer.status_code
    return body


def family(root: type[ReelcastError]) -> Iterator[type[ReelcastError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def made(kind: type[ReelcastError]) -> ReelcastError:
    if issubclass(kind, InvalidBody):
        return kind(Fault("prompt", "what is wrong"))
    if issubclass(kind, ImageError):
        return kind("images[2]", "what is wrong")
    if issubclass(kind, RateLimited):
        return kind("what is wrong", 3)
    return kind("what is wrong")


@pytest.mark.parametrize("kind", list(family(ReelcastError)), ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_has_its_answer(kind: type[ReelcastError]) -> None:
    body = wire(made(kind))
    assert (body["code"], body["reason"]) == (kind.status, kind.code)
    assert kind.code == kind.code.upper()
    assert body["message"]
    assert ("trace_id" in body["metadata"]) == (kind.status >= 500)


def test_an_image_error_lists_its_field() -> None:
    body = wire(InvalidImageSize("images[2]", "too small"))
    assert body["message"] == "images[2]: too small"
    assert body["metadata"]["errors"] == [{"field": "images[2]", "message": "images[2]: too small"}]


def test_several_errors_are_answered_as_the_first_with_the_faults_of_all() -> None:
    group = ExceptionGroup(
        "",
        [
            InvalidBody(Fault("seed", "seed: a"), Fault("bgm", "bgm: b")),
            InvalidImageFormat("images[0]", "c"),
            InvalidImageSize("images[1]", "d"),
        ],
    )
    body = wire(group)
    assert (body["reason"], body["message"]) == ("INVALID_REQUEST_BODY", "seed: a")
    fields = [error["field"] for error in body["metadata"]["errors"]]
    assert fields == ["seed", "bgm", "images[0]", "images[1]"]


def test_a_fault_of_ours_among_theirs_is_what_is_told() -> None:
    body = wire(ExceptionGroup("", [TaskNotFound("not found"), OSError("/secret/path")]))
    assert (body["code"], body["reason"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in json.dumps(body)


def test_what_utf8_cannot_carry_is_replaced() -> None:
    assert wire(TaskNotFound("a\ud800b"))["message"] == "a?b"
    assert wire(InvalidBody(Fault("x", "\udfff")))["metadata"]["errors"][0]["message"] == "?"


def test_a_client_that_went_away_is_no_failure_of_the_server() -> None:
    assert wire(ClientDisconnect())["code"] == 400


@pytest.mark.parametrize(("status", "expected"), [(404, 404), (405, 404), (416, 416)])
def test_a_framework_s_own_answer_gets_the_same_shape(status: int, expected: int) -> None:
    assert wire(HTTPException(status))["code"] == expected


async def test_an_error_after_the_answer_has_begun_goes_on_to_the_server() -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("broken off")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    with pytest.raises(ValueError, match="broken off"):
        await Unexpected(breaks_off)({"type": "http"}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
