"""What a submission may be, field by field, over the real application."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from reelcast.references import InlineImage
from reelcast.request import Amplitude, AspectRatio
from tests.contract.novita import SUBMIT, Api, assert_problem, data_uri, inline, serving

MIB = 1024 * 1024


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.mark.known("client")  # both official SDKs raise on any status but 200
@pytest.mark.known("documented")  # the body is the task_id and nothing else
async def test_a_submission_is_answered_200_with_the_task_id_alone(api: Api) -> None:
    answer = await api.submit()
    assert answer.status_code == 200
    assert list(answer.json()) == ["task_id"]
    assert UUID(answer.json()["task_id"]).version == 4


@pytest.mark.known("documented")
async def test_what_is_left_out_gets_the_documented_default(api: Api) -> None:
    generation = (await api.accepted()).generation
    assert (generation.duration, generation.resolution) == (5, "1080p")
    assert generation.aspect_ratio is AspectRatio.WIDE
    assert generation.movement_amplitude is Amplitude.AUTO
    assert generation.bgm is False


@pytest.mark.known("documented")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("aspect_ratio", value) for value in ("16:9", "9:16", "1:1")],
        *[("movement_amplitude", value) for value in ("auto", "small", "medium", "large")],
        ("resolution", "1080p"),
        ("duration", 5),
        ("bgm", True),
        ("bgm", False),
        ("seed", 1),
        ("prompt", "x" * 1500),
    ],
)
async def test_every_documented_value_is_taken_as_it_is(api: Api, field: str, value: Any) -> None:
    task = await api.accepted(**{field: value})
    assert getattr(task.generation, field) == value


@pytest.mark.known("ours")  # "characters" is not defined; bytes would break Chinese prompts
async def test_a_prompt_is_counted_in_code_points(api: Api) -> None:
    await api.accepted(prompt="水" * 1500)
    await api.accepted(prompt="🐈" * 1500)
    body = assert_problem(await api.submit(prompt="水" * 1501), 400, "INVALID_REQUEST_BODY")
    assert body["message"] == "prompt: at most 1500 characters are allowed, got 1501"


@pytest.mark.known("ours")  # the page does not say what null means
@pytest.mark.parametrize(
    "field",
    ["duration", "seed", "aspect_ratio", "resolution", "movement_amplitude", "bgm", "extra"],
)
async def test_null_for_an_optional_field_is_the_same_as_leaving_it_out(
    api: Api, field: str
) -> None:
    await api.accepted(**{field: None})


@pytest.mark.known("ours")  # a manual value overrides; the bounds are Q3's and a 32-bit integer's
@pytest.mark.parametrize("seed", [0, 1, 2147483647, 4294967295])
async def test_a_seed_that_is_given_is_the_seed_that_is_used(api: Api, seed: int) -> None:
    assert (await api.accepted(seed=seed)).generation.seed == seed


@pytest.mark.known("documented")  # "defaults to a random seed number"; -1 and null are ours
@pytest.mark.parametrize("seed", [..., None, -1])
async def test_without_a_seed_each_task_gets_another(api: Api, seed: Any) -> None:
    seeds = {(await api.accepted(seed=seed)).generation.seed for _ in range(8)}
    assert len(seeds) > 1
    assert all(0 <= one <= 4294967295 for one in seeds)


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("prompt", ..., "prompt: is required"),
        ("prompt", None, "prompt: must be a string, got null"),
        ("prompt", "", "prompt: is required and must not be empty"),
        ("prompt", " \n\t", "prompt: is required and must not be empty"),
        ("prompt", 5, "prompt: must be a string, got 5"),
        ("prompt", ["x"], "prompt: must be a string, got an array"),
        ("prompt", "a\0b", "prompt: must not contain the character U+0000"),
        ("duration", 4, "duration: must be 5, got 4"),
        ("duration", "5", 'duration: must be an integer, got "5"'),
        ("duration", 5.0, "duration: must be an integer, got 5.0"),
        ("duration", True, "duration: must be an integer, got true"),
        ("seed", -2, "seed: must be at least -1, got -2"),
        ("seed", 4294967296, "seed: must be at most 4294967295, got 4294967296"),
        ("seed", 1.5, "seed: must be an integer, got 1.5"),
        ("seed", "7", 'seed: must be an integer, got "7"'),
        ("seed", False, "seed: must be an integer, got false"),
        ("aspect_ratio", "4:3", 'aspect_ratio: must be "16:9" or "9:16" or "1:1", got "4:3"'),
        ("aspect_ratio", 1, "aspect_ratio: must be a string, got 1"),
        ("aspect_ratio", "", 'aspect_ratio: must be "16:9" or "9:16" or "1:1", got ""'),
        ("resolution", "720p", 'resolution: must be "1080p", got "720p"'),
        (
            "movement_amplitude",
            "high",
            'movement_amplitude: must be "auto" or "small" or "medium" or "large", got "high"',
        ),
        ("bgm", 1, "bgm: must be true or false, got 1"),
        ("bgm", "true", 'bgm: must be true or false, got "true"'),
        ("extra", [], "extra: must be an object, got an array"),
        ("extra", "x", 'extra: must be an object, got "x"'),
        ("images", ..., "images: is required"),
        ("images", None, "images: must be an array, got null"),
        ("images", [], "images: at least 1 is needed, got 0"),
        ("images", ["https://example.org/a.png"] * 8, "images: at most 7 are allowed, got 8"),
        ("images", "https://example.org/a.png", None),
        ("images", [1], "images[0]: must be a string, got 1"),
        ("images", [None], "images[0]: must be a string, got null"),
    ],
)
async def test_a_wrong_field_is_named_with_its_limit_and_what_came(
    api: Api, field: str, value: Any, message: str | None
) -> None:
    body = assert_problem(await api.submit(**{field: value}), 400, "INVALID_REQUEST_BODY")
    expected = message or 'images: must be an array, got "https://example.org/a.png"'
    assert body["message"] == expected
    assert body["metadata"]["errors"][0] == {"field": expected.split(": ")[0], "message": expected}
    assert not api.service.tasks


@pytest.mark.known("ours")
async def test_everything_wrong_with_a_body_is_told_at_once(api: Api) -> None:
    answer = await api.submit(
        images=[data_uri(64, 64), 5, inline(b"not a picture")], prompt="", seed=-7, bgm="no"
    )
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    fields = [error["field"] for error in body["metadata"]["errors"]]
    assert fields == ["images[1]", "prompt", "seed", "bgm", "images[0]", "images[2]"]
    assert body["message"] == body["metadata"]["errors"][0]["message"]


@pytest.mark.known("ours")  # V3 answers look like protobuf's JSON mapping, which ignores them
async def test_unknown_members_are_ignored(api: Api) -> None:
    await api.accepted(model="viduq1", style="anime", nested={"a": [1, {"b": None}]})


@pytest.mark.known("documented")
async def test_one_to_seven_images_may_be_urls_and_data_uris(api: Api) -> None:
    images = [data_uri(), "https://example.org/a.png", "http://example.org/b?c=d"] * 2
    task = await api.accepted(images=[*images, data_uri(kind="JPEG", declared="image/jpeg")])
    sent = api.service.images[task.id]
    assert [isinstance(image, InlineImage) for image in sent] == [True, False, False] * 2 + [True]


@pytest.mark.known("documented")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_png_jpeg_and_webp_are_taken(api: Api, kind: str) -> None:
    await api.accepted(images=[data_uri(kind=kind, declared=f"image/{kind.lower()}")])


@pytest.mark.known("ours")  # "JPG" is listed as a codec
async def test_image_jpg_is_taken_for_jpeg(api: Api) -> None:
    await api.accepted(images=[data_uri(kind="JPEG", declared="image/jpg")])


@pytest.mark.known("client")  # vidu-mcp labels every local file image/jpeg
async def test_the_bytes_count_and_not_the_declared_type(api: Api) -> None:
    await api.accepted(images=[data_uri(kind="PNG", declared="image/jpeg")])


@pytest.mark.known("documented")  # the limits; that the bounds themselves are good is ours
@pytest.mark.parametrize("size", [(128, 128), (128, 512), (512, 128)])
async def test_images_at_the_limits_are_taken(api: Api, size: tuple[int, int]) -> None:
    await api.accepted(images=[data_uri(*size)])


@pytest.mark.known("documented")  # the limits; which reason goes with which is ours
@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (data_uri(127, 128), "INVALID_IMAGE_SIZE"),
        (data_uri(128, 127), "INVALID_IMAGE_SIZE"),
        (data_uri(128, 513), "INVALID_IMAGE_SIZE"),
        (data_uri(513, 128), "INVALID_IMAGE_SIZE"),
        (data_uri(kind="GIF", declared="image/gif"), "INVALID_IMAGE_FORMAT"),
        (data_uri(kind="BMP"), "INVALID_IMAGE_FORMAT"),
        (inline(b"hello"), "INVALID_IMAGE_FORMAT"),
        (inline(b""), "INVALID_IMAGE_FORMAT"),
        (data_uri()[:-400], "INVALID_IMAGE_FORMAT"),
        ("data:image/png;base64,!!!!", "INVALID_IMAGE_FORMAT"),
        ("data:image/png,abc", "INVALID_IMAGE_FORMAT"),
        (data_uri().removeprefix("data:image/png;base64,"), "INVALID_IMAGE_FORMAT"),
        (inline(bytes(10 * MIB)), "IMAGE_FILE_EXCEEDS_MAX_SIZE"),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else None,
)
async def test_a_bad_data_uri_is_refused_at_once_and_named(
    api: Api, image: str, reason: str
) -> None:
    body = assert_problem(await api.submit(images=[data_uri(), image]), 400, reason)
    assert body["message"].startswith("images[1]: ")
    assert [error["field"] for error in body["metadata"]["errors"]] == ["images[1]"]


@pytest.mark.known("ours")  # an empty string or another scheme is neither a URL nor a data URI
@pytest.mark.parametrize("image", ["", "ftp://example.org/a.png", "/etc/passwd", "file:///a", "x"])
async def test_what_is_neither_url_nor_data_uri_is_refused(api: Api, image: str) -> None:
    answer = await api.submit(images=[image])
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("images[0]: ")


@pytest.mark.known("ours")  # Postgres' jsonb and UTF-8 could not hold them: 400, never 500
@pytest.mark.parametrize("place", ["prompt", "images", "aspect_ratio", "resolution"])
@pytest.mark.parametrize("text", ["a\\u0000b", "a\\ud800b", "\\udfff"])
async def test_text_that_cannot_be_stored_is_refused(api: Api, place: str, text: str) -> None:
    fields = {"prompt": '"a"', "images": '["https://example.org/a.png"]'}
    fields[place] = f'["https://example.org/{text}"]' if place == "images" else f'"{text}"'
    content = "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"
    answer = await api.http.post(SUBMIT, content=content)
    assert answer.status_code == 400, answer.text
    assert answer.json()["metadata"]["errors"][0]["field"].startswith(place)


@pytest.mark.known("client")  # charset parameters, and clients that declare nothing
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/plain", None]
)
async def test_the_content_type_does_not_matter(api: Api, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    content = f'{{"images":["{data_uri()}"],"prompt":"a"}}'.encode()
    assert (await api.http.post(SUBMIT, content=content, headers=headers)).status_code == 200


@pytest.mark.known("ours")
async def test_an_accepted_submission_leaves_one_line_without_key_prompt_or_image(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "reelcast.api")
    task = await api.accepted(prompt="a very private prompt")
    await api.submit(prompt="")
    (line,) = [record for record in caplog.records if record.name == "reelcast.api"]
    text = line.getMessage()
    assert f"task={task.id}" in text
    assert "inline=1 urls=0" in text
    assert "private" not in text
    assert "sk_one" not in text
    assert "base64" not in text
