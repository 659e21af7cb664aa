"""The table of ImageNet classes: complete, in order, plausible."""

import pytest

from reelcast.kind import Kind
from reelcast.subjects.classes import image_classes


def test_every_class_has_one_line_and_its_own_name() -> None:
    names = [known.name for known in image_classes()]
    assert len(names) == 1000
    assert len(set(names)) == 1000


# The order is the network's: a line too many would shift all the names after it.
@pytest.mark.parametrize(
    ("index", "name", "common", "kind"),
    [
        (0, "tench", "fish", Kind.ANIMAL),
        (207, "golden retriever", "dog", Kind.ANIMAL),
        (285, "Egyptian cat", "cat", Kind.ANIMAL),
        (404, "airliner", "airplane", Kind.VEHICLE),
        (483, "castle", "castle", Kind.PLACE),
        (610, "T-shirt", "shirt", Kind.CLOTHING),
        (779, "school bus", "bus", Kind.VEHICLE),
        (850, "teddy bear", "toy", Kind.TOY),
        (963, "pizza", "pizza", Kind.FOOD),
        (983, "scuba diver", "diver", Kind.PERSON),
        (985, "daisy", "flower", Kind.PLANT),
        (999, "toilet tissue", "paper roll", Kind.OBJECT),
    ],
)
def test_known_classes_stand_where_the_network_has_them(
    index: int, name: str, common: str, kind: Kind
) -> None:
    known = image_classes()[index]
    assert (known.name, known.common, known.kind) == (name, common, kind)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        (Kind.PERSON, 1.5, 2.0),
        (Kind.ANIMAL, 0.003, 15),
        (Kind.VEHICLE, 0.5, 60),
        (Kind.FOOD, 0.02, 1),
        (Kind.PLANT, 0.02, 2),
        (Kind.TOY, 0.1, 1),
        (Kind.CLOTHING, 0.05, 2),
        (Kind.OBJECT, 0.01, 80),
        (Kind.PLACE, 2, 1000),
    ],
)
def test_sizes_are_plausible_for_the_kind(kind: Kind, least: float, most: float) -> None:
    assert not [
        known
        for known in image_classes()
        if known.kind is kind and not least <= known.size_m <= most
    ]
