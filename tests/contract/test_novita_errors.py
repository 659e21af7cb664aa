"""Keys, routes, limits and failures: every answer that is not 200, over the real application."""

import io
import json
import logging
import random
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from reelcast.errors import CreateTaskFailed, DatabaseUnavailable, RateLimited
from tests.contract.novita import RESULT, SUBMIT, Api, assert_problem, inline, serving


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.mark.known("documented")  # Bearer; any case of it is RFC 7235
@pytest.mark.parametrize("header", ["Bearer sk_one", "bearer sk_one", "Bearer   sk_one "])
async def test_a_bearer_key_is_taken(api: Api, header: str) -> None:
    api.http.headers["Authorization"] = header
    assert (await api.submit()).status_code == 200


@pytest.mark.known("client")  # the npm package novita-sdk sends the key alone
async def test_a_raw_key_is_taken(api: Api) -> None:
    api.http.headers["Authorization"] = "sk_one"
    assert (await api.submit()).status_code == 200


@pytest.mark.known("documented")  # the image/video table says 400; other pages say 401 and 403
@pytest.mark.parametrize("header", [None, "", " ", "Bearer", "Bearer "])
async def test_without_a_key_the_answer_is_400_missing_api_key(
    api: Api, header: str | None
) -> None:
    del api.http.headers["Authorization"]
    headers = {} if header is None else {"Authorization": header}
    for method, path in (("POST", SUBMIT), ("GET", RESULT)):
        answer = await api.http.request(method, path, headers=headers)
        assert_problem(answer, 400, "MISSING_API_KEY")


@pytest.mark.known("documented")
@pytest.mark.parametrize("header", ["Bearer sk_other", "Basic sk_one", "sk_one sk_one", "é"])
async def test_a_wrong_key_is_answered_403_invalid_api_key(api: Api, header: str) -> None:
    headers = httpx.Headers({"Authorization": header}, encoding="latin-1")
    for method, path in (("POST", SUBMIT), ("GET", RESULT)):
        answer = await api.http.request(method, path, headers=headers)
        assert_problem(answer, 403, "INVALID_API_KEY")


@pytest.mark.known("ours")
async def test_the_key_is_judged_before_the_body_is_read(api: Api) -> None:
    async def never_read() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    answer = await api.http.post(
        SUBMIT, content=never_read(), headers={"Authorization": "Bearer sk_other"}
    )
    assert_problem(answer, 403, "INVALID_API_KEY")


@pytest.mark.known("documented")  # API_NOT_FOUND for a path; the same for a method is ours
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v3/async/vidu-q1-text2video"),
        ("GET", SUBMIT),
        ("PUT", SUBMIT),
        ("OPTIONS", SUBMIT),
        ("POST", RESULT),
        ("POST", SUBMIT + "/"),
        ("GET", "/v3/async/%00%ff"),
        ("GET", "/docs"),
        ("BREW", "/healthz"),
    ],
)
async def test_an_unknown_route_or_method_is_404_api_not_found(
    api: Api, method: str, path: str
) -> None:
    assert_problem(await api.http.request(method, path), 404, "API_NOT_FOUND")


@pytest.mark.known("ours")  # the body of a bad body's answer is observed, the wording is ours
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "body: must be JSON: Expecting value at character 0"),
        (b"nope", "body: must be JSON: Expecting value at character 0"),
        (b'{"images":', "body: must be JSON: Expecting value at character 10"),
        (b"{} {}", "body: must be JSON: Extra data at character 3"),
        (b"[]", "body: must be a JSON object, got an array"),
        (b"null", "body: must be a JSON object, got null"),
        (b'"a"', 'body: must be a JSON object, got "a"'),
        (b"\xef\xbb\xbf{}", "body: must be JSON: a byte order mark at character 0"),
        (b'{"prompt":"\xff"}', "body: must be JSON: it is not UTF-8 at byte 11"),
        ('{"prompt":"a"}'.encode("utf-16"), "body: must be JSON: it is not UTF-8 at byte 0"),
        (b'{"seed":NaN}', "body: must be JSON: NaN is not a JSON number"),
        (b'{"x":-Infinity}', "body: must be JSON: -Infinity is not a JSON number"),
        (b'{"seed":' + b"9" * 5000 + b"}", "body: must be JSON: a number in it is too long"),
        (b'{"a":1,"a":1}', 'body: must be JSON: the key "a" is twice in one object'),
        (
            b'[{"\\ud800":1,"\\ud800":1}]',
            'body: must be JSON: the key "?" is twice in one object',
        ),
        (b"[" * 50_000, "body: must be JSON: it is nested too deeply"),
        (b'{"a":' * 50_000, "body: must be JSON: it is nested too deeply"),
        (b"[" + b"[]," * 100_000, "body: must be JSON: more than 100000 values are not read"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else "",
)
async def test_what_is_not_a_json_object_is_refused_with_the_place(
    api: Api, content: bytes, message: str
) -> None:
    answer = await api.http.post(SUBMIT, content=content)
    assert assert_problem(answer, 400, "INVALID_REQUEST_BODY")["message"] == message


