"""One subject and one verb of a prompt, and what stands around them. Knows no action."""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc

from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.naming import names_of
from reelcast.storyboard.english.nouns import Gait, gait_of


class Voice(StrEnum):
    """A subject's part in a verb: ALONE walks, ACTS_ON rolls a ball, the ball is ACTED_ON."""

    ALONE = "alone"
    ACTS_ON = "acts_on"
    ACTED_ON = "acted_on"
    PASSIVE = "passive"


@dataclass(frozen=True, slots=True)
class Doing:
    """One subject and one verb, at the token ``index``."""

    doc: Doc
    index: int
    subject: Candidate
    voice: Voice

    @property
    def gait(self) -> Gait:
        """By what the subject gets about."""
        named = [gait_of(name.head, self.subject.kind) for name in names_of(self.subject)]
        usual = gait_of("", self.subject.kind)
        return next((gait for gait in named if gait is not usual), usual)

    @property
    def after(self) -> tuple[str, ...]:
        """The words after the verb, to the end of its clause, in lower case."""
        end = sentence_of(self.doc, self.index)[1]
        words: list[str] = []
        for token in self.doc[self.index + 1 : end]:
            if token.text in {",", ";", ":", "."} or token.lower_ in {"then", "while"}:
                break
            words.append(token.lower_)
        return tuple(words)

    def followed_by(self, *words: str, within: int = 3) -> bool:
        """Whether one of the words stands among the next few."""
        return not set(words).isdisjoint(self.after[:within])
