"""A look is read where the prompt speaks of the film, and not where it speaks of a thing."""

import pytest

from reelcast.board import Style
from reelcast.storyboard.english.parser import Parser
from reelcast.storyboard.english.scene import scene
from reelcast.storyboard.english.style import style

NAMED: dict[Style, tuple[str, ...]] = {
    Style.BLACK_AND_WHITE: (
        "A detective walks down an alley in black and white",
        "black-and-white film, a detective in the rain",
        "B&W, a man waits at a station",
        "A man waits at a station, b/w, grainy",
        "film noir, a woman smokes under a street lamp",
        "A woman smokes under a street lamp, classic film noir style",
        "Shot in monochrome, a horse gallops along the beach",
        "Style: black and white. A dog runs.",
        "A black and white film of a dog that runs through a park",
        "the whole clip is in black and white",
        "A cat runs across the street, black and white, film grain",
        "A grayscale shot of a violinist on a stage",
        "Make it black and white. The boy waves.",
        "a black and white cat jumps, filmed in black and white",
        "noir, rain, a detective",
        "neo-noir thriller, the detective runs",
        "Cinematic black and white portrait of an old fisherman who looks into the camera",
        "A ballerina spins on an empty stage. High contrast black & white photography.",
        "1940s film noir scene: a woman enters the office",
        "monochrome street photography style, people with umbrellas",
        "Noir style. Rain. He waits.",
        "in the style of film noir, a detective smokes",
        "black and white, but the rose stays red",
    ),
    Style.SEPIA: (
        "A cowboy rides through the desert, sepia",
        "sepia-toned memory of a girl on a swing",
        "in sepia, a steam train leaves",
        "A cowboy in the desert in warm sepia tones",
        "The colours fade to sepia",
        "sepia photograph come to life: a soldier waves",
    ),
    Style.VINTAGE: (
        "vintage film, a couple dances on the beach",
        "a couple dances on the beach like in an old film",
        "A couple dances. Old film look with scratches.",
        "shot on 8mm, kids run through a garden",
        "8mm film of a dog at the beach",
        "Super 8 footage, the girl waves",
        "A vintage car drives by, vintage film look",
        "retro style, a boy roller-skates",
        "A girl waves, filmed on 16mm",
        "retro 8mm home movie of kids at the pool",
        "vintage 1970s film stock, a hippie van drives down the coast",
        "A dog catches a ball, grainy 16mm film",
        "Everything looks like an old movie: a couple walks in Paris",
        "It should look like a vintage film",
        "shot on Super 8",
    ),
    Style.NEON: (
        "A biker in Tokyo at night, neon-lit, cyberpunk look",
        "A biker rides through a neon-lit street",
        "cyberpunk, rain, a robot walks",
        "cyberpunk aesthetic, a robot walks through the city",
        "A dancer under neon lights",
        "A robot in a synthwave style",
        "blade runner vibes, rain, a woman walks",
        "purple and blue neon lighting, dancer spins",
        "A robot dog in vaporwave aesthetic",
    ),
    Style.ANIME: (
        "anime style, a girl runs through a meadow",
        "A girl runs through a meadow, anime",
        "A girl runs through a meadow in anime style",
        "A girl runs through a meadow in the style of an anime",
        "Make it look like an anime. The fox jumps.",
        "cel-shaded, a fox jumps",
        "Studio Ghibli style, a cat sits on a hill",
        "as an anime: the boy flies over the clouds",
        "anime-style fight scene between the two robots",
        "The samurai draws his sword, anime opening style",
        "Japanese anime, cherry blossoms, girl waves",
        "Rendered as a Studio Ghibli film, the boy flies",
        "cartoon, the rabbit hops",
        "Do it in anime",
    ),
    Style.WATERCOLOUR: (
        "in watercolour style, a swan floats on a lake",
        "A swan floats on a lake, watercolor painting",
        "a watercolour painting of a swan on a lake",
        "A swan floats on a lake in soft watercolours",
        "painted in watercolour, a swan floats on a lake",
        "A watercolor animation: the swan floats",
        "not anime, but in watercolour style: a fox",
        "Hand-painted watercolor style animation of a fox in the forest",
        "watercolor, fox, forest",
        "A woman walks through the rain. Watercolour. Slow pan.",
        "Turn it into a watercolor painting",
    ),
}

