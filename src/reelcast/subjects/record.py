"""A profile as plain arrays, for a file without pickles, and back."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.subject import (
    Area,
    Contact,
    Face,
    Facing,
    Figure,
    Joint,
    Label,
    Profile,
)


def as_arrays(profile: Profile) -> dict[str, NDArray[Any]]:
    """Everything in a profile, by names that ``from_arrays`` knows."""
    mattes = {f"figure{number}": one.matte for number, one in enumerate(profile.figures)}
    return {
        "profile": np.array(json.dumps(_facts(profile))),
        "embedding": profile.embedding,
        "colours": profile.colours,
        **mattes,
    }


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Profile:
    """The profile again. Raises ``KeyError``, ``TypeError`` or ``ValueError`` when damaged."""
    facts = json.loads(str(arrays["profile"]))
    figures = (
        Figure(Area(*area), Kind(kind), np.asarray(arrays[f"figure{number}"], np.uint8))
        for number, (area, kind) in enumerate(facts["figures"])
    )
    return Profile(
        kind=Kind(facts["kind"]),
        labels=tuple(Label(*label) for label in facts["labels"]),
        height_m=float(facts["height_m"]),
        facing=Facing(facts["facing"]),
        contact=None if facts["contact"] is None else Contact(*facts["contact"]),
        joints=tuple(Joint(*joint) for joint in facts["joints"]),
        faces=tuple(Face(Area(*area), yaw, score) for area, yaw, score in facts["faces"]),
        figures=tuple(figures),
        bears_text=bool(facts["bears_text"]),
        embedding=np.asarray(arrays["embedding"], np.float32),
        colours=np.asarray(arrays["colours"], np.float32),
    )


def _facts(profile: Profile) -> dict[str, Any]:
    """All but the arrays; records as lists in the order of their fields."""
    contact = profile.contact
    return {
        "kind": profile.kind,
        "labels": [[label.name, label.share] for label in profile.labels],
        "height_m": profile.height_m,
        "facing": profile.facing,
        "contact": contact and [contact.left, contact.left_y, contact.right, contact.right_y],
        "joints": [[joint.x, joint.y, joint.seen] for joint in profile.joints],
        "faces": [[_sides(face.area), face.yaw, face.score] for face in profile.faces],
        "figures": [[_sides(figure.area), figure.kind] for figure in profile.figures],
        "bears_text": profile.bears_text,
    }


def _sides(area: Area) -> list[float]:
    return [area.left, area.top, area.right, area.bottom]
