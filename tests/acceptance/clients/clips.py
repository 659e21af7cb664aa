"""What every client's test asks for, and how it tells that the clip it got is one."""

import io
from typing import Any

import av

from tests.acceptance.conftest import data_uri, png

SUBMIT = "/v3/async/vidu-q1-reference2video"
REASON = "images[1]: "
"""How the failure of ``doomed`` begins."""


def good() -> dict[str, Any]:
    """A request that ends well."""
    return {"images": [data_uri(png())], "prompt": "a red square drifts", "seed": 77}


def doomed() -> dict[str, Any]:
    """A request that is accepted and then fails: its second image may not be fetched."""
    return {**good(), "images": [data_uri(png()), "http://127.0.0.1:9/private.png"]}


def assert_clip(data: bytes) -> None:
    """These bytes are the whole film: 1920 pixels wide, five seconds at 24 frames each."""
    with av.open(io.BytesIO(data), "r") as container:
        assert [frame.width for frame in container.decode(video=0)] == [1920] * 120
