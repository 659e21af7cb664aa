"""Finds who does what a verb says, and to whom it is done.

The parse tree is asked first and the order of the words where it is silent or absurd.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reelcast.board import Action
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.mentions import SURROUNDINGS
from reelcast.storyboard.english.noun_phrases import singular
from reelcast.storyboard.english.pronouns import Mention
from reelcast.storyboard.english.verbs import Verb

_RELATIVE = frozenset({"who", "that", "which"})
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_OBJECT = frozenset({"dobj", "obj", "dative"})
_FOLLOWS_HEAD = frozenset({"conj", "xcomp", "advcl", "ccomp", "dep", "pcomp", "parataxis", "prep"})
_CAUSES = frozenset(
    "make have let get watch see show keep animate help send find catch film want cause "
    "picture depict portray capture render".split()
)
_SEE_THROUGH = frozenset(
    "shot view photo photograph picture image close-up closeup portrait video clip footage pair "
    "group couple team flock herd row crowd bunch pack rest one each both all some reveal scene "
    "tray plate basket pile stack slice line pot leaf branch petal blossom frond animation bottle "
    "can glass bowl cup mug jar box sequence loop render beauty".split()
)
"""Nouns behind whose "of" stands who is meant: "a shot of the sneaker"."""

_OPENS = frozenset("as while when where until because that so after before once if and".split())
"""Small words after which a clause of its own begins."""

_MEASURES = frozenset(
    "left right little bit lot moment metre metres meter meters degree degrees step "
    "steps second seconds time times while way distance lap laps circle circles inch inches "
    "mile miles goodbye hello hi foot feet".split()
)
"""What says how far, how long or how much, and not to whom."""

_PHASES = frozenset("start begin keep go come stop finish continue stand sit lie".split())
"""Verbs that a participle completes: "starts running"."""

_ADVERBIAL = frozenset("round past near down up like opposite along around over through".split())
"""Small words that a parser may take for a noun's adjective."""

_OFF = frozenset({Action.FALL, Action.JUMP, Action.ROLL, Action.RUN, Action.WALK, Action.FLY})
"""Motions that lead off a thing: in "drips off the spoon" nothing is done to the spoon."""

_FURTHEST = 40
"""Words looked back at; no clause is longer."""


@dataclass(frozen=True, slots=True)
class Agents:
    """``references`` do it. ``told`` is false where the prompt leaves open who does."""

    references: tuple[int, ...]
    told: bool


_OPEN = Agents((), told=False)


