"""Who or what a cut-out shows: kind, names, size, facing, joints, faces, figures, fingerprints.

Knows photographs and cut-outs; nothing of how a cut-out was made, nor of places as sets.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast import weights
from reelcast.kind import Kind
from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.classes import image_classes
from reelcast.subjects.contact import contact_of
from reelcast.subjects.faces import FaceFinder
from reelcast.subjects.facing import facing_of_animal, facing_of_person
from reelcast.subjects.figures import figures_of
from reelcast.subjects.frame import Box, bounds
from reelcast.subjects.labels import GREY, LabelNet, Sight, colours
from reelcast.subjects.people import Person, people_in, share_of_people
from reelcast.subjects.place import looks_like_place, part_that_stands_out
from reelcast.subjects.pose import PoseFinder
from reelcast.subjects.ready_made import shrunk
from reelcast.subjects.scene import LONGEST, Scene, on_grey, scene_around, small
from reelcast.subjects.stature import height_by_labels, height_of_people
from reelcast.subjects.subject import Edge, Face, Facing, Figure, Joint, Label, Profile
from reelcast.subjects.text import TextDetector

WEIGHTS = (
    "efficientnet-lite2",
    "face-detection",
    "face-landmark",
    "pose-detection",
    "pose-landmark",
    "text-detection",
)
"""The names of the weights a ``Recogniser`` opens."""
_MANY_PEOPLE = 0.35
"""Of the matte: with less somebody only stands next to what is shown."""
_SURELY_ANIMAL = 0.45
"""A body without a face in what is this likely an animal is the animal's."""
_NOISE = 0.02
"""Probability below which a class is only noise: hundreds of animals would add up."""
_NAMES = 8
"""As many labels are kept, of at least"""
_LEAST = 0.01
_AFLOAT = frozenset(
    {
        *("airplane", "airship", "hot air balloon", "parachute", "kite"),
        *("fish", "shark", "ray", "whale", "dugong", "jellyfish"),
        *("butterfly", "dragonfly", "bee", "fly"),
    }
)
"""What by its common name flies or swims, so that no ground carries it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the label network made of a scene: ``odds`` (1000), and the cut-out on grey."""

    odds: NDArray[np.float32]
    embedding: NDArray[np.float32]
    features: NDArray[np.float32]


