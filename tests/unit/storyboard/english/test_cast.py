"""Who is in the picture, and where it plays."""

import pytest

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.english.cast import Cast, cast
from reelcast.storyboard.english.parser import Parser
from tests.unit.storyboard.english.casting import read

PEOPLE = ("nurse/person", "postman/person", "terrier/animal")


def _shown(found: Cast) -> list[int]:
    return [role.reference for role in found.subjects]


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("@2 greets @3.", [2, 3]),
        ("Image 1 hugs photo 3", [1, 3]),
        ("the first picture and the last picture side by side", [1, 3]),
        ("references 1-3 in a row", [1, 2, 3]),
        ("images 1, 2 and 3 on a bench", [1, 2, 3]),
        ("A nurse (1) and a small dog (3) in a lift.", [1, 3]),
        ("the woman in 1 scolds the man in 2", [1, 2]),
        ("Put all three references into one lift.", [1, 2, 3]),
    ],
)
def test_numbers_say_who_is_meant(parser: Parser, prompt: str, shown: list[int]) -> None:
    assert _shown(read(parser, prompt, *PEOPLE)) == shown


@pytest.mark.parametrize(
    "prompt", ["The nurse yawns for 2 seconds.", "The nurse, in 3 steps, 16:9."]
)
def test_other_numbers_mean_nobody(parser: Parser, prompt: str) -> None:
    assert _shown(read(parser, prompt, *PEOPLE)) == [1]


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("A postman rings. No dogs.", [2]),
        ("The nurse pets the dog.", [1, 3]),
        ("The nurse waits without the postman.", [1]),
        ("Ignore the terrier; the postman and the nurse chat.", [1, 2]),
        ("Another nurse greets the postman.", [2]),
    ],
)
def test_nouns_say_who_is_meant(parser: Parser, prompt: str, shown: list[int]) -> None:
    assert _shown(read(parser, prompt, *PEOPLE)) == shown


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("Image 1 is our heroine. The heroine waves.", "wave"),
        ("@1 is the village doctor. Rain. The doctor waves.", "wave"),
        ("Reference 1: the boss. Later the boss waves.", "wave"),
    ],
)
def test_what_a_prompt_calls_a_reference_is_remembered(
    parser: Parser, prompt: str, action: str
) -> None:
    assert read(parser, prompt, "photo of somebody/person").subjects[0].action == action


@pytest.mark.parametrize(
    ("prompt", "actions"),
    [
        ("The nurse and the postman chat; he waves, she dances.", ["dance", "wave"]),
        ("The postman holds a parcel. The nurse sits. Then he jumps.", ["sit", "jump"]),
        ("@1 and @2 meet. They wave.", ["wave", "wave"]),
        ("Both of them jump.", ["jump", "jump"]),
    ],
)
def test_pronouns_go_by_sex_and_number(parser: Parser, prompt: str, actions: list[str]) -> None:
    found = read(parser, prompt, *PEOPLE[:2])
    assert [role.action for role in found.subjects] == actions


def test_it_is_the_thing_spoken_of_last(parser: Parser) -> None:
    found = read(
        parser, "The nurse stands by the kettle. It spins.", "nurse/person", "kettle/object"
    )
    assert [role.action for role in found.subjects] == ["stand", "spin"]


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk wearing the scarf in image 2 walks.",
        "The clerk walks in the scarf (2).",
        "@2 is the scarf that she has to wear. The clerk walks.",
        "The clerk, dressed in the scarf of @2, walks.",
    ],
)
def test_worn_clothing_is_no_subject(parser: Parser, prompt: str) -> None:
    found = read(parser, prompt, "clerk/person", "scarf/clothing")
    assert (_shown(found), found.unused) == ([1], (2,))


@pytest.mark.parametrize(
    "prompt",
    ["The sandals stand on a crate.", "Sandals, white paper, top light", "@1 spins on a plinth"],
)
def test_clothing_as_a_product_is_a_subject(parser: Parser, prompt: str) -> None:
    assert _shown(read(parser, prompt, "sandals/clothing")) == [1]


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk walks. Colours as in the poster in image 2.",
        "The clerk walks, in the style of image 2.",
        "The clerk walks. Use image 2 for the mood only.",
        "Image 2 is the colour reference. The clerk walks.",
    ],
)
def test_a_picture_taken_for_its_look_is_no_subject(parser: Parser, prompt: str) -> None:
    found = read(parser, prompt, "clerk/person", "poster/object")
    assert (_shown(found), found.unused) == ([1], (2,))


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk walks through the arcade.",
        "Put @1 into @2. She walks.",
        "Image 2 is our set. The clerk walks.",
        "Background: image 2. The clerk walks.",
    ],
)
def test_a_place_is_the_set(parser: Parser, prompt: str) -> None:
    found = read(parser, prompt, "clerk/person", "arcade/place")
    assert (found.place, _shown(found)) == (2, [1])


def test_whatever_is_asked_for_as_background_is_the_set(parser: Parser) -> None:
    found = read(parser, "Use @2 as the backdrop. The clerk walks.", "clerk/person", "quilt/object")
    assert (found.place, _shown(found)) == (2, [1])


def test_an_unused_place_is_no_set(parser: Parser) -> None:
    assert read(parser, "The clerk walks.", "clerk/person", "arcade/place").place is None


@pytest.mark.parametrize(
    "prompt",
    [
        "Image 1 and image 2 are the same doll. It dances.",
        "@1 and @2 are two views of one doll, it dances",
        "Image 1 is the doll. Image 2 is the back of the doll. The doll dances.",
    ],
)
def test_views_of_one_thing_are_a_group(parser: Parser, prompt: str) -> None:
    found = read(parser, prompt, "doll/toy", "doll/toy")
    assert found.groups == ((1, 2),)
    assert [(role.reference, role.action) for role in found.subjects] == [(1, "dance")]


@pytest.mark.parametrize(
    "prompt", ["@1 and @2 walk at the same time.", "@1 meets @2 on the same street"]
)
def test_two_who_share_something_else_are_no_group(parser: Parser, prompt: str) -> None:
    assert read(parser, prompt, "clerk/person", "guard/person").groups == ()


@pytest.mark.parametrize("prompt", ["The wizard waves.", "A stranger waves.", "She waves."])
def test_a_guessed_name_need_not_be_the_word_of_the_prompt(
    parser: Parser, embedder: Embedder, prompt: str
) -> None:
    guessed = Candidate(1, (("person", 0.4), ("woman", 0.3), ("man", 0.3)), Kind.PERSON)
    assert cast(parser(prompt), [guessed], embedder).subjects[0].action == "wave"


def test_guessed_animals_are_told_apart(parser: Parser, embedder: Embedder) -> None:
    cat = Candidate(1, (("Egyptian cat", 0.5), ("tabby", 0.3)), Kind.ANIMAL)
    dog = Candidate(2, (("Border collie", 0.6), ("kelpie", 0.2)), Kind.ANIMAL)
    found = cast(parser("The dog jumps over the sleeping cat."), [cat, dog], embedder)
    assert [role.action for role in found.subjects] == [None, "jump"]


@pytest.mark.parametrize("prompt", ["", "...", "@9", "!!! ??", "(1) (2)", "the the the", "- - -"])
def test_no_text_is_too_odd(parser: Parser, prompt: str) -> None:
    assert isinstance(read(parser, prompt, "clerk/person", "arcade/place"), Cast)


def test_without_references_there_is_no_cast(parser: Parser) -> None:
    assert read(parser, "A clerk walks.") == Cast(None, (), ())
