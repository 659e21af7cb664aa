"""What goes beside the clip: webhook, test mode, engine, and the request's own name."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from reelcast.task import Dialect, Origin, Status
from tests.contract.novita import Api, assert_problem, serving

HOOK = "https://me.example/hook?token=t"


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.mark.known("documented")  # for the family; that this endpoint takes it is ours
async def test_a_webhook_is_kept_with_the_base_of_this_server_s_urls(api: Api) -> None:
    task = await api.accepted(extra={"webhook": {"url": HOOK}})
    assert task.origin == Origin(
        dialect=Dialect.NOVITA, callback_url=HOOK, base_url="http://reel.test:8080"
    )


@pytest.mark.known("ours")
async def test_the_public_url_is_the_base_where_there_is_one(tmp_path: Path) -> None:
    async with serving(tmp_path, public_url="https://reel.example/") as api:
        assert (await api.accepted()).origin.base_url == "https://reel.example"


@pytest.mark.known("documented")  # both statuses; that success is the default is ours
@pytest.mark.parametrize(
    ("test_mode", "rehearsal"),
    [
        ({"enabled": True, "return_task_status": "TASK_STATUS_SUCCEED"}, Status.SUCCEED),
        ({"enabled": True, "return_task_status": "TASK_STATUS_FAILED"}, Status.FAILED),
        ({"enabled": True}, Status.SUCCEED),
        ({"enabled": True, "return_task_status": None}, Status.SUCCEED),
        ({"enabled": False, "return_task_status": "TASK_STATUS_FAILED"}, None),
        ({"return_task_status": "TASK_STATUS_FAILED"}, None),
        ({}, None),
        (None, None),
    ],
)
async def test_test_mode_is_kept_as_the_status_to_end_with(
    api: Api, test_mode: dict[str, Any] | None, rehearsal: Status | None
) -> None:
    task = await api.accepted(extra={"webhook": {"url": HOOK, "test_mode": test_mode}})
    assert task.origin.rehearsal is rehearsal
    assert task.origin.callback_url == HOOK


@pytest.mark.known("documented")  # these members belong to other endpoints of the family
async def test_members_of_extra_that_lose_nothing_are_ignored(api: Api) -> None:
    task = await api.accepted(
        extra={
            "enterprise_plan": {"enabled": True},
            "enable_nsfw_detection": True,
            "nsfw_detection_level": 2,
            "response_image_type": "png",
            "response_video_type": "gif",
            "something": {"else": [1]},
            "webhook": None,
            "custom_storage": None,
            "engine": None,
        }
    )
    assert task.origin.callback_url is None
    await api.accepted(extra={})


@pytest.mark.known("ours")  # the family documents it; ignoring it would lose the output
async def test_custom_storage_is_refused(api: Api) -> None:
    answer = await api.submit(extra={"custom_storage": {"aws_s3": {"bucket": "b"}}})
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    assert body["message"] == (
        "extra.custom_storage: is not supported; the video is served by this server"
    )


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ([], "extra: must be an object, got an array"),
        ({"webhook": []}, "extra.webhook: must be an object, got an array"),
        ({"webhook": HOOK}, f'extra.webhook: must be an object, got "{HOOK}"'),
        ({"webhook": {}}, "extra.webhook.url: is required"),
        ({"webhook": {"url": None}}, "extra.webhook.url: must be a string, got null"),
        (
            {"webhook": {"url": "me.example"}},
            "extra.webhook.url: must be a URL that begins with http:// or https://",
        ),
        (
            {"webhook": {"url": "http://h/" + "x" * 2048}},
            "extra.webhook.url: at most 2048 characters are allowed, got 2057",
        ),
        (
            {"webhook": {"url": HOOK, "test_mode": True}},
            "extra.webhook.test_mode: must be an object, got true",
        ),
        (
            {"webhook": {"url": HOOK, "test_mode": {"enabled": "yes"}}},
            'extra.webhook.test_mode.enabled: must be true or false, got "yes"',
        ),
        (
            {"webhook": {"url": HOOK, "test_mode": {"return_task_status": "FAILED"}}},
            'extra.webhook.test_mode.return_task_status: must be "TASK_STATUS_SUCCEED" or '
            '"TASK_STATUS_FAILED", got "FAILED"',
        ),
        ({"engine": 5}, "extra.engine: must be a string, got 5"),
        ({"engine": "a\0b"}, "extra.engine: must not contain the character U+0000"),
    ],
)
async def test_what_is_wrong_in_extra_is_named_by_its_whole_path(
    api: Api, extra: Any, message: str
) -> None:
    body = assert_problem(await api.submit(extra=extra), 400, "INVALID_REQUEST_BODY")
    assert body["message"] == message
    assert message.startswith(body["metadata"]["errors"][0]["field"])


@pytest.mark.known("ours")
async def test_the_engine_asked_for_is_handed_to_the_service(api: Api) -> None:
    assert (await api.accepted(extra={"engine": "other"})).engine == "other"


@pytest.mark.known("ours")  # no vendor documents the header
@pytest.mark.parametrize(
    ("names", "what"),
    [
        ([""], "must have 1 to 255 characters, got 0"),
        (["x" * 256], "must have 1 to 255 characters, got 256"),
        (["a\tb"], "may hold printable ASCII characters only"),
        (["naïve"], "may hold printable ASCII characters only"),
        (["a", "b"], "may be sent once, came 2 times"),
    ],
)
async def test_a_name_that_cannot_be_kept_is_refused(api: Api, names: list[str], what: str) -> None:
    headers = [(b"Idempotency-Key", name.encode("latin-1")) for name in names]
    answer = await api.http.post("/v3/async/vidu-q1-reference2video", headers=headers)
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    assert body["message"] == f"Idempotency-Key: {what}"


@pytest.mark.known("ours")
async def test_openapi_describes_extra_the_header_and_the_event(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    operation = document["paths"]["/v3/async/vidu-q1-reference2video"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    extra = schema["properties"]["extra"]["anyOf"][0]["properties"]
    assert set(extra) == {
        "webhook",
        "engine",
        "storyboard",
        "subjects",
        "custom_storage",
        "enterprise_plan",
        "enable_nsfw_detection",
        "nsfw_detection_level",
        "response_image_type",
        "response_video_type",
    }
    assert "$ref" not in str(schema)
    assert "$defs" not in schema
    (header,) = operation["parameters"]
    assert (header["name"], header["in"]) == ("Idempotency-Key", "header")
    (callback,) = operation["callbacks"].values()
    sent = callback["{$request.body#/extra/webhook/url}"]["post"]
    event = sent["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert event.rpartition("/")[2] in document["components"]["schemas"]
