"""The shapes of the vendor's native dialect."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from reelcast import native
from reelcast.errors import (
    ImageError,
    ImageFileTooLarge,
    ImageTooManyPixels,
    ImageUnreachable,
    InvalidImageFormat,
    InvalidImageSize,
)
from reelcast.native import State
from reelcast.picture import inspect
from reelcast.references.fetch import Fetcher
from reelcast.request import AspectRatio, Generation
from reelcast.service import CANCELLED
from reelcast.task import Dialect, Origin, ReferenceSlot, Status, Task

TASK = Task(
    id=UUID(int=1),
    number=910000000000000007,
    key_id=UUID(int=2),
    origin=Origin(dialect=Dialect.VIDU, payload="order 7"),
    generation=Generation(prompt="a cat", seed=1234, aspect_ratio=AspectRatio.TALL),
    engine="stage",
    references=(ReferenceSlot("http://pictures.test/a.png", None), ReferenceSlot(None, "00ff")),
    status=Status.QUEUED,
    attempt=0,
    handed_back=0,
    percent=0,
    eta=None,
    reason="",
    video=None,
    cover=None,
    created_at=datetime(2025, 1, 1, 15, 41, 31, 968916, tzinfo=UTC),
    started_at=None,
    finished_at=None,
)


def creations(**changes: Any) -> dict[str, Any]:
    task = replace(TASK, **changes)
    return native.creations(task, video_url="http://host/v.mp4", cover_url="http://host/c.jpg")


def code(reason: str) -> str:
    return native.err_code(replace(TASK, status=Status.FAILED, reason=reason))


@pytest.mark.known("documented")
def test_the_create_answer_has_every_member_of_the_vendors() -> None:
    assert native.created(TASK, off_peak=True) == {
        "task_id": "910000000000000007",
        "type": "reference2video",
        "state": "created",
        "model": "viduq1",
        "prompt": "a cat",
        "images": ["http://pictures.test/a.png", "sha256:00ff"],
        "duration": 5,
        "seed": 1234,
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "movement_amplitude": "auto",
        "bgm": False,
        "payload": "order 7",
        "off_peak": True,
        "credits": 0,
        "watermark": False,
        "created_at": "2025-01-01T15:41:31.968916Z",
    }


@pytest.mark.known("documented")
def test_a_success_has_one_creation_with_a_cover() -> None:
    assert creations(status=Status.SUCCEED) == {
        "id": "910000000000000007",
        "state": "success",
        "err_code": "",
        "credits": 0,
        "payload": "order 7",
        "bgm": False,
        "off_peak": False,
        "creations": [
            {
                "id": "910000000000000007",
                "url": "http://host/v.mp4",
                "cover_url": "http://host/c.jpg",
                "watermarked_url": "",
            }
        ],
    }


@pytest.mark.known("client")
@pytest.mark.parametrize("status", list(Status))
def test_the_members_clients_need_are_there_in_every_state(status: Status) -> None:
    body = creations(status=status)
    assert {"id", "state", "err_code", "credits", "payload", "creations"} <= body.keys()
    assert type(body["credits"]) is int
    assert "code" not in body


@pytest.mark.known("documented")
@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.QUEUED, "queueing"),
        (Status.PROCESSING, "processing"),
        (Status.SUCCEED, "success"),
        (Status.FAILED, "failed"),
    ],
)
def test_states_are_the_vendors(status: Status, state: str) -> None:
    assert creations(status=status)["state"] == state


@pytest.mark.known("ours")
def test_created_and_queueing_are_the_same_to_a_filter() -> None:
    assert native.statuses_of(frozenset({State.CREATED})) == (Status.QUEUED,)
    assert native.statuses_of(frozenset({State.QUEUEING})) == (Status.QUEUED,)
    assert set(native.statuses_of(frozenset(State))) == set(Status)
    assert native.statuses_of(frozenset()) == ()


@pytest.mark.known("ours")
def test_a_video_no_longer_kept_leaves_no_creation() -> None:
    task = replace(TASK, status=Status.SUCCEED)
    assert native.creations(task, video_url=None, cover_url=None)["creations"] == []


@pytest.mark.known("ours")
def test_a_failure_says_why_in_a_word_and_in_a_sentence() -> None:
    body = creations(status=Status.FAILED, reason="images[1]: could not be fetched (HTTP 404)")
    assert (body["err_code"], body["creations"]) == ("ImageDownloadFailure", [])
    assert body["err_msg"] == "images[1]: could not be fetched (HTTP 404)"


@pytest.mark.known("ours")
@pytest.mark.parametrize(
    ("error", "word"),
    [
        (ImageUnreachable("images[0]", "could not be fetched (HTTP 404)"), "ImageDownloadFailure"),
        (InvalidImageFormat("images[0]", "the PNG file is damaged"), "ImageFormatInvalid"),
        (InvalidImageSize("images[0]", "must be at least 128x128 pixels"), "PageSizeOutOfRange"),
        (InvalidImageSize("images[0]", "must be between 1:4 and 4:1"), "PageSizeOutOfRange"),
        (ImageFileTooLarge("images[0]", "must be at most 50 MB, got more"), "PageSizeOutOfRange"),
        (ImageTooManyPixels("images[0]", "must have at most 9 pixels"), "PageSizeOutOfRange"),
    ],
)
def test_faults_of_images_have_the_vendors_words(error: ImageError, word: str) -> None:
    assert code(str(error)) == word


@pytest.mark.known("ours")
async def test_what_the_fetcher_really_says_is_a_download_failure() -> None:
    async with Fetcher() as fetcher:
        with pytest.raises(ImageUnreachable) as refused:
            await fetcher.fetch("http://127.0.0.1/cat.png", "images[0]")
    assert code(str(refused.value)) == "ImageDownloadFailure"


@pytest.mark.known("ours")
def test_what_the_inspection_really_says_is_an_invalid_format() -> None:
    with pytest.raises(InvalidImageFormat) as refused:
        inspect(b"<svg/>", "images[3]", max_pixels=1000)
    assert code(str(refused.value)) == "ImageFormatInvalid"


@pytest.mark.known("ours")
def test_other_endings_are_cancelled_given_words_or_ours() -> None:
    assert code(CANCELLED) == "UserCancelled"
    assert code("CreationPolicyViolation") == "CreationPolicyViolation"
    assert code("gave up after 3 attempts: the engine's process ended") == "InternalServiceFailure"
    assert native.err_code(replace(TASK, reason="left over")) == ""


@pytest.mark.known("documented")
def test_an_item_of_a_list_measures_its_clip() -> None:
    item = native.listed(
        replace(TASK, status=Status.SUCCEED), video_url="http://host/v.mp4", cover_url=None
    )
    (clip,) = item["creations"]
    size = {"width": 1080, "height": 1920}
    assert clip["video"] == {"duration": 5.0, "fps": 24, "resolution": size}
    assert (item["id"], item["state"], clip["cover_url"]) == ("910000000000000007", "success", "")


# The vendor's page has this request and no signature for it; the signature with this secret was
# computed from its formula when the contract was written, apart from this code.
SAMPLE = "http://127.0.0.1:8080/vidu/callback?name=james&age=36"
DATE = "Tue, 06 May 2025 12:09:42 GMT"
NONCE = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.known("documented")
def test_the_vendors_sample_request_is_signed_by_its_formula() -> None:
    headers = native.signature_headers("post", SAMPLE, b"vda_test_key", date=DATE, nonce=NONCE)
    assert headers == {
        "Date": DATE,
        "x-request-nonce": NONCE,
        "X-HMAC-SIGNED-HEADERS": "Date;x-request-nonce",
        "X-HMAC-SIGNATURE": "uDl3Wvgx6utIjKWRnCyt4OhsefE06Qj8cCg41RV4aeE=",
        "X-HMAC-ALGORITHM": "hmac-sha256",
        "X-HMAC-ACCESS-KEY": "vidu",
    }


@pytest.mark.known("documented")
def test_an_empty_path_is_signed_as_a_slash() -> None:
    bare, slash = (
        native.signature_headers("POST", url, b"k", date=DATE, nonce=NONCE)["X-HMAC-SIGNATURE"]
        for url in ("http://hook.test", "http://hook.test/")
    )
    assert bare == slash


@pytest.mark.known("documented")
@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://hook.test/b"},
        {"url": "http://hook.test/a?b"},
        {"method": "PUT"},
        {"secret": b"other"},
        {"date": "Wed, 07 May 2025 12:09:42 GMT"},
        {"nonce": "other"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_signature_depends_on(changed: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"method": "POST", "url": "http://hook.test/a", "secret": b"k"}
    one = native.signature_headers(**{**plain, "date": DATE, "nonce": NONCE})
    other = native.signature_headers(**{**plain, "date": DATE, "nonce": NONCE, **changed})
    assert one["X-HMAC-SIGNATURE"] != other["X-HMAC-SIGNATURE"]
