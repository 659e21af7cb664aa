"""PyPI ``novita-client`` 0.7.1, unmodified but for the base URL and the key (CONTRACT 6.1)."""

import pytest
from novita_client import NovitaClient
from novita_client.exceptions import NovitaResponseError
from novita_client.proto import V3TaskResponseStatus

from tests.acceptance.clients.clips import REASON, SUBMIT, assert_clip, doomed, good
from tests.acceptance.conftest import Server

pytestmark = pytest.mark.known("client")


@pytest.fixture
def client(quick: Server) -> NovitaClient:
    return NovitaClient(quick.key, base_url=quick.url)


# The client never closes the process pool it downloads with.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_submits_waits_and_downloads_a_clip_that_decodes(client: NovitaClient) -> None:
    task_id = client._post(SUBMIT, good())["task_id"]
    result = client.wait_for_task_v3(task_id, wait_for=600)
    assert result.task.status is V3TaskResponseStatus.TASK_STATUS_SUCCEED
    assert result.task.task_id == task_id
    assert (result.videos[0].video_type, result.extra.seed) == ("mp4", 77)
    result.download_videos()
    assert_clip(result.video_bytes[0])


def test_it_reads_every_poll_on_the_way_and_the_reason_of_a_failure(client: NovitaClient) -> None:
    polls: list[V3TaskResponseStatus] = []
    result = client.wait_for_task_v3(
        client._post(SUBMIT, doomed())["task_id"],
        wait_for=600,
        callback=lambda answer: polls.append(answer.task.status),
    )
    assert result.task.status is V3TaskResponseStatus.TASK_STATUS_FAILED
    assert result.task.reason.startswith(REASON)
    assert polls[-1] is V3TaskResponseStatus.TASK_STATUS_FAILED


def test_it_raises_its_own_error_with_our_words(client: NovitaClient, quick: Server) -> None:
    with pytest.raises(NovitaResponseError, match="seed: must be at least -1, got -5"):
        client._post(SUBMIT, {**good(), "seed": -5})
    with pytest.raises(NovitaResponseError, match="404"):
        client.async_task_result("830d9c90-d53f-4c5a-8009-0123456789ab")
    with pytest.raises(NovitaResponseError, match="403"):
        NovitaClient("sk_other", base_url=quick.url).async_task_result("x")
