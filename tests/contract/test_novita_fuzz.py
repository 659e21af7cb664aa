"""Bodies that are nearly right, by the thousand: the answer is 200 or a documented refusal."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelcast.api.answers import Accepted, Problem
from tests.contract.novita import SUBMIT, data_uri, inline, serving

REFUSALS = {
    "INVALID_REQUEST_BODY",
    "INVALID_IMAGE_FORMAT",
    "INVALID_IMAGE_SIZE",
    "IMAGE_FILE_EXCEEDS_MAX_SIZE",
    "IMAGE_EXCEEDS_MAX_RESOLUTION",
}

texts = st.text(st.characters(), max_size=40)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | texts
    | st.sampled_from([5, 5.0, -1, 0, "", "16:9", "1080p", "auto", 2**32, 2**32 - 1, 10**400])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
images = st.sampled_from(
    [
        data_uri(),
        data_uri(64, 64),
        data_uri()[:-99],
        data_uri().replace("base64,", "base64, "),
        data_uri(kind="GIF", declared="image/gif"),
        inline(b"GIF89a"),
        "https://example.org/a.png",
        "https://[::1/",
        "http://",
        "HTTPS://EXAMPLE.ORG:0/",
        "data:",
        "data:image/png;base64,",
    ]
) | st.builds("{}{}".format, st.sampled_from(["", "http://", "data:image/png;base64,"]), texts)
GOOD: dict[str, Any] = {"images": [data_uri()], "prompt": "a red square drifts"}
NAMES = (
    "images prompt duration seed aspect_ratio resolution movement_amplitude bgm extra other"
).split()
bodies = st.dictionaries(st.sampled_from(NAMES), values, max_size=3).map(
    lambda changes: {**GOOD, **changes}
)
with_images = st.lists(images, max_size=8).map(lambda sent: {**GOOD, "images": sent})
nearly_json = st.builds(
    lambda body, at, junk: body[: at % len(body)] + junk + body[at % len(body) :],
    bodies.map(lambda body: json.dumps(body).encode()),
    st.integers(0, 100_000),
    st.sampled_from([b"\x00", b"\xff", b'"', b"{", b",", b"\\u0000", b"\\ud800", b"NaN"]),
)


@pytest.mark.known("ours")
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    contents=st.lists(
        nearly_json | (bodies | with_images).map(lambda body: json.dumps(body).encode()),
        min_size=5,
        max_size=10,
    )
)
def test_no_body_is_answered_but_with_200_or_a_documented_refusal(
    tmp_path: Path, contents: list[bytes]
) -> None:
    async def answers() -> list[httpx.Response]:
        async with serving(tmp_path) as api:
            return [await api.http.post(SUBMIT, content=content) for content in contents]

    for content, answer in zip(contents, asyncio.run(answers()), strict=True):
        assert answer.elapsed.total_seconds() < 1, content
        if answer.status_code == 200:
            Accepted.model_validate_json(answer.content)
            continue
        refused = Problem.model_validate_json(answer.content)
        assert (answer.status_code, refused.code) == (400, 400), content
        assert refused.reason in REFUSALS
        assert refused.metadata.errors[0].message == refused.message
