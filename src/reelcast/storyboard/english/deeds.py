"""What each reference does, verb by verb, in the order in which it happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reelcast.board import Action
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.actions import action_of
from reelcast.storyboard.english.agents import Agents, Clauses
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.doing import Doing, Voice
from reelcast.storyboard.english.naming import BEINGS
from reelcast.storyboard.english.verbs import Verb, Way

_LATER = frozenset({"before", "until", "till"})
_EARLIER = frozenset({"after", "once", "having"})
_SOCIAL = frozenset({Action.WALK, Action.RUN, Action.DANCE, Action.SIT, Action.STAND, Action.SWIM})
_COMPOSES = frozenset({"drop", "set", "seat", "float", "stand", "sit"})
_ASKED_FOR = frozenset(
    {Action.WALK, Action.RUN, Action.JUMP, Action.DANCE, Action.WAVE, Action.SIT, Action.STAND}
)
_RIDDEN = frozenset({Action.RUN, Action.DRIVE, Way.RUSH, Way.TRAVEL})
"""What somebody does together with the mount or vehicle that it is on."""


@dataclass(frozen=True, slots=True)
class Deed:
    """``reference`` does ``action``, or moves in a way that is none. ``index`` is the verb's token.

    ``order`` sorts deeds by time, which is not always the order of the words.
    """

    reference: int
    action: Action | None
    index: int
    order: float
    voice: Voice

    @property
    def moves(self) -> bool:
        """Whether the verb's motion is its own and not only that of a thing it moves."""
        return self.action is not None or self.voice is not Voice.ACTS_ON


def deeds(
    doc: Doc,
    candidates: Sequence[Candidate],
    motions: Mapping[int, Verb],
    clauses: Clauses,
    told: Sequence[bool],
    filmed: Sequence[bool],
) -> tuple[Deed, ...]:
    """Every deed of a reference that is asserted, the earliest first.

    ``told`` says for each token whether it is asserted, ``filmed`` whether it is about the camera.
    """
    by_number = {one.reference: one for one in candidates}
    found = [
        Deed(
            number,
            action_of(Doing(doc, index, by_number[number], voice), verb),
            index,
            order,
            voice,
        )
        for index, verb in motions.items()
        if told[index] and not _is_past(doc[index])
        if not filmed[index] or clauses.has_own_subject(index)
        for order in [_order(doc, index, motions)]
        for number, voice in _involved(doc, index, verb, candidates, clauses)
    ]
    return tuple(sorted(found, key=lambda deed: deed.order))


def _is_past(verb: Token) -> bool:
    """What was before the clip: "has followed her for days", "she fell years ago"."""
    if verb.tag_ not in {"VBN", "VBD"}:
        return False
    perfect = any(child.lower_ in {"has", "have", "had", "'ve"} for child in verb.children)
    start, end = sentence_of(verb.doc, verb.i)
    return perfect or any(token.lower_ in {"ago", "yesterday"} for token in verb.doc[start:end])


def _order(doc: Doc, index: int, motions: Mapping[int, Verb]) -> float:
    """The place in time of a verb: "before jumping, she runs" runs first."""
    start, end = sentence_of(doc, index)
    for token in reversed(doc[max(start, index - 4) : index]):
        word = token.lower_
        if word in _LATER:
            return end - 1 + index / (len(doc) + 1)
        if word in _EARLIER:
            return start - 1 + index / (len(doc) + 1)
        if word in {",", "and", "then"} or token.i in motions:
            break
    return float(index)


