"""What a subject does, by the verb, by who does it, and by what only sounds like it."""

import pytest

from reelcast.storyboard.english.parser import Parser
from tests.unit.storyboard.english.casting import part, read


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("The clerk saunters past.", "walk"),
        ("The clerk is sprinting.", "run"),
        ("The clerk pirouettes.", "spin"),
        ("The clerk waltzes alone.", "dance"),
        ("The clerk is seated.", "sit"),
        ("The clerk levitates.", "float"),
        ("The clerk collapses.", "fall"),
        ("The clerk departs.", "leave"),
        ("The clerk hurdles a bench.", "jump"),
        ("The clerk pivots.", "turn"),
        ("The clerk snorkels.", "swim"),
    ],
)
def test_verbs_fall_into_classes(parser: Parser, prompt: str, action: str) -> None:
    assert part(parser, prompt, "clerk/person").action == action


@pytest.mark.parametrize(
    ("reference", "action"),
    [
        ("clerk/person", "walk"),
        ("truck/vehicle", "drive"),
        ("canoe/vehicle", "float"),
        ("airship/vehicle", "fly"),
        ("shark/animal", "swim"),
        ("raven/animal", "fly"),
    ],
)
def test_who_crosses_decides_how(parser: Parser, reference: str, action: str) -> None:
    noun = reference.split("/", maxsplit=1)[0]
    assert part(parser, f"The {noun} crosses the bay.", reference).action == action


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk falls asleep.",
        "The clerk rolls his eyes.",
        "The clerk turns off the radio.",
        "The clerk turns the pages of a diary.",
        "The clerk is running late.",
        "The clerk leaves a trail of crumbs.",
        "The clerk crosses his arms.",
        "The clerk stands out in a crowd.",
        "The clerk smiles and nods.",
    ],
)
def test_figures_of_speech_are_no_actions(parser: Parser, prompt: str) -> None:
    assert part(parser, prompt, "clerk/person").action is None


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk does not dance.",
        "No dancing. The clerk smiles.",
        "The clerk never dances.",
        "The clerk smiles as if to dance.",
        "The clerk, who has danced all night, smiles.",
        "The camera dances around the clerk.",
    ],
)
def test_what_does_not_happen_is_no_action(parser: Parser, prompt: str) -> None:
    assert part(parser, prompt, "clerk/person").action is None


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk does a little dance.",
        "The clerk bursts into a wild dance.",
        "Make the clerk dance.",
        "Have her dance by the door.",
        "Animate the clerk so that she dances.",
        "clerk, slow dance, tripod",
        "1girl, clerk, dancing, bokeh",
        "The clerk starts to dance.",
        "A dancing clerk in a lift.",
        "the clerk is danceing",
    ],
)
def test_an_action_is_said_in_many_ways(parser: Parser, prompt: str) -> None:
    assert part(parser, prompt, "clerk/person").action == "dance"


@pytest.mark.parametrize(
    "prompt",
    [
        "The wolf yawns and struts off the porch.",
        "The old wolf (image 1) struts along a fence.",
        "The wolf from the 1st photo struts through Berlin at night.",
        "Before sitting down the wolf struts.",
    ],
)
def test_verbs_that_look_like_nouns_are_verbs(parser: Parser, prompt: str) -> None:
    assert part(parser, prompt, "wolf/animal").action == "walk"


@pytest.mark.parametrize(
    ("prompt", "first"),
    [
        ("The clerk stands, then waves.", "stand"),
        ("The clerk coughs, sits down and waves.", "sit"),
        ("Before waving the clerk spins.", "spin"),
        ("The clerk waves after she jumps.", "jump"),
        ("When the bell rings she jumps, then she waves.", "jump"),
    ],
)
def test_the_first_action_in_time_counts(parser: Parser, prompt: str, first: str) -> None:
    assert part(parser, prompt, "clerk/person").action == first


@pytest.mark.parametrize(
    ("prompt", "actions"),
    [
        ("The boy rolls the barrel down the lane.", [None, "roll"]),
        ("The boy kicks the barrel and it rolls away.", [None, "roll"]),
        ("The barrel is rolled by the boy.", [None, "roll"]),
        ("The boy walks and the barrel stands by the wall.", ["walk", "stand"]),
        ("While the barrel rolls by, the boy waves.", ["wave", "roll"]),
    ],
)
def test_each_does_its_own(parser: Parser, prompt: str, actions: list[str | None]) -> None:
    found = read(parser, prompt, "boy/person", "barrel/object")
    assert [role.action for role in found.subjects] == actions


@pytest.mark.parametrize(
    ("prompt", "actions"),
    [
        ("The boy chases the goat.", ["run", "run"]),
        ("The boy runs after the goat.", ["run", "run"]),
        ("The boy walks the goat.", ["walk", "walk"]),
        ("The boy dances with the goat.", ["dance", "dance"]),
        ("The boy and the goat jump.", ["jump", "jump"]),
    ],
)
def test_some_things_are_done_together(
    parser: Parser, prompt: str, actions: list[str | None]
) -> None:
    found = read(parser, prompt, "boy/person", "goat/animal")
    assert [role.action for role in found.subjects] == actions


def test_what_others_do_is_not_the_subjects(parser: Parser) -> None:
    prompt = "Leaves fall, birds fly, traffic rolls by; the clerk reads."
    assert part(parser, prompt, "clerk/person").action is None


def test_a_name_that_holds_a_verb_does_not_act(parser: Parser) -> None:
    assert part(parser, "The rolling pin lies there.", "rolling pin/object").action is None
    assert part(parser, "The parade float passes by.", "parade float/vehicle").action == "drive"
