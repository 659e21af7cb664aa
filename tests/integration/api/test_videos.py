"""``/v1/videos`` over the real service and database: OpenAI's shapes, and whose videos they are."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from reelcast.api.videos.answers import VideoDeleted, VideoObject, VideoPage, video_id
from reelcast.api.videos.problems import ErrorAnswer
from reelcast.app import Backend
from reelcast.request import Amplitude, AspectRatio
from reelcast.service import Service
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.store.tasks import Wanted
from reelcast.task import Dialect, Task
from tests.contract.novita import data_uri, inline
from tests.integration.api.served import Api, caller, over

pytestmark = pytest.mark.known("ours")

URL = "https://example.org/cat.png"
NO_VIDEO = "video_" + "0" * 46


def picture(kind: str = "PNG", side: int = 128) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), (30, 200, 30)).save(file, kind)
    return file.getvalue()


def assert_refused(
    answer: httpx.Response, status: int, code: str, param: str | None = None
) -> dict[str, Any]:
    """The answer is an error as OpenAI's clients read it; returns its inside."""
    assert answer.status_code == status, answer.text
    ErrorAnswer.model_validate(answer.json())
    error: dict[str, Any] = answer.json()["error"]
    assert (error["code"], error["param"]) == (code, param), error
    return error


async def create(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    """Create from a good request with ``fields`` changed; one given as ``...`` is left out."""
    body = {"prompt": "a cat walks", "input_reference": data_uri(), **fields}
    return await client.post(
        "/v1/videos", json={name: value for name, value in body.items() if value is not ...}
    )


async def only_task(api: Api, key: Key) -> Task:
    (task,) = await api.service.list_tasks(key, Wanted(limit=10))
    return task


async def finished(api: Api, key: Key, folder: Path) -> Task:
    return await api.succeed(await api.begin(await api.accept(key)), folder)


async def test_a_video_is_accepted_and_answered_as_an_object(
    client: httpx.AsyncClient, api: Api, key: Key
) -> None:
    answer = await create(client, model="sora-2", seconds="5", size="1080x1920", seed=0, bgm=True)
    assert answer.status_code == 200
    VideoObject.model_validate(answer.json())
    task = await only_task(api, key)
    assert answer.json() == {
        "id": video_id(task),
        "object": "video",
        "model": "sora-2",
        "status": "queued",
        "progress": 0,
        "created_at": int(task.created_at.timestamp()),
        "completed_at": None,
        "expires_at": None,
        "prompt": "a cat walks",
        "seconds": "5",
        "size": "1080x1920",
        "seed": 0,
        "error": None,
        "remixed_from_video_id": None,
    }
    assert task.origin.dialect is Dialect.VIDEOS
    assert (task.generation.bgm, task.generation.aspect_ratio) == (True, AspectRatio.TALL)


@pytest.mark.parametrize(
    ("references", "urls"),
    [
        (URL, [URL]),
        ([URL], [URL]),
        ({"image_url": URL}, [URL]),
        ([{"image_url": URL}, data_uri(), URL], [URL, None, URL]),
        ([URL] * 7, [URL] * 7),
    ],
)
async def test_references_in_json_are_one_or_many(
    client: httpx.AsyncClient, api: Api, key: Key, references: Any, urls: list[str | None]
) -> None:
    assert (await create(client, input_reference=references)).status_code == 200
    task = await only_task(api, key)
    assert [reference.url for reference in task.references] == urls


@pytest.mark.parametrize("name", ["input_reference", "input_reference[]", "input_reference[0]"])
async def test_a_form_carries_files_and_texts_in_their_order(
    client: httpx.AsyncClient, api: Api, key: Key, parts: Backend, name: str
) -> None:
    fields: list[tuple[str, Any]] = [
        ("prompt", (None, "a cat walks")),
        (name, ("a.png", picture())),
        (name, (None, URL)),
        ("input_reference[][image_url]", (None, URL)),
        (name, ("b", picture("WEBP"), "text/plain")),
        ("seconds", (None, "5")),
        ("seed", (None, "4294967295")),
        ("bgm", (None, "True")),
        ("movement_amplitude", (None, "large")),
        ("user", (None, "unknown fields are ignored")),
    ]
    answer = await client.post("/v1/videos", files=fields)
    assert answer.status_code == 200, answer.text
    task = await only_task(api, key)
    assert [reference.url for reference in task.references] == [None, URL, URL, None]
    sha256 = task.references[3].sha256
    assert parts.artifacts.read(f"references/{sha256}") == picture("WEBP")
    asked = task.generation
    assert (asked.seed, asked.bgm) == (4294967295, True)
    assert asked.movement_amplitude is Amplitude.LARGE


@pytest.mark.parametrize("nothing", [..., None, []])
async def test_without_a_reference_nothing_is_made(client: httpx.AsyncClient, nothing: Any) -> None:
    answer = await create(client, input_reference=nothing)
    error = assert_refused(answer, 400, "invalid_request_body", "input_reference")
    assert error["type"] == "invalid_request_error"
    assert error["message"].startswith("input_reference: at least one reference image is required")


async def test_a_form_without_a_reference_is_refused_the_same(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/videos", files={"prompt": (None, "a cat")})
    assert_refused(answer, 400, "invalid_request_body", "input_reference")


@pytest.mark.parametrize(
    ("fields", "param", "message"),
    [
        ({"prompt": ...}, "prompt", "prompt: is required"),
        ({"prompt": " "}, "prompt", "prompt: is required and must not be empty"),
        ({"prompt": "a" * 1501}, "prompt", "at most 1500 characters are allowed, got 1501"),
        ({"seconds": "4"}, "seconds", 'seconds: must be "5", got "4"'),
        ({"seconds": 8}, "seconds", 'seconds: must be "5", got "8"'),
        ({"seconds": True}, "seconds", "seconds: must be a string, got true"),
        ({"size": "640x480"}, "size", 'size: must be "1920x1080" or'),
        ({"size": "1080x1080", "aspect_ratio": "16:9"}, "size", "is not of the aspect_ratio"),
        ({"aspect_ratio": "4:3"}, "aspect_ratio", 'must be "16:9" or "9:16" or "1:1"'),
        ({"seed": "7"}, "seed", "seed: must be an integer"),
        ({"bgm": "yes"}, "bgm", "bgm: must be true or false"),
        ({"engine": "dream"}, "engine", 'engine: must be one of "stage", got "dream"'),
        ({"model": "m" * 201}, "model", "model: at most 200 characters"),
        ({"input_reference": [URL] * 8}, "input_reference", "at most 7 are allowed, got 8"),
        ({"input_reference": [URL, 5]}, "input_reference[1]", "must be a URL, a data URI or"),
        ({"input_reference": {"file_id": "f"}}, "input_reference[0]", "file_id is not supported"),
    ],
)
async def test_a_wrong_field_is_named_with_what_came(
    client: httpx.AsyncClient, fields: dict[str, Any], param: str, message: str
) -> None:
    error = assert_refused(await create(client, **fields), 400, "invalid_request_body", param)
    assert message in error["message"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (inline(picture("GIF")), "invalid_image_format"),
        ("cat.png", "invalid_image_format"),
        (data_uri(64, 64), "invalid_image_size"),
    ],
)
async def test_a_bad_image_is_named_by_its_place(
    client: httpx.AsyncClient, bad: str, code: str
) -> None:
    answer = await create(client, input_reference=[data_uri(), URL, bad])
    assert_refused(answer, 400, code, "input_reference[2]")


async def test_a_bad_file_of_a_form_is_named_by_its_place(client: httpx.AsyncClient) -> None:
    good, bad = (("input_reference[]", ("a.png", data)) for data in (picture(), picture("GIF")))
    answer = await client.post("/v1/videos", data={"prompt": "a"}, files=[good, good, bad])
    error = assert_refused(answer, 400, "invalid_image_format", "input_reference[2]")
    assert error["message"].startswith("input_reference[2]: must be a PNG, JPEG or WebP image")


async def test_a_file_over_fifty_megabytes_is_refused(client: httpx.AsyncClient) -> None:
    files = {"input_reference": ("a.png", bytes(50 * 1024 * 1024 + 1))}
    answer = await client.post("/v1/videos", data={"prompt": "a"}, files=files)
    assert_refused(answer, 400, "image_file_exceeds_max_size", "input_reference[0]")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (("prompt", (None, "again")), "prompt: came twice"),
        (("model", (None, b"\xff")), "model: must be UTF-8 text"),
        (("seed", (None, "")), 'seed: must be an integer, got ""'),
        (("model", (None, "a\0b")), "model: must not contain the character U+0000"),
    ],
)
async def test_a_wrong_field_of_a_form_is_named(
    client: httpx.AsyncClient, field: tuple[str, Any], message: str
) -> None:
    good: list[tuple[str, Any]] = [
        ("prompt", (None, "a")),
        ("input_reference", ("a.png", picture())),
    ]
    answer = await client.post("/v1/videos", files=[*good, field])
    error = assert_refused(answer, 400, "invalid_request_body", message.partition(":")[0])
    assert error["message"] == message


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=b", ""])
async def test_a_body_that_is_neither_form_nor_json_is_refused(
    client: httpx.AsyncClient, kind: str
) -> None:
    answer = await client.post("/v1/videos", content=b"cat", headers={"content-type": kind})
    assert_refused(answer, 400, "invalid_request_body", "body")


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({}, "1920x1080"),
        ({"size": "1280x720"}, "1920x1080"),
        ({"size": "1792x1024"}, "1920x1080"),
        ({"size": "720x1280"}, "1080x1920"),
        ({"size": "1024x1792"}, "1080x1920"),
        ({"size": "1080x1080"}, "1080x1080"),
        ({"aspect_ratio": "9:16"}, "1080x1920"),
        ({"aspect_ratio": "9:16", "size": "720x1280"}, "1080x1920"),
    ],
)
async def test_the_answer_has_the_size_the_clip_will_have(
    client: httpx.AsyncClient, asked: dict[str, str], made: str
) -> None:
    assert (await create(client, **asked)).json()["size"] == made


