"""What a client decides beside the prompt, held against the number of its images.

A schema can say all else; this it cannot. Knows no wire format but the names of the fields.
"""

from collections.abc import Iterator, Sequence

from reelcast.board import Beat, Role, Storyboard
from reelcast.errors import Fault

STORYBOARD = "extra.storyboard"
GROUPS = "extra.subjects"
"""Where the two are in a request, which is how faults name them."""


def storyboard_faults(wish: Storyboard, images: int, field: str = STORYBOARD) -> tuple[Fault, ...]:
    """What cannot be filmed of a storyboard with so many images; ``field`` is its name."""
    return tuple(_of_storyboard(wish, images, field))


def group_faults(
    groups: Sequence[Sequence[int]], images: int, field: str = GROUPS
) -> tuple[Fault, ...]:
    """What is wrong with a grouping of so many images: one that is not there, or is twice."""
    return tuple(_of_groups(groups, images, field))


def decided(wish: Storyboard) -> Storyboard:
    """The same wish, where ``null`` is as good as left out: it decides nothing."""
    return Storyboard.model_validate(wish.model_dump(exclude_unset=True, exclude_none=True))


def _of_storyboard(wish: Storyboard, images: int, field: str) -> Iterator[Fault]:
    if wish.place is not None:
        yield from _absent(wish.place, images, f"{field}.place")
        if wish.setting not in (None, "reference"):
            yield _fault(
                f"{field}.place",
                f'is for the setting "reference", got the setting "{wish.setting}"',
            )
    yield from _of_groups(wish.groups, images, f"{field}.groups")
    for index, reference in enumerate(wish.unused):
        yield from _absent(reference, images, f"{field}.unused[{index}]")
    seen: set[int] = set()
    for index, role in enumerate(wish.subjects):
        name = f"{field}.subjects[{index}]"
        if role.reference in seen:
            yield _fault(f"{name}.reference", f"image {role.reference} has a part already")
        seen.add(role.reference)
        yield from _of_role(role, images, name)


def _of_role(role: Role, images: int, field: str) -> Iterator[Fault]:
    yield from _absent(role.reference, images, f"{field}.reference")
    for index, relation in enumerate(role.relations):
        name = f"{field}.relations[{index}].to"
        yield from _absent(relation.to, images, name)
        if relation.to == role.reference:
            yield _fault(name, f"must be another image than the subject's own, got {relation.to}")
    yield from _of_beats(role.beats, f"{field}.beats")
    if role.beats and role.action not in (None, role.beats[0].action):
        yield _fault(
            f"{field}.action", f'must be the first beat\'s, "{role.beats[0].action}", or left out'
        )


def _of_beats(beats: Sequence[Beat], field: str) -> Iterator[Fault]:
    for index in range(1, len(beats)):
        before, beat = beats[index - 1], beats[index]
        if beat.at <= before.at:
            yield _fault(f"{field}[{index}].at", f"must be later than {before.at}, got {beat.at}")


def _of_groups(groups: Sequence[Sequence[int]], images: int, field: str) -> Iterator[Fault]:
    seen: set[int] = set()
    for index, group in enumerate(groups):
        for place, reference in enumerate(group):
            name = f"{field}[{index}][{place}]"
            if not 1 <= reference <= images:
                yield _fault(name, f"must be between 1 and {images}, got {reference}")
            elif reference in seen:
                yield _fault(name, f"image {reference} is in it twice")
            seen.add(reference)


def _absent(reference: int, images: int, field: str) -> Iterator[Fault]:
    if reference > images:
        there = "is only 1 image" if images == 1 else f"are only {images} images"
        yield _fault(field, f"there {there}, got {reference}")


def _fault(field: str, what: str) -> Fault:
    return Fault(field, f"{field}: {what}")
