"""Every broken, hostile and odd image of the corpus, sent to the real application."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from reelcast.picture import pixels
from reelcast.references import InlineImage
from tests.contract.corpus import Refused, Specimen, Taken, corpus
from tests.contract.novita import Api, assert_problem, data_uri, inline, serving

SPECIMENS = list(corpus())
TAKEN = [specimen for specimen in SPECIMENS if isinstance(specimen.owed, Taken)]


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


@pytest.mark.known("ours")  # the reasons are documented; which fault has which is CONTRACT 3.2's
@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.name)
async def test_each_image_gets_the_answer_it_is_owed(api: Api, specimen: Specimen) -> None:
    answer = await api.submit(images=[data_uri(), inline(specimen.data, specimen.declared)])
    assert answer.elapsed.total_seconds() < 1
    if isinstance(specimen.owed, Taken):
        assert answer.status_code == 200, answer.text
        return
    body = assert_problem(answer, 400, specimen.owed.reason)
    assert body["message"] == f"images[1]: {specimen.owed.sentence}"
    assert body["metadata"]["errors"] == [{"field": "images[1]", "message": body["message"]}]


@pytest.mark.known("ours")
@pytest.mark.parametrize("specimen", TAKEN, ids=lambda specimen: specimen.name)
async def test_what_is_taken_reaches_the_engine_as_upright_pixels(
    api: Api, specimen: Specimen
) -> None:
    task = await api.accepted(images=[inline(specimen.data, specimen.declared)])
    (sent,) = api.service.images[task.id]
    assert isinstance(sent, InlineImage)
    assert isinstance(specimen.owed, Taken)
    assert sent.data == specimen.data
    assert pixels(sent.data).shape == (specimen.owed.height, specimen.owed.width, 4)


@pytest.mark.known("ours")
async def test_all_bad_images_of_a_request_are_named_together(api: Api) -> None:
    bad = [specimen for specimen in SPECIMENS if isinstance(specimen.owed, Refused)][:7]
    images = [inline(specimen.data, specimen.declared) for specimen in bad]
    body = (await api.submit(images=images)).json()
    assert [error["field"] for error in body["metadata"]["errors"]] == [
        f"images[{index}]" for index in range(7)
    ]
    assert body["message"] == body["metadata"]["errors"][0]["message"]


@pytest.mark.known("ours")
def test_the_corpus_is_wide_enough() -> None:
    assert len({specimen.name for specimen in SPECIMENS}) == len(SPECIMENS) >= 60
    reasons = Counter(getattr(specimen.owed, "reason", "taken") for specimen in SPECIMENS)
    assert set(reasons) == {
        "taken",
        "INVALID_IMAGE_FORMAT",
        "INVALID_IMAGE_SIZE",
        "IMAGE_EXCEEDS_MAX_RESOLUTION",
    }