@pytest.mark.parametrize("seconds", [5, 5.0, "5", None, ...])
async def test_five_seconds_may_be_said_in_several_ways(
    client: httpx.AsyncClient, seconds: Any
) -> None:
    assert (await create(client, seconds=seconds)).json()["seconds"] == "5"


async def test_without_a_model_the_engine_is_named(client: httpx.AsyncClient) -> None:
    assert (await create(client)).json()["model"] == "stage"


@pytest.mark.parametrize("header", [None, "Bearer rc_wrong"])
async def test_the_key_is_judged_before_the_body_is_read(
    client: httpx.AsyncClient, header: str | None
) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"{}"

    client.headers.pop("authorization")
    answer = await client.post(
        "/v1/videos", content=body(), headers={"authorization": header} if header else {}
    )
    error = assert_refused(answer, 401, "invalid_api_key" if header else "missing_api_key")
    assert error["type"] == "authentication_error"
    assert not read


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/videos/edits"), ("PUT", "/v1/videos"), ("POST", f"/v1/videos/{NO_VIDEO}/remix")],
)
async def test_what_is_not_there_is_refused_in_the_same_shape(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    assert_refused(await client.request(method, path), 404, "api_not_found")


async def test_an_unexpected_error_tells_nothing_of_itself(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> Task:
        raise ZeroDivisionError("secret internals")

    monkeypatch.setattr(Service, "look", breaks)
    answer = await client.get(f"/v1/videos/{NO_VIDEO}")
    error = assert_refused(answer, 500, "internal_error")
    assert error["type"] == "server_error"
    assert "secret" not in answer.text


async def test_a_full_queue_says_when_to_come_back(parts: Backend, tmp_path: Path) -> None:
    _, secret = await parts.keys.create("mine")
    async with caller(over(parts, Settings.read(data_dir=tmp_path, max_queue=1)), secret) as client:
        assert (await create(client)).status_code == 200
        answer = await create(client)
    assert assert_refused(answer, 429, "rate_limit_exceeded")["type"] == "rate_limit_error"
    assert answer.headers["retry-after"] == "10"


async def test_a_request_named_once_is_accepted_once_whatever_its_boundary(
    client: httpx.AsyncClient, api: Api, key: Key
) -> None:
    async def send(prompt: str) -> httpx.Response:
        return await client.post(
            "/v1/videos",
            data={"prompt": prompt},
            files={"input_reference": ("a.png", picture())},
            headers={"Idempotency-Key": "one"},
        )

    first, again = await send("a cat"), await send("a cat")
    assert (first.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert_refused(await send("a dog"), 409, "idempotency_key_reused")
    await only_task(api, key)


async def test_a_video_is_followed_to_its_end(
    client: httpx.AsyncClient, api: Api, key: Key, tmp_path: Path, settings: Settings
) -> None:
    task = await api.accept(key)
    where = f"/v1/videos/{video_id(task)}"
    assert (await client.get(where)).json()["status"] == "queued"
    begun = await api.begin(task)
    await api.parts.tasks.advance(begun, 40, 3)
    working = (await client.get(where)).json()
    assert (working["status"], working["progress"]) == ("in_progress", 40)
    ended = await api.succeed(begun, tmp_path)
    answer = (await client.get(where)).json()
    VideoObject.model_validate(answer)
    assert (answer["status"], answer["progress"], answer["error"]) == ("completed", 100, None)
    assert ended.finished_at
    assert answer["completed_at"] == int(ended.finished_at.timestamp())
    assert answer["expires_at"] - answer["completed_at"] == settings.keep_videos


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("cancelled by the caller", {"code": "cancelled", "message": "cancelled by the caller"}),
        (
            "images[1]: could not be fetched (HTTP 404)",
            {
                "code": "invalid_reference",
                "message": "input_reference[1]: could not be fetched (HTTP 404)",
            },
        ),
        ("the engine failed", {"code": "generation_failed", "message": "the engine failed"}),
    ],
)
async def test_a_failed_video_says_why(
    client: httpx.AsyncClient, api: Api, key: Key, reason: str, error: dict[str, str]
) -> None:
    task = await api.accept(key)
    await api.endings.fail(task.id, reason)
    answer = (await client.get(f"/v1/videos/{video_id(task)}")).json()
    VideoObject.model_validate(answer)
    assert (answer["status"], answer["error"]) == ("failed", error)
    assert (answer["completed_at"], answer["expires_at"]) == (None, None)


async def test_the_content_is_the_video_or_its_middle_frame(
    client: httpx.AsyncClient, api: Api, key: Key, tmp_path: Path
) -> None:
    task = await finished(api, key, tmp_path)
    where = f"/v1/videos/{video_id(task)}/content"
    whole = await client.get(where)
    assert (whole.content, whole.headers["content-type"]) == (b"the mp4", "video/mp4")
    part = await client.get(where, headers={"range": "bytes=4-5"})
    assert (part.status_code, part.content) == (206, b"mp")
    cover = await client.get(where, params={"variant": "thumbnail"})
    assert (cover.content, cover.headers["content-type"]) == (b"the jpg", "image/jpeg")
    sheet = await client.get(where, params={"variant": "spritesheet"})
    assert_refused(sheet, 400, "invalid_request_body", "variant")
    other = await client.get(where, params={"variant": "poster"})
    assert_refused(other, 400, "invalid_request_body", "variant")


async def test_there_is_no_content_before_the_end_nor_after_its_time(
    client: httpx.AsyncClient, api: Api, key: Key, tmp_path: Path
) -> None:
    open_task = await api.accept(key)
    answer = await client.get(f"/v1/videos/{video_id(open_task)}/content")
    assert "it is queued" in assert_refused(answer, 404, "video_not_ready")["message"]
    await api.endings.fail(open_task.id, "images[0]: broken")
    answer = await client.get(f"/v1/videos/{video_id(open_task)}/content")
    error = assert_refused(answer, 404, "video_not_found")
    assert error["message"] == "the video has no content: it failed, input_reference[0]: broken"
    task = await finished(api, key, tmp_path)
    await api.parts.tasks.forget_video(task.id)
    answer = await client.get(f"/v1/videos/{video_id(task)}/content")
    assert "no longer kept" in assert_refused(answer, 404, "video_not_found")["message"]


async def test_deleting_takes_the_files_too(
    client: httpx.AsyncClient, api: Api, key: Key, tmp_path: Path
) -> None:
    task = await finished(api, key, tmp_path)
    where = f"/v1/videos/{video_id(task)}"
    answer = await client.delete(where)
    VideoDeleted.model_validate(answer.json())
    assert answer.json() == {"id": video_id(task), "object": "video.deleted", "deleted": True}
    assert_refused(await client.get(where), 404, "task_not_found")
    assert_refused(await client.delete(where), 404, "task_not_found")
    assert task.video
    assert api.parts.artifacts.find(task.video) is None


async def test_deleting_stops_a_video_that_is_being_made(
    client: httpx.AsyncClient, api: Api, key: Key
) -> None:
    task = await api.begin(await api.accept(key))
    assert (await client.delete(f"/v1/videos/{video_id(task)}")).status_code == 200
    assert await api.parts.tasks.advance(task, 50, None) is False


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_a_list_is_read_page_by_page_in_either_order(
    client: httpx.AsyncClient, api: Api, key: Key, order: str
) -> None:
    made = [video_id(await api.accept(key)) for _ in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2, "order": order}
    for more in (True, True, False):
        answer = (await client.get("/v1/videos", params=query)).json()
        VideoPage.model_validate(answer)
        ids = [video["id"] for video in answer["data"]]
        assert (answer["first_id"], answer["last_id"]) == (ids[0], ids[-1])
        assert answer["has_more"] is more
        query["after"] = answer["last_id"]
        seen += ids
    assert seen == (made if order == "asc" else made[::-1])
    past = (await client.get("/v1/videos", params=query)).json()
    assert past == {
        "object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False,
    }  # fmt: skip


async def test_a_list_goes_on_behind_a_video_that_was_deleted(
    client: httpx.AsyncClient, api: Api, key: Key
) -> None:
    made = [video_id(await api.accept(key)) for _ in range(3)]
    assert (await client.delete(f"/v1/videos/{made[1]}")).status_code == 200
    answer = await client.get("/v1/videos", params={"after": made[1]})
    assert [video["id"] for video in answer.json()["data"]] == [made[0]]


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"after": "last"}, "after"),
        ({"after": "video_" + "f" * 47}, "after"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"order": "up"}, "order"),
    ],
)
async def test_a_list_that_cannot_be_is_refused(
    client: httpx.AsyncClient, query: dict[str, Any], param: str
) -> None:
    answer = await client.get("/v1/videos", params=query)
    assert_refused(answer, 400, "invalid_request_body", param)