class Recogniser:
    """The networks that recognise subjects, opened at ``load``."""

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        files = {name: weights.path(name, cache_dir) for name in WEIGHTS}
        self._labels = LabelNet(files["efficientnet-lite2"], threads)
        self._faces = FaceFinder(files["face-detection"], files["face-landmark"], threads)
        self._poses = PoseFinder(files["pose-detection"], files["pose-landmark"], threads)
        self._text = TextDetector(files["text-detection"], threads)

    def load(self) -> None:
        """Open the networks; nothing happens the second time."""
        for network in (self._labels, self._faces, self._poses, self._text):
            network.load()

    def recognise(
        self, photo: Rgb, around: Rgb, rgba: Rgba, box: Box, cut_by: Set[Edge]
    ) -> Profile:
        """What a cut-out ``rgba`` shows. Never a place.

        ``photo`` is the whole photograph at any size, ``around`` the part of it near the subject
        and ``box`` where in that part the cut-out lies.
        """
        scene = scene_around(around, rgba, box)
        shown = _at_most(rgba, LONGEST)
        seen = self._seen(photo, scene)
        shares = kind_shares(seen.odds)
        people = self._people(scene, shares)
        is_person = share_of_people(people, scene) >= _MANY_PEOPLE
        kind = Kind.PERSON if is_person else _likeliest(shares)
        # A body without a face next to a thing is more often part of the thing.
        people = people if is_person else tuple(one for one in people if one.face is not None)
        figures = figures_of(scene, rgba, people, self._kind_of)
        return Profile(
            kind=kind,
            labels=_labels(seen.odds),
            height_m=self._height(kind, people, seen, scene, cut_by),
            facing=self._facing(kind, people, figures, seen, scene),
            contact=None if _cannot_stand(seen.odds, kind) else contact_of(rgba[..., 3], cut_by),
            joints=_joints(people, scene) if is_person else (),
            faces=_faces(people, scene),
            figures=figures,
            bears_text=self._text(shown),
            embedding=seen.embedding,
            colours=colours(shown),
        )

    def is_place(self, photo: Rgb, noticed: Matte) -> bool:
        """Whether a photograph, in which ``noticed`` stands out, is a place to play in."""
        part = part_that_stands_out(photo, noticed)
        odds = self._labels([small(part)]).odds[0]
        share = float(odds @ _of_kind(Kind.PLACE))
        return looks_like_place(noticed, share, self._shows_people(photo, noticed))

    def place(self, photo: Rgb) -> Profile:
        """What a photograph of a place shows."""
        seen = small(photo)
        sight = self._labels([seen, seen[:, ::-1]])
        odds = np.asarray(sight.odds.mean(axis=0), np.float32)
        opaque = np.full((*seen.shape[:2], 1), 255, np.uint8)
        return Profile(
            kind=Kind.PLACE,
            labels=_labels(odds),
            height_m=height_by_labels(odds, image_classes(), Kind.PLACE, seen.shape[:2], set()),
            embedding=_unit(sight.embedding.sum(axis=0)),
            colours=colours(np.dstack([seen, opaque])),
        )

    def _shows_people(self, photo: Rgb, noticed: Matte) -> bool:
        """Whether what stands out are people."""
        seen = small(photo)
        matte = cv2.resize(noticed, seen.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        scene = Scene(seen, np.asarray(matte, np.float32), Box.all_of(seen))
        people = people_in(scene, self._faces, self._poses)
        return share_of_people(people, scene) >= _MANY_PEOPLE

    def _seen(self, photo: Rgb, scene: Scene) -> _Seen:
        alone = on_grey(scene, GREY)
        looks = [small(photo), scene.inner.of(scene.rgb), alone, alone[:, ::-1]]
        sight: Sight = self._labels(looks)
        odds = (sight.odds[0] + sight.odds[1] + sight.odds[2:].mean(axis=0)) / 3
        features = (sight.features[2] + sight.features[3][..., ::-1]) / 2
        return _Seen(odds, _unit(sight.embedding[2] + sight.embedding[3]), features)

    def _people(self, scene: Scene, shares: dict[Kind, float]) -> tuple[Person, ...]:
        people = people_in(scene, self._faces, self._poses)
        animal = shares[Kind.ANIMAL] + shares[Kind.TOY] >= _SURELY_ANIMAL
        return tuple(one for one in people if one.face is not None or not animal)

    def _height(
        self, kind: Kind, people: Sequence[Person], seen: _Seen, scene: Scene, cut_by: Set[Edge]
    ) -> float:
        if kind is Kind.PERSON and people:
            return height_of_people(people, scene.inner.height)
        shape = (scene.inner.height, scene.inner.width)
        return height_by_labels(seen.odds, image_classes(), kind, shape, cut_by)

    def _facing(
        self,
        kind: Kind,
        people: Sequence[Person],
        figures: Sequence[Figure],
        seen: _Seen,
        scene: Scene,
    ) -> Facing:
        if kind is Kind.PERSON and people:
            found = {facing_of_person(person) for person in people}
            return found.pop() if len(found) == 1 else Facing.CAMERA
        if kind is not Kind.ANIMAL or figures:
            return Facing.UNKNOWN
        animals = seen.odds * _of_kind(Kind.ANIMAL)
        contrast = animals / max(float(animals.sum()), 1e-6) - np.float32(1 / animals.size)
        evidence = self._labels.evidence(seen.features, contrast)
        strength = np.linalg.norm(seen.features, axis=0).astype(np.float32)
        return facing_of_animal(scene.inner.of(scene.matte), evidence, strength)

    def _kind_of(self, rgb: Rgb, matte: Matte) -> Kind:
        """The kind of one of several things."""
        box = bounds(matte > 0.1) or Box.all_of(matte)
        part = Scene(rgb, matte, box)
        odds = self._labels([on_grey(part, GREY), box.of(rgb)]).odds.mean(axis=0)
        return _likeliest(kind_shares(odds))


def _unit(embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    length = max(float(np.linalg.norm(embedding)), 1e-6)
    return np.asarray(embedding / length, np.float32)


def _at_most(rgba: Rgba, longest: int) -> Rgba:
    """A cut-out with no more than ``longest`` pixels on its longer side."""
    scale = longest / max(rgba.shape[:2])
    return rgba if scale >= 1 else shrunk(rgba, scale)


def kind_shares(odds: NDArray[np.float32]) -> dict[Kind, float]:
    """How likely each kind is by the probabilities of the classes; together 1."""
    sure = np.maximum(odds - np.float32(_NOISE), 0)
    sums = {kind: float(sure @ _of_kind(kind)) for kind in Kind}
    total = max(sum(sums.values()), 1e-6)
    return {kind: share / total for kind, share in sums.items()}


def _of_kind(kind: Kind) -> NDArray[np.float32]:
    """1 for the classes of a kind, 0 for the others."""
    return np.array([known.kind is kind for known in image_classes()], np.float32)


def _likeliest(shares: dict[Kind, float]) -> Kind:
    """The kind of what was cut out: a building without its surroundings is a thing."""
    as_things = dict(shares)
    as_things[Kind.OBJECT] += as_things.pop(Kind.PLACE)
    return max(as_things, key=lambda kind: (as_things[kind], kind is Kind.OBJECT))


def _labels(odds: NDArray[np.float32]) -> tuple[Label, ...]:
    best = np.argsort(odds)[::-1][:_NAMES]
    known = image_classes()
    return tuple(
        Label(known[index].name, float(odds[index])) for index in best if odds[index] >= _LEAST
    )


def _cannot_stand(odds: NDArray[np.float32], kind: Kind) -> bool:
    if kind not in (Kind.ANIMAL, Kind.VEHICLE, Kind.OBJECT):
        return False
    afloat = np.array([known.common in _AFLOAT for known in image_classes()], np.float32)
    return float(odds @ afloat) > 0.5


def _faces(people: Sequence[Person], scene: Scene) -> tuple[Face, ...]:
    found = (person.face for person in people if person.face is not None)
    return tuple(Face(scene.area(face.box), face.yaw, face.score) for face in found)


def _joints(people: Sequence[Person], scene: Scene) -> tuple[Joint, ...]:
    """Those of the largest person."""
    pose = next((person.pose for person in people if person.pose is not None), None)
    if pose is None:
        return ()
    shares = scene.shares(pose.joints)
    return tuple(
        Joint(float(x), float(y), float(seen))
        for (x, y), seen in zip(shares, pose.seen, strict=True)
    )
