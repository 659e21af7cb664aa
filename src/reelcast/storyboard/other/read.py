"""Reads a prompt in Chinese, Japanese, Spanish, French or German.

By phrases, word order and small words; what they leave open is asked of the sentence encoder.
"""

from collections.abc import Sequence

from reelcast.board import Role, Setting, Storyboard, Style
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.other import nearest
from reelcast.storyboard.other.lexicon import Find, lens, lexicon, longest, look, simplified
from reelcast.storyboard.other.mentions import Mention, Mentions
from reelcast.storyboard.other.names import Names
from reelcast.storyboard.other.presence import Presence
from reelcast.storyboard.other.roles import Roles, role
from reelcast.storyboard.other.scene import Scene
from reelcast.storyboard.other.scope import unmeant
from reelcast.storyboard.other.text import folded, tokens, with_references, without_quotes
from reelcast.storyboard.tongue import Tongue

_LIKE, _LIKE_THIS = "word.figure", "word.figured_after"


def read(
    prompt: str, tongue: Tongue, candidates: Sequence[Candidate], embedder: nearest.Encode
) -> Storyboard:
    """What a prompt in ``tongue``, which is not English, says about a clip."""
    reading = _Reading(prompt, tongue, candidates)
    board = reading.board()
    return nearest.completed(board, reading.text, reading.finds, reading.unmeant, tongue, embedder)


class _Reading:
    """One prompt, read step by step."""

    def __init__(self, prompt: str, tongue: Tongue, candidates: Sequence[Candidate]) -> None:
        known = lexicon(tongue)
        count = max((one.reference for one in candidates), default=0)
        text = without_quotes(folded(prompt, tongue, simplified()))
        self.text = tokens(with_references(text, known.patterns, count))
        self.tongue = tongue
        self.names = Names(candidates, tongue)
        called = known.with_phrases(self.names.phrases())
        found = _joined([*known.found(self.text), *called.found(self.text)])
        self.finds = longest(found)
        self.camera = frozenset(
            token for find in found if find.means("word.camera") for token in find.covered
        )
        self.unmeant = unmeant(self.text, self.finds, tongue)
        self.meant = [find for find in self.finds if not find.covered & self.unmeant]

    def board(self) -> Storyboard:
        named = Mentions(self.text, self.finds, self.names, self.camera).found
        presence = Presence(self.text, self.finds, named, self.names, self.unmeant)
        groups = presence.groups()
        mentions = [mention.of_first_views(groups) for mention in named]
        first = self._roles(mentions, ())
        said_of_camera = [
            find
            for find in longest(lens(self.tongue).found(self.text))
            if not find.covered & self.unmeant and first.camera_at(find.start)
        ]
        roles = self._roles(mentions, said_of_camera)
        scene = Scene(self.text, self.meant, self.tongue, first.camera_at)
        place = presence.place(scene.setting() is not None)
        subjects = self._subjects(roles, presence, groups)
        return Storyboard(
            setting=Setting.REFERENCE if place else scene.setting(),
            time=scene.time(),
            weather=scene.weather(),
            effects=scene.effects(),
            camera=scene.camera(said_of_camera),
            mood=scene.mood(),
            place=place,
            groups=groups,
            unused=presence.unused(place, {part.reference for part in subjects}),
            subjects=subjects,
            style=self._style(),
        )

    def _style(self) -> Style | None:
        """The look named first; what the film is likened to is meant: "like an old film"."""
        said = [find for find in self.finds if not (find.means(_LIKE) or find.means(_LIKE_THIS))]
        refused = unmeant(self.text, said, self.tongue)
        named = [
            value
            for find in longest(look(self.tongue).found(self.text))
            for value in find.values("look")[:1]
            if find.start not in refused
        ]
        wanted = [value for value in named if value != "none"]
        return Style(wanted[0]) if wanted else None

    def _roles(self, mentions: Sequence[Mention], of_camera: Sequence[Find]) -> Roles:
        finds = _without(self.finds, of_camera)
        return Roles(self.text, finds, mentions, self._clauses(), self.names, self.unmeant)

    def _subjects(
        self, roles: Roles, presence: Presence, groups: Sequence[tuple[int, ...]]
    ) -> tuple[Role, ...]:
        parts = roles.collect()
        acting = {number for number, part in parts.items() if part.actions}
        shown = presence.shown(acting, groups)
        ordered = any(find.means("word.then") for find in self.finds)
        clauses = self._clauses()
        return tuple(
            role(
                number,
                parts[number],
                ordered or len({clauses[at] for at, _ in parts[number].actions}) > 1,
            )
            for number in shown
        )

    def _clauses(self) -> list[int]:
        """The clause of each token: marks end one, and so do words such as "while"."""
        breaks = {find.start for find in self.finds if find.means("word.split")}
        numbers: list[int] = []
        number = 0
        for index, token in enumerate(self.text):
            if index and (token.clause != self.text[index - 1].clause or index in breaks):
                number += 1
            numbers.append(number)
        return numbers


def _joined(finds: Sequence[Find]) -> list[Find]:
    """The names of references go before other phrases of the same tokens."""
    named = {find.covered for find in finds if find.means("name")}
    return [find for find in finds if find.means("name") or find.covered not in named]


def _without(finds: Sequence[Find], taken: Sequence[Find]) -> list[Find]:
    """The finds but for actions and directions that are the camera's."""
    covered = frozenset(token for find in taken for token in find.covered)
    return [
        find
        for find in finds
        if not (find.covered & covered and (find.means("action") or find.means("direction")))
    ]
