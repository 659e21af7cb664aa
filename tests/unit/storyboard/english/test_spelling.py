"""Typing errors are mended, and nothing else is touched."""

import pytest

from reelcast import weights
from reelcast.settings import Settings
from reelcast.storyboard.english.spelling import Spelling, spelling


@pytest.fixture(scope="module")
def mend() -> Spelling:
    import spacy

    cache_dir = Settings.read().cache_dir
    weights.ensure(("en-core-web-sm",), cache_dir)
    return spelling(spacy.load(weights.path("en-core-web-sm", cache_dir), exclude=["senter"]))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("teh fox in teh feild", "the fox in the field"),
        ("a baloon over the moutain", "a balloon over the mountain"),
        ("slowley walking trough a kitchn", "slowly walking through a kitchen"),
        ("sunest at the seasde, misterious", "sunset at the seaside, mysterious"),
        ("my freind rols down the hils", "my friend rolls down the hills"),
    ],
)
def test_one_slip_is_mended(mend: Spelling, wrong: str, right: str) -> None:
    assert mend(wrong) == right


@pytest.mark.parametrize(
    "text",
    [
        "Shibuya and Naruto, @1 and image2, 4k, f/2.8",
        "a dessert on a bench by the peach tree",
        "colourful theatre curtains, grey armour, a moustache",
        "the corgi, the shiba and pikachu dance with labubu",
        "close-up, bokeh, steadicam, sci-fi, hi-res",
        "she runs, hopped, is leaping and carries berries",
        "a capybara, a koi and an axolotl drink matcha beside a gnome",
        "parkour on a zeppelin, macaron and ombre, a lambo, smores by the kayak",
        "quokka, narwhal, kimono, ukulele, katana, onsen, kaiju and a tuktuk",
    ],
)
def test_words_and_names_stay_as_they_are(mend: Spelling, text: str) -> None:
    assert mend(text) == text