@pytest.mark.known("ours")  # 1e999 is JSON; it is just no integer
async def test_a_number_beyond_floats_is_still_a_number(api: Api) -> None:
    answer = await api.http.post(SUBMIT, content=b'{"seed":1e999,"other":1e999}')
    errors = assert_problem(answer, 400, "INVALID_REQUEST_BODY")["metadata"]["errors"]
    assert {"field": "seed", "message": "seed: must be an integer, got Infinity"} in errors


@pytest.mark.known("ours")  # no 413 in the vendor's table
async def test_a_body_over_the_limit_is_refused_from_its_length_alone(tmp_path: Path) -> None:
    async def never_read() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    async with serving(tmp_path, max_body_bytes=2048) as api:
        answer = await api.http.post(
            SUBMIT, content=never_read(), headers={"Content-Length": "2049"}
        )
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    assert body["message"] == "body: at most 2048 bytes are allowed, got 2049"


@pytest.mark.known("documented")
async def test_too_much_at_once_is_429_and_says_when_to_come_back(api: Api) -> None:
    api.service.failure = RateLimited("the queue is full", retry_after=7)
    answer = await api.submit()
    assert_problem(answer, 429, "RATE_LIMIT_EXCEEDED")
    assert answer.headers["Retry-After"] == "7"


@pytest.mark.known("documented")
async def test_a_request_that_cannot_be_written_down_is_500_create_task_failed(api: Api) -> None:
    api.service.failure = CreateTaskFailed("the task could not be created; try again later")
    body = assert_problem(await api.submit(), 500, "CREATE_TASK_FAILED")
    assert body["message"] == "the task could not be created; try again later"


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    ("failure", "status", "reason"),
    [
        (DatabaseUnavailable("host=10.0.0.7 user=reelcast"), 503, "DATABASE_UNAVAILABLE"),
        (RuntimeError("host=10.0.0.7 user=reelcast"), 500, "INTERNAL_ERROR"),
        (ExceptionGroup("host=10.0.0.7", [KeyError("user=reelcast")]), 500, "INTERNAL_ERROR"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_a_failure_of_the_server_shows_a_trace_id_and_nothing_else(
    api: Api, failure: Exception, status: int, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    api.service.failure = failure
    answer = await api.submit()
    body = assert_problem(answer, status, reason)
    assert "10.0.0.7" not in answer.text
    assert "reelcast" not in answer.text
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert body["metadata"]["trace_id"] in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is failure


@pytest.mark.known("ours")
async def test_health_says_whether_the_process_lives_and_readiness_whether_it_can_serve(
    api: Api,
) -> None:
    del api.http.headers["Authorization"]
    assert (await api.http.get("/readyz")).json() == {"status": "ready"}
    api.service.failure = DatabaseUnavailable("no")
    assert (await api.http.get("/healthz")).json() == {"status": "ok"}
    assert_problem(await api.http.get("/readyz"), 503, "DATABASE_UNAVAILABLE")


@pytest.mark.known("ours")
async def test_seven_images_of_nearly_ten_megabytes_pass_the_body_limit(api: Api) -> None:
    file = io.BytesIO()
    noise = Image.frombytes("RGB", (1800, 1900), random.Random(1).randbytes(1800 * 1900 * 3))
    noise.save(file, "PNG", compress_level=0)
    body = {"prompt": "a", "images": [inline(file.getvalue())] * 7}
    content = json.dumps(body).encode()
    assert len(content) > 95_000_000
    assert (await api.http.post(SUBMIT, content=content)).status_code == 200
