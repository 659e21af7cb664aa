"""Which words put something into the picture."""

import pytest

from reelcast.storyboard.english.asserted import asserted
from reelcast.storyboard.english.parser import Parser


def _shown(parser: Parser, prompt: str) -> set[str]:
    doc = parser(prompt)
    return {token.lower_ for token, told in zip(doc, asserted(doc), strict=True) if told}


def _check(parser: Parser, prompt: str, absent: str, present: str) -> None:
    shown = _shown(parser, prompt)
    assert not shown & set(absent.split())
    assert shown >= set(present.split())


@pytest.mark.parametrize(
    ("prompt", "absent", "present"),
    [
        ("A shepherd on a hill, no rain, no dogs, sunny.", "rain dogs", "hill sunny"),
        ("The tram waits without passengers or lights.", "passengers lights", "tram waits"),
        ("No cars, bikes or buses. Only a deer.", "cars bikes buses", "deer"),
        ("Do not add birds, boats or balloons.", "birds boats balloons", ""),
        ("Don't set it at night; it is noon.", "night", "noon"),
        ("It is not in a forest but in a park.", "forest", "park"),
        ("He is walking, not running, along the canal.", "running", "walking canal"),
        ("The nurse does not turn in the corridor.", "turn", "corridor"),
        ("Nobody moves in the hall. The clock ticks.", "moves", "clock ticks"),
        ("Neither wind nor snow. A bare hill.", "wind snow", "hill"),
    ],
)
def test_a_negated_thing_is_not_shown(
    parser: Parser, prompt: str, absent: str, present: str
) -> None:
    _check(parser, prompt, absent, present)


@pytest.mark.parametrize(
    ("prompt", "absent", "present"),
    [
        ("A goat climbs. Negative prompt: rain, blur. low quality, snow.", "rain snow", "climbs"),
        ("A goat climbs. Avoid: fog, text. Camera pans left.", "fog", "pans"),
        ("The clip must not include birds, boats, fog. She waves.", "birds fog", "waves"),
        ("Avoid rain and mist. A goat climbs.", "rain mist", "climbs"),
    ],
)
def test_a_list_of_what_to_avoid_ends_where_it_ends(
    parser: Parser, prompt: str, absent: str, present: str
) -> None:
    _check(parser, prompt, absent, present)


@pytest.mark.parametrize(
    ("prompt", "absent", "present"),
    [
        ('He shouts "run to the beach" and sits down.', "run beach", "sits"),
        ("She spins like a leaf in a whirl, then bows.", "leaf", "spins bows"),
        ("The singer bows to a storm of cheers.", "storm", "bows"),
        ("The stairs are a sea of candles.", "sea", "candles"),
        ("He lifts his arms as if to fly over the roof.", "fly", "lifts"),
        ("Instead of the meadow, a car park. The girl waves.", "meadow", "waves"),
        ("In the earlier version it was raining. Now he smiles.", "raining", "smiles"),
        ("If it snows in the result, remove it.", "snows", ""),
        ("She holds her snow boots and a beach bag.", "snow beach", "boots bag"),
        ("Embrace the storm. The bottle turns.", "storm", "turns"),
        ("He thinks of the ocean while he irons a shirt.", "ocean", "irons"),
        ("On the wall hangs a poster of a volcano.", "volcano", "wall"),
    ],
)
def test_words_that_only_speak_of_something_do_not_show_it(
    parser: Parser, prompt: str, absent: str, present: str
) -> None:
    _check(parser, prompt, absent, present)


@pytest.mark.parametrize(
    ("prompt", "present"),
    [
        ("I would like a fox that runs through snow.", "fox runs snow"),
        ("Not only does she jump, she spins too.", "jump spins"),
        ("The wheel never stops turning.", "turning"),
        ("A photo of a cat on a beach.", "cat beach"),
        ("Nothing but sand and a camel.", "sand camel"),
        ("A field of wheat and a forest of birch.", "field wheat forest birch"),
        ("A cloud of dust rises.", "dust rises"),
    ],
)
def test_what_only_looks_negated_or_figurative_is_shown(
    parser: Parser, prompt: str, present: str
) -> None:
    assert _shown(parser, prompt) >= set(present.split())


def test_a_prompt_that_is_one_quotation_is_read(parser: Parser) -> None:
    assert "runs" in _shown(parser, '"A horse runs along the shore at dusk."')


def test_an_apostrophe_opens_no_quotation(parser: Parser) -> None:
    shown = _shown(parser, "The girl's dog and the boys' cat run; a 'Lake View' sign.")
    assert shown >= {"dog", "cat", "run", "sign"}
    assert "lake" not in shown
