"""What sort of thing a picture or a noun is about."""

from enum import StrEnum


class Kind(StrEnum):
    """The classes by which subjects are treated: a person walks, a vehicle drives."""

    PERSON = "person"
    ANIMAL = "animal"
    VEHICLE = "vehicle"
    OBJECT = "object"
    FOOD = "food"
    PLANT = "plant"
    TOY = "toy"
    CLOTHING = "clothing"
    PLACE = "place"