def _involved(
    doc: Doc, index: int, verb: Verb, candidates: Sequence[Candidate], clauses: Clauses
) -> Iterator[tuple[int, Voice]]:
    """Whom the verb is said of, each as who does it or as what it is done to."""
    agents = clauses.agents(index)
    patients = clauses.patients(index)
    passive = _is_passive(doc, index)
    if passive:
        yield from ((number, Voice.PASSIVE) for number in agents.references)
        return
    if not agents.told:
        agents = _understood(doc, index, verb, candidates, patients)
    voice = Voice.ALONE if patients is None else Voice.ACTS_ON
    yield from ((number, voice) for number in agents.references)
    if verb.sense in _SOCIAL and agents.told:
        yield from ((n, Voice.ALONE) for n in _companions(doc, index, candidates, clauses))
    if verb.sense is Action.RUN:
        yield from ((number, Voice.ALONE) for number in _chased(doc, index, clauses))
    if agents.references and verb.sense in _RIDDEN:
        yield from ((n, Voice.ALONE) for n in _mounts(doc, index, candidates, clauses))
    if patients and not (_is_order(doc, index, agents) and verb.base in _COMPOSES):
        yield from ((number, Voice.ACTED_ON) for number in patients)


def _mounts(
    doc: Doc, index: int, candidates: Sequence[Candidate], clauses: Clauses
) -> tuple[int, ...]:
    """ "Gallops over the plain on his horse": the horse gallops."""
    mounts = {one.reference for one in candidates if one.kind in (Kind.ANIMAL, Kind.VEHICLE)}
    before = clauses.mention_at(index - 1) if index else None
    if before and before.start and doc[before.start - 1].lower_ in {"on", "astride", "atop"}:
        return tuple(n for n in before.references if n in mounts)
    for token in doc[index + 1 : sentence_of(doc, index)[1]]:
        if token.is_punct or token.i in clauses.motions:
            break
        mention = clauses.mention_at(token.i + 1) if token.lower_ in {"on", "astride"} else None
        if mention:
            return tuple(n for n in mention.references if n in mounts)
    return ()


def _companions(
    doc: Doc, index: int, candidates: Sequence[Candidate], clauses: Clauses
) -> tuple[int, ...]:
    """ "Dances with the man": he dances too, if it is somebody."""
    beings = {one.reference for one in candidates if one.kind in BEINGS}
    for token in doc[index + 1 : index + 3]:
        if token.lower_ in {"with", "alongside"} and token.i + 1 < len(doc):
            mention = clauses.mention_at(token.i + 1)
            return tuple(n for n in mention.references if n in beings) if mention else ()
    return ()


def _chased(doc: Doc, index: int, clauses: Clauses) -> tuple[int, ...]:
    """ "Runs after the hare": it runs too."""
    after = next((t.i for t in doc[index + 1 : index + 3] if t.lower_ == "after"), None)
    if after is None or after + 1 >= len(doc):
        return ()
    mention = clauses.mention_at(after + 1)
    return mention.references if mention else ()


def _understood(
    doc: Doc,
    index: int,
    verb: Verb,
    candidates: Sequence[Candidate],
    patients: tuple[int, ...] | None,
) -> Agents:
    """Who is meant where nobody is named: "spinning slowly", "walk to the camera"."""
    token = doc[index]
    movers = [one for one in candidates if one.kind in BEINGS] or list(candidates)
    participle = token.lower_.endswith("ing") and len(movers) == 1 and token.tag_ != "VB"
    asked = verb.sense in _ASKED_FOR and token.tag_ in {"VB", "VBP", "VBZ", "NN"}
    asked |= verb.sense in (Action.SPIN, Action.TURN) and token.tag_ == "NN"
    if patients or not (participle or asked) or isinstance(verb.sense, Way):
        return Agents((), told=False)
    return Agents(tuple(one.reference for one in movers), told=True)


def _is_order(doc: Doc, index: int, agents: Agents) -> bool:
    return doc[index].tag_ in {"VB", "VBP", "NN", "NNP"} and not agents.references


def _is_passive(doc: Doc, index: int) -> bool:
    token = doc[index]
    children = {child.dep_ for child in token.children}
    if "nsubjpass" in children or "auxpass" in children:
        return True
    return token.tag_ == "VBN" and token.dep_ in {"acl", "amod"}
