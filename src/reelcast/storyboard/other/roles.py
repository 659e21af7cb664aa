"""Who does what: each action goes to the subject of its clause, told from word order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reelcast.board import Action, Beat, Direction, Entrance, Pace, Role, Side
from reelcast.kind import Kind
from reelcast.storyboard.other.lexicon import Find
from reelcast.storyboard.other.mentions import Mention
from reelcast.storyboard.other.names import Names
from reelcast.storyboard.other.text import Token
from reelcast.storyboard.tongue import Tongue

_BEFORE_OBJECT = {Tongue.ZH: 8}
_WORDS_BEFORE_OBJECT = 5
"""Tokens between a preposition or a verb and the noun that belongs to it."""

_AFTER_VERB = 5
"""Tokens between a verb and a subject that follows it."""

_MOST_BEATS = 4
"""More cannot be told apart in five seconds."""

_ASPECT, _OF = "着", "的"
_AFTER_ASPECT = 7
"""Tokens between the particle and the noun, measure words and adjectives among them."""

_AFTER_TOGETHER = 4
"""Tokens between "with" and who comes along."""

_ON_GROUND = frozenset({Action.RUN, Action.WALK, Action.ROLL})
_SHARED = _ON_GROUND | {
    Action.DANCE,
    Action.SWIM,
    Action.FLY,
    Action.JUMP,
    Action.APPROACH,
    Action.LEAVE,
    Action.DRIVE,
}
"""What one does who is taken along."""

_DEEDS = ("action", "vehicle", "weak.action")
_LIVING = frozenset({Kind.PERSON, Kind.ANIMAL})
_INANIMATE = frozenset({Kind.OBJECT, Kind.FOOD, Kind.CLOTHING, Kind.PLANT})


@dataclass
class _Part:
    """What is collected of one reference."""

    actions: list[tuple[int, Action]] = field(default_factory=list)
    small: list[tuple[int, Action]] = field(default_factory=list)
    """What counts only if it is all that is done, as wagging a tail."""

    direction: Direction | None = None
    pace: Pace | None = None
    entrance: Entrance | None = None
    side: Side | None = None


class Roles:
    """Goes through one prompt and hands out what is done in it.

    ``clauses`` numbers the clause of every token, finer than the marks do.
    """

    def __init__(
        self,
        prompt: Sequence[Token],
        finds: Sequence[Find],
        mentions: Sequence[Mention],
        clauses: Sequence[int],
        names: Names,
        unmeant: frozenset[int],
    ) -> None:
        self.prompt = prompt
        self.finds = finds
        self.names = names
        self.mentions = mentions
        self.clauses = clauses
        self.unmeant = unmeant
        self.subjects = [m for m in mentions if m.start not in unmeant and not self._is_object(m)]
        self.parts: dict[int, _Part] = {number: _Part() for number in names.candidates}

    def camera_at(self, index: int) -> bool:
        """Whether a token is said of the camera."""
        subject = self._subject_mention(index)
        if subject is not None:
            return subject.camera
        # "The camera starts low, then rises": the camera stays the subject until somebody acts.
        before = [m for m in self.subjects if m.end <= index]
        if not before or not before[-1].camera:
            return False
        return self.prompt[before[-1].start].sentence == self.prompt[index].sentence

    def collect(self) -> Mapping[int, _Part]:
        """The parts of all references, as far as the prompt tells."""
        meant = [find for find in self.finds if not find.covered & self.unmeant]
        for find in meant:
            if any(find.means(name) for name in _DEEDS) and not self._is_carried(find, meant):
                self._act(find)
        for part in self.parts.values():
            part.actions = part.actions or part.small
        for find in meant:
            self._modify(find)
        return self.parts

    def _is_carried(self, find: Find, meant: Sequence[Find]) -> bool:
        """A rider does what the mount does, if that is said too."""
        return (
            find.means("word.ride")
            and Action.SIT in find.values("action")[:1]
            and any(
                other.start >= find.end
                and other.means("action")
                and self.clauses[other.start] == self.clauses[find.start]
                for other in meant
            )
        )

    def _act(self, find: Find) -> None:
        doers = self._doers(find)
        for number in (*doers, *self._companions(find, doers)):
            part = self.parts[number]
            for value in self._deeds(find, number)[:1]:
                part.actions.append((find.start, self._fitting(Action(value), number)))
            for value in find.values("weak.action"):
                part.small.append((find.start, Action(value)))

    def _deeds(self, find: Find, number: int) -> tuple[str, ...]:
        """What a verb is for one reference: a car that "goes" drives, a person does nothing."""
        own = self.names.candidates[number].kind is Kind.VEHICLE
        return (find.values("vehicle") if own else ()) or find.values("action")

    def _companions(self, find: Find, doers: Sequence[int]) -> list[int]:
        """Whom the doers take along: "she walks with her dog", and the horse under a rider."""
        if not {*find.values("action"), *find.values("vehicle")} & _SHARED:
            return []
        clause = self.clauses[find.start]
        ties = [
            (f, f.means("word.together"))
            for f in self.finds
            if (f.means("word.together") or (f.means("word.ride") and f.end <= find.start))
            and self.clauses[f.start] == clause
        ]
        return [
            number
            for tie, together in ties
            for number in self._tied(tie)
            if number not in doers and (not together or self._is_living(number))
        ]

    def _tied(self, tie: Find) -> tuple[int, ...]:
        """The references right behind a "with"."""
        after = [m for m in self.mentions if 0 <= m.start - tie.end <= _AFTER_TOGETHER]
        near = [m for m in after if self.clauses[m.start] == self.clauses[tie.start]]
        return near[0].references if near else ()

    def _is_living(self, number: int) -> bool:
        return self.names.candidates[number].kind in _LIVING

    def _modify(self, find: Find) -> None:
        fields = ("direction", "pace", "entrance", "side")
        told = [name for name in fields if find.means(name)]
        if not told or self.camera_at(find.start):
            return
        for number in self._doers(find):
            part = self.parts[number]
            acts = any(self.clauses[at] == self.clauses[find.start] for at, _ in part.actions)
            for value in find.values("direction") if acts else ():
                part.direction = part.direction or Direction(value)
            for value in find.values("pace") if acts else ():
                part.pace = part.pace or Pace(value)
            for value in find.values("entrance") if acts else ():
                part.entrance = part.entrance or Entrance(value)
            for value in find.values("side"):
                part.side = part.side or Side(value)

    def _doers(self, find: Find) -> tuple[int, ...]:
        subject = self._subject_mention(find.start) or self._subject_after(find)
        if subject is not None:
            return self._with_joined(subject)
        before = [m for m in self.subjects if m.end <= find.start and not m.camera]
        topics = [m for m in self._openers(before) if m.references]
        if topics:
            return self._with_joined(topics[-1])
        return self._default(find.start)

    def _openers(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Of each clause the first subject: what the next clause is about, too."""
        first: dict[int, Mention] = {}
        for mention in mentions:
            clause = self.clauses[mention.start]
            known = first.get(clause)
            if known is None or not known.references:
                first[clause] = mention
        return list(first.values())

    def _subject_mention(self, index: int) -> Mention | None:
        """The nearest subject in front of a token, in its clause."""
        clause = self.clauses[index]
        before = [m for m in self.subjects if m.end <= index and self.clauses[m.start] == clause]
        return before[-1] if before else None

    def _subject_after(self, find: Find) -> Mention | None:
        """ "the running girl", "there comes a girl": a subject that follows its verb."""
        clause = self.clauses[find.start]
        if find.means("word.hold"):
            return None
        for mention in (m for m in self.mentions if m.start not in self.unmeant):
            gap = mention.start - find.end
            if 0 <= gap <= _AFTER_VERB and self.clauses[mention.start] == clause:
                between = self._between(find.end, mention.start)
                if not any(f.means("word.preposition") or f.means("action") for f in between):
                    return mention
        return None

    def _between(self, start: int, end: int) -> list[Find]:
        return [find for find in self.finds if find.start >= start and find.end <= end]

    def _with_joined(self, mention: Mention) -> tuple[int, ...]:
        """The references of a mention and of those that an "and" joins to it."""
        numbers = list(mention.references)
        later = mention
        for earlier in reversed([m for m in self.mentions if m.end <= mention.start]):
            if not self._joins(earlier, later):
                break
            numbers = [*earlier.references, *numbers]
            later = earlier
        return tuple(dict.fromkeys(numbers))

    def _joins(self, earlier: Mention, later: Mention) -> bool:
        if self.prompt[earlier.start].clause != self.prompt[later.start].clause:
            return False
        between = self._between(earlier.end, later.start)
        joined = any(f.means("word.joined") for f in between)
        return joined and not any(f.means("action") or f.means("word.hold") for f in between)

    def _default(self, index: int) -> tuple[int, ...]:
        """Who acts when nobody was named yet: who comes next, or the first who can."""
        after = [m for m in self.mentions if m.start > index and m.references]
        if after:
            return after[0].references[:1]
        able = [
            n
            for n, one in self.names.candidates.items()
            if one.kind not in {Kind.PLACE, Kind.CLOTHING}
        ]
        return tuple(
            (able or [n for n, c in self.names.candidates.items() if c.kind is not Kind.PLACE])[:1]
        )

    def _is_object(self, mention: Mention) -> bool:
        if self.names.tongue is Tongue.JA:
            return self._has_object_particle(mention)
        if self.names.tongue is Tongue.ZH and (
            self._follows_aspect(mention) or self._is_locative(mention) or self._is_handled(mention)
        ):
            return True
        if self.names.tongue is not Tongue.ZH and self._is_own_part(mention):
            return True
        reach = _BEFORE_OBJECT.get(self.names.tongue, _WORDS_BEFORE_OBJECT)
        clause = self.prompt[mention.start].clause
        for find in reversed([f for f in self.finds if f.end <= mention.start]):
            if mention.start - find.end > reach or self.prompt[find.start].clause != clause:
                return False
            if find.means("word.hold") or find.means("word.preposition") or find.means("word.wear"):
                return True
            if not self._is_adjective(find):
                return False
        return False

    def _is_handled(self, mention: Mention) -> bool:
        """A thing named after somebody, and not joined to them: whatever the verb, they do it."""
        kinds = {self.names.candidates[number].kind for number in mention.references}
        before = self._in_clause_before(mention)
        return (
            bool(kinds)
            and kinds <= _INANIMATE
            and bool(before)
            and any(self._is_living(number) for number in before[-1].references)
            and not self._joins(before[-1], mention)
            and not self._is_looked_at(before[-1], mention)
        )

    def _is_looked_at(self, looker: Mention, mention: Mention) -> bool:
        """Who is watched acts for themselves."""
        between = self._between(looker.end, mention.start)
        return any(f.means("word.see") for f in between)

    def _is_own_part(self, mention: Mention) -> bool:
        """ "spreads its wings and flies": what is no reference hardly takes the verb over."""
        if mention.references or mention.camera or mention.concept or mention.pronoun:
            return False
        before = self._in_clause_before(mention)
        return bool(before and before[-1].references) and not any(
            f.means("word.joined") and 0 <= mention.start - f.end <= 1
            for f in self._between(before[-1].end, mention.start)
        )

    def _in_clause_before(self, mention: Mention) -> list[Mention]:
        clause = self.clauses[mention.start]
        return [
            m
            for m in self.mentions
            if m.end <= mention.start and self.clauses[m.start] == clause and not m.camera
        ]

    def _is_locative(self, mention: Mention) -> bool:
        """ "in the city": a thing with a word for "in" or "on" behind it is a place."""
        behind = (f for f in self.finds if f.start == mention.end)
        return not mention.references and any(f.means("word.place") for f in behind)

    def _follows_aspect(self, mention: Mention) -> bool:
        """Chinese marks "holding a cat": whatever the verb was, 着 stands before its object."""
        for at in range(mention.start - 1, max(mention.start - _AFTER_ASPECT, 0), -1):
            if self.prompt[at].clause != self.prompt[mention.start].clause:
                return False
            if self.prompt[at].text == _ASPECT:
                return self.prompt[at + 1].text != _OF
            if any(at in f.covered for f in self.finds if not self._is_adjective(f)):
                return False
        return False

    def _is_adjective(self, find: Find) -> bool:
        """Whether a find may stand between a preposition and its noun."""
        return find.means("nothing") or find.means("pace") or find.means("mood")

    def _has_object_particle(self, mention: Mention) -> bool:
        following = [f for f in self.finds if f.start == mention.end]
        return any(f.means("word.particle") for f in following)

    def _fitting(self, action: Action, number: int) -> Action:
        """A car that "runs" drives, a ship sails, a bottle that "turns" spins."""
        kind = self.names.candidates[number].kind
        concepts = self.names.concepts[number]
        if kind is Kind.VEHICLE:
            return _of_vehicle(action, concepts)
        if kind in {Kind.OBJECT, Kind.FOOD, Kind.PLANT, Kind.CLOTHING} and action is Action.TURN:
            return Action.SPIN
        if kind is Kind.ANIMAL and action is Action.DRIVE:
            return Action.RUN
        return action


def _of_vehicle(action: Action, concepts: Sequence[str]) -> Action:
    if "ship" in concepts:
        ground = _ON_GROUND | {Action.DRIVE, Action.SWIM}
        return Action.FLOAT if action in ground else action
    if "plane" in concepts:
        return Action.FLY if action in {Action.RUN, Action.WALK, Action.DRIVE} else action
    return Action.DRIVE if action in {Action.RUN, Action.WALK} else action


def role(number: int, part: _Part, sequence: bool) -> Role:
    """The part of one reference as data; several actions are beats if the prompt has an order."""
    actions: list[Action] = []
    for _, action in part.actions:
        if not actions or actions[-1] is not action:
            actions.append(action)
    actions = actions[:_MOST_BEATS]
    beats = tuple(
        Beat(action=action, at=round(place / len(actions), 2))
        for place, action in enumerate(actions)
    )
    return Role(
        reference=number,
        action=actions[0] if actions else None,
        direction=part.direction,
        pace=part.pace,
        entrance=part.entrance,
        side=part.side,
        beats=beats if sequence and len(beats) > 1 else (),
    )
