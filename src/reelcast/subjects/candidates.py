"""What a reader may call a subject: names with their likelihoods."""

from collections.abc import Iterable
from types import MappingProxyType

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.subjects.classes import image_classes
from reelcast.subjects.subject import Label, Subject

_PEOPLE = MappingProxyType(
    {"person": 0.9, "man": 0.5, "woman": 0.5, "girl": 0.35, "boy": 0.35, "child": 0.25}
)
"""Who it is cannot be told from joints and a face mesh: every word for a person may be meant."""
_BY_KIND = MappingProxyType(
    {
        Kind.ANIMAL: "animal",
        Kind.VEHICLE: "vehicle",
        Kind.OBJECT: "object",
        Kind.FOOD: "food",
        Kind.PLANT: "plant",
        Kind.TOY: "toy",
        Kind.CLOTHING: "clothing",
        Kind.PLACE: "place",
    }
)
_KIND = 0.2
"""Likelihood of being called just a plant: more than a bad label, less than a good one."""


def candidate_of(subject: Subject) -> Candidate:
    """The subject as something that a prompt may speak of."""
    profile = subject.profile
    if profile.kind is Kind.PERSON:
        names = dict(_PEOPLE)
    else:
        names = _names(profile.labels)
        names.setdefault(_BY_KIND[profile.kind], _KIND)
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return Candidate(subject.reference + 1, tuple(ranked), profile.kind)


def _names(labels: Iterable[Label]) -> dict[str, float]:
    """The labels, and what they have in common: three breeds of dog are a likely dog."""
    common = {known.name: known.common for known in image_classes()}
    names: dict[str, float] = {}
    for label in labels:
        word = common.get(label.name, label.name)
        names[word] = min(names.get(word, 0.0) + label.share, 1.0)
        if word != label.name:
            names[label.name] = label.share
    return names
