"""PyPI ``openai``, its ``client.videos``, unmodified but for the base URL and the key."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types import Video
from PIL import Image

from tests.acceptance.clients.clips import assert_clip
from tests.acceptance.conftest import Server, Start, data_uri, png

pytestmark = [
    pytest.mark.known("client"),
    # The package marks all of client.videos so, since the hosted service ends; ours does not.
    pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning"),
]
PROMPT = "a red square drifts"
NO_VIDEO = "video_" + "0" * 46


@pytest.fixture
def client(quick: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{quick.url}/v1", api_key=quick.key, max_retries=0) as client:
        yield client


def create(client: OpenAI, **fields: Any) -> Video:
    """Create from a good request; sizes and lists that the package's types do not know go too."""
    return client.videos.create(**{"prompt": PROMPT, "input_reference": png(), **fields})


def test_it_creates_polls_and_downloads_a_clip_that_decodes(client: OpenAI) -> None:
    video = client.videos.create_and_poll(
        prompt=PROMPT, input_reference=("cat.png", png(), "image/png"), poll_interval_ms=100
    )
    assert (video.status, video.progress, video.error) == ("completed", 100, None)
    assert (video.object, video.seconds, video.size) == ("video", "5", "1920x1080")
    assert video.prompt == PROMPT
    assert video.completed_at
    assert video.expires_at
    assert video.created_at <= video.completed_at < video.expires_at
    assert_clip(client.videos.download_content(video.id).read())
    cover = client.videos.download_content(video.id, variant="thumbnail")
    with Image.open(io.BytesIO(cover.read())) as image:
        assert (image.format, image.size) == ("JPEG", (1920, 1080))


def test_it_streams_the_content_to_a_file(client: OpenAI, tmp_path: Path) -> None:
    video = client.videos.create_and_poll(
        prompt=PROMPT, input_reference=png(), poll_interval_ms=100
    )
    with client.videos.with_streaming_response.download_content(video.id) as content:
        content.stream_to_file(tmp_path / "clip.mp4")
    assert_clip((tmp_path / "clip.mp4").read_bytes())


def test_it_sends_several_files_and_the_fields_that_are_ours(
    client: OpenAI, quick: Server, tmp_path: Path
) -> None:
    (tmp_path / "cat.png").write_bytes(png())
    video = create(
        client,
        input_reference=[tmp_path / "cat.png", ("b.png", png(colour="blue")), io.BytesIO(png())],
        model="my-model",
        seconds="5",
        size="720x1280",
        extra_body={"seed": 77, "bgm": True, "movement_amplitude": "small"},
    )
    assert (video.model, video.status, video.size) == ("my-model", "queued", "1080x1920")
    assert video.to_dict()["seed"] == 77
    assert client.videos.poll(video.id, poll_interval_ms=100).status == "completed"


def test_it_sends_references_as_texts_in_a_form_and_in_json(client: OpenAI) -> None:
    uri = data_uri(png())
    fields = {"input_reference": [uri, {"image_url": uri}]}
    as_form = client.videos.create(prompt=PROMPT, extra_body={"input_reference": [uri, uri]})
    as_json = client.videos.create(
        prompt=PROMPT, extra_body=fields, extra_headers={"Content-Type": "application/json"}
    )
    for video in (as_form, as_json):
        assert client.videos.poll(video.id, poll_interval_ms=100).status == "completed"


def test_it_lists_all_pages_and_deletes_while_it_does(quick: Server, client: OpenAI) -> None:
    made = {create(client).id for _ in range(3)}
    first = client.videos.list(limit=2, order="asc")
    assert (len(first.data), first.has_more) == (2, True)
    seen = set()
    for video in client.videos.list(limit=2):
        seen.add(video.id)
        deleted = client.videos.delete(video.id)
        assert (deleted.id, deleted.deleted, deleted.object) == (video.id, True, "video.deleted")
    assert made <= seen
    assert client.videos.list().data == []


def test_a_failed_video_carries_its_reason(client: OpenAI) -> None:
    video = client.videos.create(
        prompt=PROMPT,
        extra_body={"input_reference": [data_uri(png()), "http://127.0.0.1:9/private.png"]},
    )
    video = client.videos.poll(video.id, poll_interval_ms=100)
    assert video.status == "failed"
    assert video.error
    assert video.error.code == "invalid_reference"
    assert video.error.message.startswith("input_reference[1]: ")
    with pytest.raises(openai.NotFoundError, match="it failed"):
        client.videos.download_content(video.id)


def test_it_raises_its_own_errors_with_our_words(client: OpenAI, quick: Server) -> None:
    with pytest.raises(openai.BadRequestError, match="at least one reference") as refused:
        client.videos.create(prompt=PROMPT)
    assert (refused.value.param, refused.value.code) == ("input_reference", "invalid_request_body")
    assert refused.value.type == "invalid_request_error"
    with pytest.raises(openai.BadRequestError, match='seconds: must be "5", got "4"'):
        client.videos.create(prompt=PROMPT, input_reference=png(), seconds="4")
    with pytest.raises(openai.BadRequestError, match=r"input_reference\[1\]: must be a PNG"):
        create(client, input_reference=[png(), b"GIF89a"])
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(NO_VIDEO)
    with pytest.raises(openai.NotFoundError):
        client.videos.remix(NO_VIDEO, prompt=PROMPT)
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="rc_other").videos.list()


async def test_the_asynchronous_client_does_the_same(quick: Server) -> None:
    async with AsyncOpenAI(base_url=f"{quick.url}/v1", api_key=quick.key) as client:
        video = await client.videos.create_and_poll(
            prompt=PROMPT, input_reference=png(), poll_interval_ms=100
        )
        content = await client.videos.download_content(video.id)
    assert_clip(content.read())


def test_deleting_stops_a_video_that_is_being_made(start: Start) -> None:
    with (
        start("tests.engines.toys:Slow") as server,
        OpenAI(base_url=f"{server.url}/v1", api_key=server.key, max_retries=0) as client,
    ):
        video = create(client)
        while client.videos.retrieve(video.id).progress == 0:
            time.sleep(0.1)
        assert client.videos.retrieve(video.id).status == "in_progress"
        client.videos.delete(video.id)
        with pytest.raises(openai.NotFoundError):
            client.videos.retrieve(video.id)
        following = create(client)
        assert client.videos.poll(following.id, poll_interval_ms=100).status == "completed"