NOT_NAMED = (
    "a black and white cat runs through the garden",
    "a black-and-white cow stands on a meadow",
    "A cat, black and white, jumps onto the table",
    "The dog is black and white and runs",
    "a woman in black and white walks along the beach",
    "A man dressed in black and white dances",
    "a panda with black and white fur eats bamboo",
    "black and white tiles on the floor, a chef cooks",
    "a black and white photo on the wall, a girl sits on the bed",
    "A man watches a black and white film",
    "not black and white, a cat sits",
    "A cat sits in full colour, no black and white",
    "full colour instead of black and white",
    "The film is not in black and white",
    "a noir dress hangs on the door",
    "a bottle of pinot noir on a table",
    "a woman in a sepia dress",
    "a vintage car drives through the desert",
    "a woman in a vintage dress walks",
    "a vintage camera on a table",
    "a vintage film camera on a table",
    "an old movie poster hangs in a room",
    "an 8mm camera stands on a shelf",
    "a man watches an old film in the cinema",
    "a retro robot toy walks",
    "a neon sign flickers above the bar",
    "a girl in a neon jacket dances",
    "a neon green frog jumps",
    "an anime figure on a shelf turns",
    "an anime girl figurine spins",
    "a girl watches anime on the sofa",
    "a boy reads a manga",
    "no anime, a girl runs",
    "A girl runs, realistic, not anime",
    "A girl in an anime style jacket",
    "photorealistic. Negative: anime, cartoon, watercolour, black and white",
    "a watercolour on the wall of a room",
    "A watercolour painting hangs on the wall, a cat sleeps",
    "a child paints a watercolour",
    "a box of watercolours on a desk",
    "a cyberpunk robot walks",
    'a sign says "black and white", a dog runs',
    "a poster of an anime, a boy sleeps",
    "the zebra with its black and white stripes runs",
    "a chessboard in black and white on a table",
    "without sepia tones",
    "A cartoon character dances on stage",
    "A cat sleeps",
    "she looks like an anime girl",
    "A black and white dog and a black and white cat play",
    "The girl holds a black and white photograph in her hand",
    "a skunk, black and white tail up, walks",
    "A monochrome wardrobe, the model turns",
    "a nun in a black and white habit prays",
    "A vintage watch rotates on velvet",
    "vintage bicycle leaning on a wall, sunny",
    "An old film projector hums in a dark room",
    "anime girl waves at the camera",
    "A cosplayer dressed as an anime hero poses",
    "a cartoon sticker on a laptop",
    "A painter with watercolour brushes sits in a garden",
    "A car races through a cyberpunk city at night",
    "a neon tube on the wall glows, a cat sits",
    "a man in neon sneakers jumps",
    "an old sepia photograph lies on the table",
    "Please no cartoon style, keep it realistic",
    "realistic, no black and white, no vintage filter",
    "in colour, not sepia",
    "The man paints the fence black and white",
    "A dress in noir and gold",
    "a retro diner, a waitress waves",
    "The cat sits in front of a watercolour painting",
)


@pytest.mark.parametrize(
    ("prompt", "look"), [(prompt, look) for look, prompts in NAMED.items() for prompt in prompts]
)
def test_a_look_is_read(parser: Parser, prompt: str, look: Style) -> None:
    assert style(parser(prompt)) is look


@pytest.mark.parametrize("prompt", NOT_NAMED)
def test_a_thing_or_a_refusal_is_no_look(parser: Parser, prompt: str) -> None:
    assert style(parser(prompt)) is None


def test_the_scene_has_the_look(parser: Parser) -> None:
    assert scene(parser("A dog runs along the beach, black and white film")).style == (
        Style.BLACK_AND_WHITE
    )


def test_the_first_of_two_looks_counts(parser: Parser) -> None:
    assert style(parser("in black and white, later in anime style")) is Style.BLACK_AND_WHITE
