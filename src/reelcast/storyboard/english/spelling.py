"""Mends typing errors in English prompts: "teh", "feild", "baloon", "slowley".

Only words that no dictionary holds are touched, and only where one slip explains them: towards a
word that the readers look for any slip, towards other words a swapped or a doubled letter.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from spacy.language import Language

from reelcast.storyboard.english.lexicon import lexicon

_WORD = re.compile(r"(?<![\w@#./'-])[a-z]{3,}(?![\w@'-])")
_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "teh": "the",
        "hte": "the",
        "adn": "and",
        "nad": "and",
        "wiht": "with",
        "whit": "with",
        "taht": "that",
        "thier": "their",
        "fo": "of",
        "int he": "in the",
        "ont he": "on the",
        "acros": "across",
        "trough": "through",
        "threw the": "through the",
    }
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_SHORTEST = 5
"""Shorter words are too close to too many others; at four letters only a doubled one is mended."""

_ENDINGS = (
    ("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"),
    ("ing", ""), ("ing", "e"), ("ly", ""), ("ily", "y"), ("er", ""), ("er", "e"), ("iest", "y"),
    ("y", ""), ("n", ""), ("like", ""), ("less", ""), ("ness", ""),
)  # fmt: skip


class Spelling:
    """Knows which words there are and which of them matter."""

    def __init__(self, known: frozenset[str], wanted: frozenset[str]) -> None:
        """``known`` are dictionary forms, lower case; ``wanted`` what the readers look for."""
        self._known = known | wanted
        self._wanted = wanted

    def __call__(self, text: str) -> str:
        """The text with its typing errors mended; capitalised words are left, they are names."""
        return _WORD.sub(lambda match: self._mended(match[0]), text)

    def _mended(self, word: str) -> str:
        if word in _SHORT:
            return _SHORT[word]
        if len(word) < _SHORTEST - 1 or self._is_known(word):
            return word
        likely = [other for other in _doubled_or_swapped(word) if self._is_known(other)]
        wanted = [other for other in likely if self._is_wanted(other)]
        if len(word) >= _SHORTEST:
            wanted += [other for other in _slips(word) if self._is_sure(word, other)]
        if wanted:
            return wanted[0]
        return likely[0] if len(set(likely)) == 1 else word

    def _is_sure(self, word: str, other: str) -> bool:
        """Whether a word that is looked for is likelier than a word that nobody has listed.

        A letter too many or too few, or a wrong vowel, is a slip; a wrong consonant makes another
        word or a name as often.
        """
        if not self._is_wanted(other):
            return False
        if len(word) != len(other):
            return True
        wrong = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
        return all(set(pair) <= _VOWELS for pair in wrong)

    def _is_known(self, word: str) -> bool:
        return word in self._known or any(base in self._known for base in _bases(word))

    def _is_wanted(self, word: str) -> bool:
        return word in self._wanted or any(
            base in self._wanted for base in (word.removesuffix("s"), word.removesuffix("es"))
        )


def spelling(pipeline: Language) -> Spelling:
    """What the pipeline's lemmatizer knows of English words, and this package's word lists."""
    lemmatizer = pipeline.get_pipe("lemmatizer")
    tables = lemmatizer.lookups  # type: ignore[attr-defined]  # typed as any component
    known = {word for words in tables.get_table("lemma_index").values() for word in words}
    known |= {word for words in tables.get_table("lemma_exc").values() for word in words}
    known |= {str(word) for word in pipeline.Defaults.stop_words}
    return Spelling(frozenset(known | _MODERN), _wanted())


_MODERN = frozenset(
    "hoodie hoodies selfie bokeh anime manga emoji drone cosplay latte espresso sushi ramen vlog "
    "steadicam timelapse hyperlapse colour colours colourful coloured grey greys favourite centre "
    "neon retro kawaii vibe vibes corgi shiba husky pug labrador minecraft lego robot mech mecha "
    "cyberpunk steampunk dystopian photorealistic hyperrealistic ultra cinematic anamorphic macro "
    "unreal render octane volumetric desaturated backlit sunlit moonlit candlelit towards onto "
    "into "
    "masterpiece quadcopter skatepark snowfield snowboard smartphone laptop tiktok instagram "
    "youtube "
    "and the for with from that this their there they them then than what when where which while "
    "who whose without within would could should about above after again against along among "
    "around "
    "because been before being below between both each every everything everyone everywhere "
    "something someone somewhere anything anyone anywhere nothing nobody having please "
    "tilting macaron macarons parkour ombre lambo smores sundae boba mochi matcha koi axolotl "
    "capybara quokka labubu plushie influencer streamer gamer cosplayer snowboarder kitesurfer "
    "wakeboard hoverboard ebike skincare haircare streetwear sneakerhead solarpunk vaporwave "
    "synthwave claymation isekai chibi kaiju kitsune tanuki hanbok qipao cheongsam onsen "
    "ryokan izakaya tuktuk zipline paraglider wingsuit airfryer piñata".split()
)


@cache
def _wanted() -> frozenset[str]:
    """The single words, of four letters and more, in the word lists."""
    names = (("setting", "places"), ("time", "words"), ("weather", "words"), ("effects", "words"))
    lists = [lexicon(*name) for name in names]
    lists += [lexicon("mood", "plain")]
    words = {word for one in lists for word in one.words if len(word) > 3}
    return frozenset(
        words | {"camera", "slowly", "towards", "through", "walks", "running", "static"}
    )


def _bases(word: str) -> Iterator[str]:
    """What a regular inflection may come from."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            base = word[: -len(ending)] + instead
            yield base
            if len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]


def _doubled_or_swapped(word: str) -> list[str]:
    """The likeliest slips undone: two letters swapped, one doubled or not doubled."""
    pairs = list(enumerate(pairwise(word)))
    swapped = [word[:i] + b + a + word[i + 2 :] for i, (a, b) in pairs if a != b and i]
    doubled = [word[:i] + word[i] + word[i:] for i in range(1, len(word))]
    single = [word[:i] + word[i + 1 :] for i, (a, b) in pairs if a == b]
    return [*swapped, *doubled, *single] if len(word) >= _SHORTEST else [*doubled, *single]


def _slips(word: str) -> Iterator[str]:
    """All words one slip away; the first letter is nearly always right."""
    for i in range(1, len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
