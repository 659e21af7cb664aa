"""Real clients of the hosted API, unmodified but for the base URL and the key."""

import io

import av
import pytest
from novita_client import NovitaClient
from novita_client.proto import V3TaskResponseStatus

from tests.acceptance.conftest import Start, data_uri, png


# The client never closes the process pool it downloads with.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.known("client")
def test_novita_client_submits_waits_and_downloads_a_clip_that_decodes(start: Start) -> None:
    with start() as server:
        client = NovitaClient(server.key, base_url=server.url)
        answer = client._post(
            "/v3/async/vidu-q1-reference2video",
            {"images": [data_uri(png())], "prompt": "a red square drifts"},
        )
        result = client.wait_for_task_v3(answer["task_id"], wait_for=600)
        assert result.task.status is V3TaskResponseStatus.TASK_STATUS_SUCCEED
        assert result.videos[0].video_type == "mp4"
        result.download_videos()
        with av.open(io.BytesIO(result.video_bytes[0])) as container:
            frames = [frame.width for frame in container.decode(video=0)]
        assert frames == [1920] * 120
