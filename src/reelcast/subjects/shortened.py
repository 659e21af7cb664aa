"""A standing subject cut above its feet, for a picture in which there is nothing to stand on.

Cut there the frame's lower edge hides the cut, as in any photograph from the hip up.
"""

from dataclasses import replace

import numpy as np

from reelcast.kind import Kind
from reelcast.subjects.subject import Area, Edge, Figure, Profile, Subject

_HIPS, _KNEES = (23, 24), (25, 26)
"""Places of these joints in MediaPipe Pose's order."""
_THIGH = 0.55
"""How far down from hip to knee people are cut: never at a joint."""
_SEEN = 0.5
_PERSON, _TALL, _WIDE = 0.58, 0.75, 0.88
"""What is kept of a person whose joints are not known, of what is higher than wide, and of what is
wider: half a car is no car."""
_LEAST = 0.4


def shortened(subject: Subject) -> Subject:
    """The subject without its lower part; one that is cut there already, or is a place, as it is.

    Everything in the profile is moved along with the pixels; the contact is gone.
    """
    if subject.is_bust or subject.is_place:
        return subject
    height = subject.rgba.shape[0]
    rows = max(round(_kept(subject) * height), 1)
    return replace(
        subject,
        rgba=np.ascontiguousarray(subject.rgba[:rows]),
        cut_by=subject.cut_by | {Edge.BOTTOM},
        profile=_profile(subject.profile, height, rows),
    )


def _kept(subject: Subject) -> float:
    """The share of the height that stays."""
    height, width = subject.rgba.shape[:2]
    if subject.profile.kind is not Kind.PERSON:
        return _WIDE if width > height else _TALL
    joints = subject.profile.joints
    legs = [
        joints[hip].y + _THIGH * (joints[knee].y - joints[hip].y)
        for hip, knee in zip(_HIPS, _KNEES, strict=True)
        if len(joints) > knee
        and min(joints[hip].seen, joints[knee].seen) > _SEEN
        and joints[knee].y > joints[hip].y
    ]
    return min(max(min(legs, default=_PERSON), _LEAST), 1.0)


def _profile(profile: Profile, height: int, rows: int) -> Profile:
    grown = height / rows
    figures = (_figure(figure, height, rows) for figure in profile.figures)
    return replace(
        profile,
        height_m=profile.height_m / grown,
        contact=None,
        joints=tuple(replace(joint, y=joint.y * grown) for joint in profile.joints),
        faces=tuple(replace(face, area=_lower(face.area, grown)) for face in profile.faces),
        figures=tuple(figure for figure in figures if figure is not None),
    )


def _lower(area: Area, grown: float) -> Area:
    return replace(area, top=area.top * grown, bottom=area.bottom * grown)


def _figure(figure: Figure, height: int, rows: int) -> Figure | None:
    """What is left of a figure, None if nothing is."""
    top = round(figure.area.top * height)
    left = rows - top
    if left < 1:
        return None
    matte = np.ascontiguousarray(figure.matte[:left])
    area = replace(figure.area, top=top / rows, bottom=(top + matte.shape[0]) / rows)
    return replace(figure, area=area, matte=matte)