async def test_strangers_see_nothing_of_it(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, api: Api, key: Key, tmp_path: Path
) -> None:
    where = f"/v1/videos/{video_id(await finished(api, key, tmp_path))}"
    for method, path in (("GET", where), ("DELETE", where), ("GET", f"{where}/content")):
        assert_refused(await stranger.request(method, path), 404, "task_not_found")
    assert (await stranger.get("/v1/videos")).json()["data"] == []
    assert (await client.get(where)).status_code == 200


async def test_only_the_id_that_was_given_is_found(
    client: httpx.AsyncClient, api: Api, key: Key
) -> None:
    task = await api.accept(key)
    right = video_id(task)
    for wrong in (str(task.id), right.upper(), f"video_{'0' * 14}{task.id.hex}", f"{right}0"):
        assert_refused(await client.get(f"/v1/videos/{wrong}"), 404, "task_not_found")


async def test_the_description_has_both_ways_to_send_a_video(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert set(paths["/v1/videos"]) == {"get", "post"}
    assert set(paths["/v1/videos/{video_id}"]) == {"get", "delete"}
    post = paths["/v1/videos"]["post"]
    kinds = post["requestBody"]["content"]
    assert set(kinds) == {"application/json", "multipart/form-data"}
    for kind in kinds.values():
        assert {"prompt", "input_reference"} == set(kind["schema"]["required"])
    assert {"200", "400", "401", "409", "429", "500", "503"} <= set(post["responses"])
    content = paths["/v1/videos/{video_id}/content"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"video/mp4", "image/jpeg"}
