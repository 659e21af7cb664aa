"""Figures of speech, slogans and product names in English: words that are not meant as such."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

_AMOUNTS = frozenset(
    "storm sea ocean wave waves mountain forest river flood rain blizzard hail avalanche tsunami "
    "whirlwind hurricane tornado thunder lake jungle desert tide explosion burst shower rivers "
    "torrent cascade fountain cloud clouds world city island fog bubble stream field spark "
    "universe galaxy sky bouquet".split()
)
"""Nouns that may count what follows their "of": "a sea of phones"."""

_LITERAL_OF = frozenset(
    "flower wildflower wheat corn barley grass lavender poppy sunflower tulip daisy rye cotton "
    "dandelion clover crop rice snow sand water ice tree bamboo pine birch oak star cloud "
    "dream heather hay reed cane canola rapeseed rose mushroom fern glass steel gold".split()
)
"""What a real field, forest or lake is of."""

_PRODUCTS = frozenset(
    "cream creams lotion serum balm mask moisturizer moisturiser gel boots boot shoes shoe "
    "sneakers sneaker jacket jackets coat coats dress gown shirt shirts shorts trousers pants hat "
    "bag bags towel ball bike bikes guard suit suits wear cola soda drink beer water lager cider "
    "mist spray perfume cologne deodorant cologne shampoo soap candle tea coffee latte juice "
    "cookie cookies cake salad sandwich burger pizza bar chocolate wrap bath globe blower chain "
    "chains tire tires tyre tyres cap stick lamp light lights vision stand guard owl school time "
    "mode turbine chime chimes tunnel instrument machine cannon jar jersey blue black cat dog "
    "fighter style food art wear shift butterfly table bird fox lion goat bear hare leopard "
    "turtle horse gull gulls otter urchin lily".split()
)
_PRODUCT_SCENES = frozenset(
    "night day desert snow rain beach mountain storm thunder ocean sea sun wind city street stage "
    "forest sunset sunrise midnight morning evening winter summer river lake smoke leaf bubble "
    "petal spark dust fog lightning sky moon space star".split()
)
_REAL_TOGETHER = frozenset(
    {
        ("stage", "light"), ("stage", "lights"), ("city", "light"), ("city", "lights"),
        ("street", "light"), ("street", "lights"), ("street", "lamp"), ("beach", "bar"),
        ("morning", "light"), ("evening", "light"), ("night", "light"), ("night", "lights"),
        ("night", "time"), ("day", "time"), ("day", "light"), ("sunset", "light"),
        ("sunrise", "light"), ("sun", "light"), ("storm", "light"), ("sea", "water"),
        ("rain", "water"), ("lake", "water"), ("river", "water"), ("ocean", "water"),
        ("sea", "mist"), ("morning", "mist"), ("river", "mist"), ("lake", "mist"),
        ("forest", "mist"), ("mountain", "mist"), ("night", "sky"), ("beach", "stand"),
        ("evening", "mist"), ("sea", "spray"), ("ocean", "spray"), ("night", "street"),
        ("smoke", "machine"), ("bubble", "machine"), ("morning", "coffee"), ("sky", "blue"),
        ("space", "suit"), ("moon", "light"), ("star", "light"), ("dawn", "light"),
        ("sunset", "time"), ("sunrise", "time"), ("summer", "time"), ("winter", "time"),
    }
)  # fmt: skip

_NATURE = frozenset(
    "storm hurricane tornado thunder thunderstorm lightning sunshine rain wind breeze star moon "
    "sun ocean mountain spark ember smoke dust fog cyclone typhoon tempest whirlwind blizzard dawn "
    "night day desert island sky sunrise sunset galaxy universe".split()
)
_ENDEARING = frozenset({"sunshine", "star", "sun", "hurricane", "tornado", "universe"})
_BEING = frozenset({"is", "are", "am", "was", "were", "'s", "'re", "'m", "be", "become", "becomes"})
_PERSONS = frozenset({"she", "he", "you", "i", "they", "we", "who"})
_OWNERS = frozenset({"my", "our", "your"})

_IDIOMS = re.compile(
    r"\b(?:fall of rome|on cloud nine|calm before the storm|tak\w+ (?:\w+ )?by storm|"
    r"(?:brings?|bringing) (?:down )?the house(?: down)?|over the moon|head in the clouds|"
    r"under the weather|hits? the road|walk in the park|night and day|day by day|day after day|"
    r"at the end of the day|break a leg|under the radar|(?:rising|movie|rock|pop|film) stars?|"
    r"running (?:late|out|low)|cold feet|tip of the iceberg|sky(?:'s| is) the limit|"
    r"once in a blue moon|rain or shine|snow white|every ?day|one day|some ?day|"
    r"good (?:night|morning|evening|afternoon|day)|opening night|fight night|ladies' night|"
    r"(?:spark|sparks|fire|stars|storm|thunder|lightning|rain|ocean|sea|sky|sunshine|fog|dust) "
    r"in (?:her|his|their|its|my|your|our) (?:eyes?|heart|voice|mind|head|soul|veins)|"
    r"sparks fly(?:ing)? between|blood runs cold|days? of (?:the|our|my)|"
    r"light(?:ning|ning's)? (?:fast|quick|speed|bolt logo)|in (?:broad )?strokes|stage fright|"
    r"(?:breaks?|breaking) the ice|eyes? of the storm|weather(?:s|ing)? the storm|"
    r"(?:in|to|of) the world|bright idea|time flies|back in the day|happy hour|"
    r"happy birthday|night (?:shift|school|owl|cream|vision)|snow (?:globe|white)|"
    r"cat(?:ch|ches|ching) (?:her|his|its|their) breath|tea ?leaves|mint leaves|"
    r"speech bubbles?|bubble (?:tea|wrap|bath|gum)|smok(?:y|ey) eyes?|tak\w+ the stage|"
    r"sets? the (?:stage|scene)|city slicker|street ?wise|road ?map|beach ?body|"
    r"chas(?:e|ing) the (?:night|sun|storm)|save the day|all in a day'?s work|"
    r"jump(?:s|ing)? to conclusions|run(?:s|ning)? (?:a|the) (?:business|company|shop|store)|"
    r"fall(?:s|ing)? in love|new(?:s)? day|a new dawn|dawn of (?:a|an|the)|sunday|birthday)\b",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"(?:^|[.!?] )(?:taste|feel|unleash|embrace|own|conquer|ride|chase|discover|experience|"
    r"live|love|drink|wear|rule|seize|be|become|unlock|awaken|ignite|catch|tame|brave|escape to|"
    r"bring home|welcome|dare)\b(?: \w+){1,4}[.!](?= |$)|"
    r"(?:^|[.!?] )from (?:[\w'-]+ ){1,4}(?:straight |right |direct(?:ly)? )?"
    r"(?:to|into) (?:your|our)\b[^.!?]*[.!?]",
    re.IGNORECASE,
)
_HYPHENED = re.compile(
    r"\b\w+-(?:fresh|proof|inspired|blue|green|grey|gray|pink|coloured|colored|like|themed|"
    r"scented|flavou?red|style|kissed|tested|ready|resistant|grade|fast|quick|shaped|print|"
    r"patterned|worn|white|black)\b",
    re.IGNORECASE,
)


def figures(doc: Doc) -> Iterator[tuple[int, int]]:
    """The token ranges of words that are not in the picture although they are written."""
    for pattern in (_IDIOMS, _SLOGAN, _HYPHENED):
        for match in pattern.finditer(doc.text):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None:
                yield span.start, span.end
    yield from _metaphors(doc)
    for token in doc:
        if _is_amount(token) or _is_of_a_product(token):
            yield token.i, token.i + 1


def _metaphors(doc: Doc) -> Iterator[tuple[int, int]]:
    """ "She is the storm everyone feared", "you are my sunshine": a person, not the weather."""
    for token in doc:
        if token.lemma_.lower() in _NATURE and _is_said_of_somebody(token):
            yield token.i, token.i + 1


def _is_said_of_somebody(token: Token) -> bool:
    """Whether only articles and adjectives part a noun from "she is", or it is "my sunshine"."""
    for before in reversed(token.doc[max(0, token.i - 6) : token.i]):
        if before.lower_ in _BEING:
            subject = token.doc[before.i - 1] if before.i else None
            who = subject.ent_type_ == "PERSON" if subject is not None else False
            return subject is not None and (subject.lower_ in _PERSONS or who)
        if before.lower_ in _OWNERS and token.lemma_.lower() in _ENDEARING:
            return True
        if before.pos_ not in {"DET", "ADJ", "PRON", "ADV", "NOUN"} and before.text != "-":
            return False
    return False


def _is_amount(token: Token) -> bool:
    """The "sea" of "a sea of phones"."""
    doc, index = token.doc, token.i
    if token.lower_ not in _AMOUNTS or index + 2 >= len(doc) or doc[index + 1].lower_ != "of":
        return False
    counted = _head_of(doc, index + 2)
    named = counted.pos_ == "PROPN" and counted.text[:1].isupper()
    return not named and counted.lemma_.lower() not in _LITERAL_OF


def _head_of(doc: Doc, start: int) -> Token:
    """The last noun of the run that begins here, or the first word where there is none."""
    head = doc[start]
    for token in doc[start : start + 5]:
        if token.pos_ in {"NOUN", "PROPN"}:
            head = token
        elif head.pos_ in {"NOUN", "PROPN"} or token.pos_ not in {"ADJ", "DET", "ADV", "VERB"}:
            break
    return head


def _is_of_a_product(token: Token) -> bool:
    """The "desert" of "desert boots" and the "Thunder" of "Thunder Cola"."""
    if token.i + 1 >= len(token.doc) or token.lemma_.lower() not in _PRODUCT_SCENES:
        return False
    following = token.nbor().lower_
    return following in _PRODUCTS and (token.lower_, following) not in _REAL_TOGETHER
