"""Videos over HTTP: the real router, store and signer, asked as players and strangers ask."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from reelcast.api import files, problems
from reelcast.artifacts.folder import FolderStore
from reelcast.artifacts.signing import Signer

TASK = "830d9c90-d53f-4c5a-8009-0123456789ab"
NAME = f"videos/{TASK}-1.mp4"
DATA = bytes(range(256)) * 1000
NOW = 1_700_000_000.0
SIGNER = Signer(b"s" * 64, clock=lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    store = FolderStore(tmp_path / "artifacts")
    (tmp_path / "clip.mp4").write_bytes(DATA)
    store.put(NAME, tmp_path / "clip.mp4")
    (tmp_path / "key").write_text("private")
    return store


@pytest.fixture
async def client(store: FolderStore) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI(exception_handlers=problems.handlers())
    app.include_router(files.router)
    app.state.artifacts, app.state.signer = store, SIGNER
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def link(name: str = NAME, ttl: int = 60) -> str:
    return SIGNER.path(name, ttl)


def assert_problem(answer: httpx.Response, code: int, reason: str) -> None:
    body = answer.json()
    assert answer.status_code == code
    assert (body["code"], body["reason"], body["metadata"]) == (code, reason, {})
    assert body["message"]


async def test_a_signed_link_gives_the_video_without_a_key(client: httpx.AsyncClient) -> None:
    answer = await client.get(link())
    assert answer.status_code == 200
    assert answer.content == DATA
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(len(DATA))
    assert answer.headers["content-disposition"] == f'inline; filename="{TASK}.mp4"'
    assert answer.headers["cache-control"] == "private"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"]
    assert answer.headers["last-modified"]


async def test_a_cover_is_a_picture(client: httpx.AsyncClient, store: FolderStore) -> None:
    cover = NAME.replace(".mp4", ".jpg")
    store.put_bytes(cover, b"a picture")
    answer = await client.get(link(cover))
    assert (answer.status_code, answer.content) == (200, b"a picture")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'inline; filename="{TASK}.jpg"'


async def test_nothing_else_is_served_though_it_lay_there(
    client: httpx.AsyncClient, store: FolderStore
) -> None:
    for other in (NAME + ".html", "videos/x"):
        store.put_bytes(other, b"<script>")
        assert_problem(await client.get(link(other)), 404, "VIDEO_NOT_FOUND")


async def test_head_says_the_same_and_sends_nothing(client: httpx.AsyncClient) -> None:
    whole, head = await client.get(link()), await client.head(link())
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == whole.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, len(DATA) - 1),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=255999-", len(DATA) - 1, len(DATA) - 1),
        ("bytes=255000-999999", 255_000, len(DATA) - 1),
        ("bytes=-500", len(DATA) - 500, len(DATA) - 1),
        ("bytes=-999999", 0, len(DATA) - 1),
        ("Bytes=0-1", 0, 1),
    ],
)
async def test_a_range_is_what_was_asked(
    client: httpx.AsyncClient, asked: str, first: int, last: int
) -> None:
    answer = await client.get(link(), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == DATA[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert answer.headers["content-length"] == str(last + 1 - first)
    assert answer.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
async def test_a_range_beyond_the_end_cannot_be_had(client: httpx.AsyncClient, asked: str) -> None:
    answer = await client.get(link(), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=",
        "bytes=a-b",
        "items=0-1",
        "bytes=0-1,5-6",
        "bytes=--5",
        "bytes=9-3",
        "bytes=-",
        "0-1",
        "%",
        f"bytes={'9' * 5000}-",
    ],
)
async def test_any_other_range_is_ignored(client: httpx.AsyncClient, asked: str) -> None:
    answer = await client.get(link(), headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.content == DATA


async def test_head_ignores_ranges(client: httpx.AsyncClient) -> None:
    answer = await client.head(link(), headers={"Range": "bytes=0-1"})
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(DATA))


async def test_a_download_goes_on_only_while_the_file_is_the_same(
    client: httpx.AsyncClient, store: FolderStore, tmp_path: Path
) -> None:
    first = await client.get(link())
    for validator in ("etag", "last-modified"):
        headers = {"Range": "bytes=10-19", "If-Range": first.headers[validator]}
        answer = await client.get(link(), headers=headers)
        assert (answer.status_code, answer.content) == (206, DATA[10:20])
    (tmp_path / "clip.mp4").write_bytes(b"another video")
    store.put(NAME, tmp_path / "clip.mp4")
    headers = {"Range": "bytes=10-19", "If-Range": first.headers["etag"]}
    answer = await client.get(link(), headers=headers)
    assert (answer.status_code, answer.content) == (200, b"another video")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_expired_link_is_refused(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, link(ttl=0))
    assert answer.status_code == 403
    if method == "GET":
        assert_problem(answer, 403, "VIDEO_LINK_EXPIRED")


async def test_a_forged_link_is_refused(client: httpx.AsyncClient) -> None:
    good = link()
    for forged in (
        f"/files/{NAME}",
        f"/files/{NAME}?expires=1700000060",
        f"/files/{NAME}?expires=&signature=",
        good.replace("1700000060", "1800000060"),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace("-1.mp4", "-2.mp4"),
        good + "%C3%A9",
    ):
        assert_problem(await client.get(forged), 403, "VIDEO_LINK_INVALID")


async def test_a_removed_video_is_not_found(client: httpx.AsyncClient, store: FolderStore) -> None:
    store.delete(NAME)
    assert_problem(await client.get(link()), 404, "VIDEO_NOT_FOUND")


async def test_references_are_never_served(client: httpx.AsyncClient, store: FolderStore) -> None:
    store.put_bytes("references/abc", b"a private photograph")
    assert_problem(await client.get(link("references/abc")), 404, "VIDEO_NOT_FOUND")


@pytest.mark.parametrize("name", ["videos/..", "videos/.x.part", "videos/A", "videos/%2e%2e"])
async def test_no_odd_name_is_served_though_it_were_signed(
    client: httpx.AsyncClient, name: str
) -> None:
    signed = SIGNER.sign(name.replace("%2e", "."), int(NOW) + 60)
    answer = await client.get(f"/files/{name}?{signed}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/files/videos/../../key",
        "/files/videos/..%2f..%2fkey",
        "/files/%2e%2e/key",
        "/files/..%2fkey/x",
        "/files/videos/%00",
        "/files/videos/%ff",
        "/files//key",
    ],
)
async def test_no_path_leads_out_of_the_store(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"{path}?{SIGNER.sign('key', int(NOW) + 60)}")
    assert answer.status_code in (403, 404)
    assert "private" not in answer.text


async def test_only_reading_is_possible(client: httpx.AsyncClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert_problem(await client.request(method, link()), 404, "API_NOT_FOUND")


async def test_the_link_lives_as_long_as_it_was_told(client: httpx.AsyncClient) -> None:
    hour = int(timedelta(hours=1).total_seconds())
    assert (await client.get(link(ttl=1))).status_code == 200
    assert (await client.get(link(ttl=hour))).status_code == 200
    assert (await client.get(link(ttl=-hour))).status_code == 403


async def test_the_openapi_document_says_what_comes(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    methods = document["paths"]["/files/{folder}/{name}"]
    assert {methods[method]["operationId"] for method in methods} == {"read_file", "head_file"}
    for method in methods.values():
        assert {"200", "206", "403", "404", "416"} <= method["responses"].keys()
        assert list(method["responses"]["200"]["content"]) == ["video/mp4", "image/jpeg"]
