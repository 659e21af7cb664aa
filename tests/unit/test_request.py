"""What a generation accepts."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelcast.board import Setting, Storyboard
from reelcast.errors import InvalidBody
from reelcast.request import MAX_SEED, Amplitude, AspectRatio, Generation


def test_a_generation_is_complete_with_prompt_and_seed() -> None:
    generation = Generation(prompt="a cat walks", seed=7)
    assert generation.aspect_ratio is AspectRatio.WIDE
    assert generation.movement_amplitude is Amplitude.AUTO
    assert (generation.duration, generation.resolution, generation.bgm) == (5, "1080p", False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prompt": " \n"}, "prompt: must not be empty"),
        ({"prompt": "x" * 1501}, "prompt: at most 1500 characters are allowed, got 1501"),
        ({"seed": -1}, f"seed: must be between 0 and {MAX_SEED}, got -1"),
        ({"seed": 2**32}, f"seed: must be between 0 and {MAX_SEED}, got {2**32}"),
        ({"duration": 4}, "duration: must be 5, got 4"),
        ({"resolution": "720p"}, 'resolution: must be "1080p", got "720p"'),
    ],
)
def test_a_fault_names_the_field_the_limit_and_what_came(
    change: dict[str, Any], message: str
) -> None:
    good = Generation(prompt="a cat walks", seed=7)
    with pytest.raises(InvalidBody) as caught:
        dataclasses.replace(good, **change)
    assert str(caught.value) == message


def test_all_faults_are_reported_together() -> None:
    with pytest.raises(InvalidBody) as caught:
        Generation(prompt="", seed=-5, duration=9)
    assert [fault.field for fault in caught.value.faults] == ["prompt", "seed", "duration"]


def test_1500_characters_are_counted_as_code_points() -> None:
    assert len(Generation(prompt="猫" * 1500, seed=0).prompt) == 1500


@given(
    st.builds(
        Generation,
        prompt=st.text(min_size=1, max_size=1500).filter(str.strip),
        seed=st.integers(0, MAX_SEED),
        aspect_ratio=st.sampled_from(AspectRatio),
        movement_amplitude=st.sampled_from(Amplitude),
        bgm=st.booleans(),
        storyboard=st.none() | st.builds(Storyboard, setting=st.sampled_from(Setting)),
        groups=st.sampled_from([(), ((1, 2), (3,))]),
    )
)
def test_a_generation_survives_being_stored(generation: Generation) -> None:
    assert Generation.from_json(json.loads(json.dumps(generation.to_json()))) == generation


def test_a_generation_stored_before_there_were_storyboards_can_be_read() -> None:
    old = Generation(prompt="a cat walks", seed=7).to_json()
    del old["storyboard"], old["groups"]
    assert Generation.from_json(old) == Generation(prompt="a cat walks", seed=7)