class Clauses:
    """The verbs of a prompt with the mentions around them."""

    def __init__(self, doc: Doc, said: Sequence[Mention], motions: Mapping[int, Verb]) -> None:
        self._doc = doc
        self._said = said
        self._motions = motions
        self._at = {index: one for one in said for index in range(one.start, one.end)}
        self._by_start = {one.start: one for one in said}

    @property
    def motions(self) -> Mapping[int, Verb]:
        """The verbs by the index of their token."""
        return self._motions

    def mention_at(self, index: int) -> Mention | None:
        """The mention that a token is part of, seen through "a shot of"."""
        mention = self._at.get(index)
        while mention is not None and not mention.references:
            noun = singular(self._doc[mention.head].lower_)
            behind = mention.end < len(self._doc) and self._doc[mention.end].lower_ == "of"
            after = self._at.get(mention.end + 1) if noun in _SEE_THROUGH and behind else None
            if after is None:
                break
            mention = after
        return mention

    def agents(self, index: int) -> Agents:
        """Who does what the verb at ``index`` says; of a passive, to whom it is done."""
        return self._agents(self._doc[index], frozenset())

    def has_own_subject(self, index: int) -> bool:
        """Whether a reference is named as the one who does it, in so many words."""
        verb = self._doc[index]
        subjects = [child for child in verb.children if child.dep_ in _SUBJECT]
        mention = self.mention_at(subjects[-1].i) if subjects else self._adjacent(verb)
        return mention is not None and bool(mention.references)

    def patients(self, index: int) -> tuple[int, ...] | None:
        """The references of a verb's object; none for other things, None without an object."""
        verb = self._doc[index]
        for child in verb.children:
            if self._is_object(child, index):
                mention = self.mention_at(child.i)
                return self._together(mention) if mention else ()
        after = self._by_start.get(index + 1)
        if after is None or self._doc[index + 1].lower_ in _ADVERBIAL:
            return None
        noun = self._doc[after.head]
        if noun.lower_ in _MEASURES:
            return None
        if noun.dep_ in {"npadvmod", "nsubj", "conj", "appos"} or (
            noun.head.i in self._motions and noun.head.i != index
        ):
            return None
        return self._together(after)

    def _is_object(self, child: Token, index: int) -> bool:
        """An object stands right behind its verb: no comma and no preposition between."""
        if child.dep_ not in _OBJECT or child.i < index or child.i in self._motions:
            return False
        if child.lower_ in _MEASURES:
            return False
        between = self._doc[index + 1 : child.i]
        if index in self._motions and self._motions[index].sense in _OFF:
            falls = self._motions[index].base != "drop"
            if falls and len(between) and between[0].lower_ == "off":
                return False
        return not any(
            token.is_punct or token.tag_ == "IN" or token.lower_ in _ADVERBIAL - {"up", "down"}
            for token in between
        )

    def object_word(self, index: int) -> str | None:
        """The noun of a verb's object, in lower case."""
        for child in self._doc[index].children:
            if child.dep_ in _OBJECT and child.i > index:
                return str(child.lower_)
        after = self._by_start.get(index + 1)
        return str(self._doc[after.head].lower_) if after else None

    def _agents(self, verb: Token, seen: frozenset[int]) -> Agents:
        if verb.i in seen or len(seen) > 12:
            return _OPEN
        seen |= {verb.i}
        subjects = [child for child in verb.children if child.dep_ in _SUBJECT]
        if subjects:
            return self._subject(verb, subjects[-1], seen)
        if verb.tag_ in {"NN", "NNS"} and self._doc[verb.i + 1 : verb.i + 2].text == "of":
            return self._of(self.mention_at(verb.i + 2))
        if self._is_an_order(verb) or self._is_a_keyword(verb):
            return _OPEN
        adjacent = self._adjacent(verb)
        if adjacent and verb.dep_ not in {"amod", "compound"}:
            return self._of(adjacent)
        beside = self._beside_a_noun(verb, seen)
        return beside if beside is not None else self._by_place(verb, seen)

    def _by_place(self, verb: Token, seen: frozenset[int]) -> Agents:
        """Whose a verb is that has neither a subject nor a noun of its own."""
        if verb.tag_ in {"NN", "NNS", "NNP", "NNPS", "JJ", "RB"} and verb.i in self._motions:
            led = self._before(verb, seen)
            listed = verb.i > 0 and self._doc[verb.i - 1].text == ","
            return led if led.references or not listed else _OPEN
        if verb.dep_ in {"acl", "relcl", "amod"} and verb.head.i in self._at:
            return self._described(verb, seen)
        if verb.dep_ in _FOLLOWS_HEAD and verb.head.i != verb.i:
            return self._from_head(verb, seen)
        return self._before(verb, seen)

    def _is_an_order(self, verb: Token) -> bool:
        """ "Drop @1 into @2", "please spin the bottle"."""
        before = verb.i - 1
        if before >= 0 and self._doc[before].lower_ in {"please", "now", "just"}:
            before -= 1
        leads = before < 0 or self._doc[before].text in {".", "!", ";", ":"}
        return leads and verb.tag_ in {"VB", "VBP", "NN", "NNP"}

    def _is_a_keyword(self, verb: Token) -> bool:
        """ "Astronaut, slow walk, tripod"."""
        before = verb.i - 1
        if before >= 0 and self._doc[before].tag_ == "JJ":
            before -= 1
        noun = verb.tag_ == "NN" and not verb.lower_.endswith("ing")
        return noun and before >= 0 and self._doc[before].is_punct

    def _adjacent(self, verb: Token) -> Mention | None:
        """The reference that is spoken of right before a verb and is nothing else's object."""
        index = verb.i - 1
        while index > 0 and (
            self._doc[index].tag_ in {"RB", "MD"} or self._doc[index].pos_ == "AUX"
        ):
            index -= 1
        mention = self._at.get(index)
        if mention is None or not mention.references or not mention.start:
            return mention if mention and mention.references else None
        before = self._doc[mention.start - 1]
        if self._is_an_aside(before):
            return None
        hangs = before.tag_ in {"IN", "TO"} and before.lower_ not in _OPENS
        return None if hangs else mention

    def _is_an_aside(self, token: Token) -> bool:
        """A participle between a subject and its verb: "the woman wearing the hat dances"."""
        if token.tag_ == "RP" and token.i:
            token = token.nbor(-1)
        return token.tag_ == "VBG" and token.dep_ == "acl" and token.head.i in self._at

    def _subject(self, verb: Token, subject: Token, seen: frozenset[int]) -> Agents:
        if subject.lower_ in _RELATIVE and subject.i > 0:
            nearest = self._said_before(subject.i)
            if nearest:
                return self._of(nearest)
            if verb.dep_ == "relcl":
                subject = verb.head
            return (
                self._of(self.mention_at(subject.i))
                if subject.i in self._at
                else self._before(subject, seen)
            )
        missed = subject.i in self._motions or subject.tag_ in {"VBZ", "VBP", "VBG"}
        if missed and subject.i not in self._at:
            return self._agents(subject, seen)
        mention = self.mention_at(subject.i)
        if mention is None and subject.tag_ in {"NN", "NNS", "NNP"}:
            return self._before(subject, seen)
        return self._of(mention)

    def _said_before(self, index: int) -> Mention | None:
        """The reference named right before a "who", with or without a comma."""
        before = index - 1
        if before > 0 and self._doc[before].text == ",":
            before -= 1
        mention = self._at.get(before)
        return mention if mention and mention.references else None

    def _described(self, verb: Token, seen: frozenset[int]) -> Agents:
        """A participle beside a noun: "the boots standing there", "a spinning ballerina"."""
        mention = self.mention_at(verb.head.i)
        if mention and mention.references:
            return self._of(mention)
        before = self._doc[mention.start - 1] if mention and mention.start else None
        if verb.dep_ == "acl" and before is not None and before.tag_ in {"IN", "TO"}:
            return self._before(before, seen)
        return Agents((), told=True)

    def _from_head(self, verb: Token, seen: frozenset[int]) -> Agents:
        head = verb.head
        if head.lemma_ in _CAUSES and verb.dep_ in {"xcomp", "ccomp", "advcl", "dep"}:
            patients = self.patients(head.i)
            if patients is not None:
                return Agents(patients, told=True)
        if head.i in self._at:
            return self._described(verb, seen) if verb.i > head.i else self._before(verb, seen)
        if head.pos_ in {"VERB", "AUX"} or head.i in self._motions:
            if self._is_a_noun_after_all(head, verb):
                return Agents((), told=True)
            led = self._agents(head, seen)
            stray = verb.tag_ == "VBG" and not led.references
            before = self._before(verb, seen) if stray or not led.told else led
            return before if before.references else led
        return self._before(verb, seen)

    def _is_a_noun_after_all(self, head: Token, verb: Token) -> bool:
        """The "bubbles" of "he stirs, bubbles rising", which the parser takes for a verb."""
        if head.i + 1 != verb.i or head.tag_ != "VBZ" or verb.tag_ != "VBG" or head.i == 0:
            return False
        return head.lemma_ not in _PHASES and head.nbor(-1).lower_ in {",", "and", ";"}

    def _before(self, verb: Token, seen: frozenset[int]) -> Agents:
        """The nearest noun phrase or verb to the left that can be where the verb's subject is."""
        index, first = verb.i - 1, sentence_of(self._doc, verb.i)[0]
        while index >= max(first, verb.i - _FURTHEST):
            token = self._doc[index]
            mention = self._at.get(index)
            if mention is not None:
                aside = self._doc[mention.start - 1] if mention.start else None
                if aside is not None and self._is_an_aside(aside):
                    return self._agents(aside, seen)
                governor = self._governor(mention, index + 1, verb.i)
                if governor is not None:
                    return self._agents(governor, seen)
                index = mention.start - 1
                if not self._hangs_on(index, first) and not self._is_a_tag(mention, verb):
                    return self._of(self.mention_at(mention.head))
            elif token.i in self._motions or (token.pos_ == "VERB" and token.i not in seen):
                return self._agents(token, seen)
            index -= 1
        return _OPEN

    def _beside_a_noun(self, verb: Token, seen: frozenset[int]) -> Agents | None:
        """Whose a verb is that the parser takes for a part of the noun after it."""
        if self._follows_scenery(verb):
            return Agents((), told=True)
        if verb.dep_ not in {"amod", "compound"} or verb.i > verb.head.i:
            return None
        if self._stands_between_commas(verb):
            return self._before(verb, seen)
        acting = self._adjacent(verb) if verb.tag_ == "NNS" else None
        if acting:
            return self._of(acting)
        return self._described(verb, seen) if verb.head.i in self._at else None

    def _follows_scenery(self, verb: Token) -> bool:
        """ "..., shadow falling to the right", with the shadow taken for a verb."""
        if verb.tag_ != "VBG" or verb.i < 2 or verb.i - 1 in self._at:
            return False
        noun = verb.nbor(-1)
        led = verb.nbor(-2).is_punct or verb.nbor(-2).tag_ in {"DT", "JJ"}
        return led and singular(noun.lower_) in SURROUNDINGS and noun.tag_ in {"VB", "VBP", "JJ"}

    def _stands_between_commas(self, verb: Token) -> bool:
        around = self._doc[max(0, verb.i - 1) : verb.i + 2]
        return [token.text for token in around if token.i != verb.i] == [",", ","]

    def _is_a_tag(self, mention: Mention, verb: Token) -> bool:
        """The place in a list of keywords, which does nothing: "rabbit, carrot field, jumping"."""
        if mention.references or verb.tag_ not in {"VBG", "NN", "JJ", "NNP"} or not mention.start:
            return False
        doc = self._doc
        alone = (
            doc[mention.start - 1].text == "," and doc[mention.end : mention.end + 1].text == ","
        )
        led = verb.i > 0 and doc[verb.i - 1].text == ","
        after = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
        closed = after is None or after.is_punct or after.tag_ in {"IN", "RB", "TO", "RP"}
        return alone and led and closed

    def _hangs_on(self, index: int, first: int) -> bool:
        """Whether what begins after ``index`` hangs on a preposition with something before it."""
        if index <= first:
            return False
        token = self._doc[index]
        return token.tag_ in {"IN", "TO", "RP"} and token.lower_ not in _OPENS

    def _governor(self, mention: Mention, end: int, verb: int) -> Token | None:
        """The verb whose object a mention is, where the clause goes on after it: "closes the book,
        bows"."""
        between = {token.lower_ for token in self._doc[end:verb]}
        if not between & {",", "and", "then", "&"} or not mention.start:
            return None
        index = mention.start - 1
        if index and self._doc[index].tag_ in {"RP", "RB"}:
            index -= 1
        token = self._doc[index]
        return token if token.pos_ == "VERB" or token.i in self._motions else None

    def _of(self, mention: Mention | None) -> Agents:
        if mention is None:
            return Agents((), told=True)
        return Agents(self._together(mention), told=True)

    def _together(self, mention: Mention) -> tuple[int, ...]:
        """A mention and those joined to it: "the fox and the owl", "@1, @2 and @3"."""
        place = self._said.index(mention)
        chain = [mention]
        for neighbour in reversed(self._said[:place]):
            if not self._are_joined(neighbour, chain[0]):
                break
            chain.insert(0, neighbour)
        for neighbour in self._said[place + 1 :]:
            if not self._are_joined(chain[-1], neighbour):
                break
            chain.append(neighbour)
        return tuple(dict.fromkeys(number for one in chain for number in one.references))

    def _goes_on_with_and(self, mention: Mention) -> bool:
        index = mention.end
        if index < len(self._doc) and self._doc[index].text == ",":
            index += 1
        joint = index < len(self._doc) and self._doc[index].lower_ in {"and", "&"}
        following = self._by_start.get(index + 1)
        return joint and following is not None and bool(following.references)

    def _are_joined(self, one: Mention, other: Mention) -> bool:
        between = [token.lower_ for token in self._doc[one.end : other.start]]
        if between in ([","], []) and one.references and other.references:
            # A comma joins where an "and" ends the list; nothing at all joins bare marks.
            listed = self._goes_on_with_and(other)
            return listed or (not between and one.sort == other.sort == "pointer")
        return bool(between) and set(between) <= {"and", "&", "+", "plus", ","} and between != [","]
