"""The jargon of camera moves as patterns over lower-case English text. Data only.

``ANYWHERE`` is about the camera wherever it stands; ``OF_THE_CAMERA`` only in a sentence whose
subject the camera is. In each the first pattern that matches at a place decides.
"""

import re
from dataclasses import dataclass

from reelcast.board import Move

_BETWEEN = (
    r"(?:[ ,-]+(?:\w+ly|very|so|then|all the way|all|just|straight|right|ever(?: so)?|even|back "
    r"and|"
    r"in one \w+(?: \w+)?|an? (?:little|bit|touch)|always|low|further|farther|soft|smooth|shot|"
    r"move|movement|camera|up and|steady|it|with (?:him|her|it|them)|and \w+ly|again|"
    r"at \w+(?: \w+)? speed))"
    r"{0,4}[ ,-]+"
)
"""What may stand between a verb and where it goes: "pulls, very slowly, back"."""

_UP = r"(?:up(?:wards?)?|skywards?|aloft|higher)\b"
_DOWN = r"(?:down(?:wards?)?|lower|earthwards?)\b"
_IN = r"(?:in(?:to|wards?)?|forwards?|towards?|closer|nearer|up close)\b"
_OUT = r"(?:out(?:wards?)?|back(?:wards?)?|away|wide|wider|off)\b"
_OBJECT = r"(?! (?:of )?(?:an?|the|his|her|its|their|my|some|another|one|two|from (?:his|her)) )"
_ROUND = r"(?:all the way |completely |fully |halfway |once |twice )*(?:a?round|about)\b"
_GOES = (
    r"(?:moves?|moving|goes|go|going|glid(?:es?|ing)|slid(?:es?|ing)|drift(?:s|ing)?|"
    r"float(?:s|ing)?|fl(?:y|ies|ying)|travel(?:s|ing|ling)?|sweep(?:s|ing)?|swoop(?:s|ing)?|"
    r"creep(?:s|ing)?|eas(?:es?|ing)|com(?:es?|ing)|rush(?:es|ing)?|rid(?:es?|ing)|"
    r"swing(?:s|ing)?|inch(?:es|ing)?|edg(?:es?|ing)|gets?|getting|sail(?:s|ing)?|walk(?:s|ing)?|"
    r"snak(?:es?|ing)|sneak(?:s|ing)?|wander(?:s|ing)?|shift(?:s|ing)?|rac(?:es?|ing)|"
    r"spiral(?:s|ing|ling)?|curv(?:es?|ing)|track(?:s|ing)?|push(?:es|ing)?|pull(?:s|ing)?|"
    r"danc(?:es?|ing)|roll(?:s|ing)?|skim(?:s|ming)?|keeps? moving)"
)
_DOLLY = r"(?:doll(?:y|ies|ying)|truck(?:s|ing)?|trolley)"
_ZOOM = r"zoom(?:s|ing)?"
_PAN = r"pan(?:s|ning|ned)?"
_SIDEWAYS = r"(?:left|right|sideways|laterally|side to side)\b"
_CRANE = r"(?:cran(?:es?|ing)|boom(?:s|ing)?|jib(?:s|bing)?|pedestal(?:s|ing)?)"
_RIG = (
    r"(?:(?:crane|jib|boom|aerial) (?:shot|camera|view|footage)|(?<!the )(?<!a )(?:crane|jib|boom)|"
    r"drone(?: shot| camera| view| footage)?)"
)
_FILMED = r"(?:camera|shot|frame|framing|view|viewpoint|composition|take|cam|cinematography)"
_STILL = (
    r"(?:static|fixed|stationary|motionless|unmoving|immobile|locked(?:[ -](?:off|down))?|"
    r"still|steady|stable|rock[ -]steady)"
)
_STILL_AFTER = rf"(?:{_STILL}|put|in place|at rest|where it is|on (?:a |the )?tripod|anchored)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that ask for a move. ``negative``: they do so by denying movement."""

    regex: re.Pattern[str]
    move: Move
    negative: bool = False


def _patterns(*rows: tuple[Move, str]) -> tuple[Pattern, ...]:
    return tuple(Pattern(re.compile(rf"\b(?:{regex})"), move) for move, regex in rows)


DENIALS = tuple(
    Pattern(re.compile(rf"\b(?:{regex})"), Move.STATIC, negative=True)
    for regex in (
        r"(?:no|without|zero|without any|not any|minimal) (?:any )?(?:kind of )?camera[ -]?"
        r"(?:movements?|motions?|moves?|moving|work|action)\b",
        r"(?:no|without|zero) (?:any )?(?:movements?|motion|moves?) (?:of|from|by) the camera",
        r"(?:do(?:es)? ?n[o']?t|never|must not|should not|not to|without|no|not) "
        r"(?:\w+ly )?(?:mov(?:e|ing)|pan(?:ning)?|touch(?:ing)?) (?:the |your )?camera",
        rf"{_FILMED}[ ,]+(?:does|do|should|must|will|is|shall|may|can|has|to)? ?(?:n[o']?t|never) ?"
        r"(?:to |be |at all )?(?:mov|budg|stir|follow|drift|shift|go anywhere|travel)\w*",
        r"(?:no|without) moving camera",
        r"camera without (?:any )?(?:movement|motion|moving)",
    )
)

ANYWHERE = _patterns(
    (Move.STATIC, rf"(?<!electric )(?<!electricity ){_STILL} {_FILMED}\b"),
    (Move.STATIC, r"lock(?:ed)?[ -](?:off|down)\b|lock-?off\b|lockdown shot"),
    (Move.STATIC, rf"static (?:wide|close|medium|long|tripod|full|eye)\b|{_FILMED} static\b"),
    (Move.STATIC, r"(?:on|from) (?:a |the )?tripods?\b|tripod[ -](?:shot|mounted|look)|tripod$"),
    (Move.STATIC, r"(?:keep|hold|leave|with) the (?:camera|frame|shot) " + _STILL_AFTER),
    (Move.HANDHELD, r"found[ -]footage|shak(?:y|ing|en) (?:cam\b|camera|footage|video|frame|shot)"),
    (Move.HANDHELD, r"(?:camera|slight|subtle|light) shake\b|shakycam|shaky-?cam|shaky\b(?! hand)"),
    (Move.ORBIT, r"bullet[ -]time|arc(?:ing)?[ -]shot|arcs? a?round|circular (?:dolly|track|shot)"),
    (
        Move.ORBIT,
        r"(?:circling|orbit(?:al|ing)?|revolving|rotating|encircling) (?:shot|camera|cam)\b",
    ),
    (
        Move.ORBIT,
        r"360[ -]?(?:degrees?|deg|°)?[ -](?:camera|orbit|shot|arc|around|view|move|pan|fly)"
        r"|360 ?° ?(?:camera|orbit|shot|arc|around)",
    ),
    (
        Move.ORBIT,
        r"(?:slow|gentle|smooth|full|half|quick|fast|complete|single|low|one|camera|subtle|"
        r"continuous|wide|steady|sweeping|cinematic|partial) orbit\b(?! of)|"
        r"orbit(?:s|ing)? (?:slowly |smoothly |gently |once |quickly |fully |all the way )?"
        r"(?:a?round|shot|movement|move|camera|left|right|clockwise)",
    ),
    (
        Move.ORBIT,
        r"(?:(?:full|half|quarter|complete|smooth|single|slow|wide|tight) )+(?:circle|arc|circuit) "
        r"(?:a?round|about)|half[ -]?circle move",
    ),
    (Move.PULL_BACK, rf"(?:{_DOLLY}|{_ZOOM}){_BETWEEN}{_OUT}"),
    (Move.PULL_BACK, r"pull[ -]?backs?\b" + _OBJECT + r"|pull[ -]outs?\b" + _OBJECT),
    (Move.PULL_BACK, rf"pull{_BETWEEN}(?:out|back|backwards?|away|wide)\b" + _OBJECT),
    (Move.PUSH_IN, rf"(?:{_DOLLY}|{_ZOOM}){_BETWEEN}(?:{_IN}|on\b|to\b)"),
    (Move.PUSH_IN, rf"push(?:[ -]in\b|{_BETWEEN}(?:in\b|forwards?|closer|towards?))" + _OBJECT),
    (
        Move.PUSH_IN,
        r"(?:slow|gentle|subtle|smooth|fast|steady|gradual|creeping|cinematic|dramatic) "
        r"(?:camera )?(?:push(?! up)\b|creep(?: in)?\b|move in\b|approach to\b)",
    ),
    (
        Move.PUSH_IN,
        r"(?:crash|snap|quick|fast|slow|dolly|vertigo|punch|creeping|gradual|subtle|gentle|smooth|"
        r"dramatic|sudden|crawling|steady)[ -]+zoom\b|punch(?:es)?[ -]in\b",
    ),
    (Move.TRACK, r"track(?:ing)?[ -](?:shot|camera|cam|move)\b|steadi-?cams?\b|steady-?cam\b"),
    (
        Move.TRACK,
        r"(?:follow(?:ing)?|trailing|chas(?:e|ing)|side|lateral)[ -](?:shot|cam(?:era)?)\b",
    ),
    (
        Move.TRACK,
        r"tracking (?:\w+ly )?(?:low|close|just|along|alongside|behind|beside|with|next|parallel|"
        r"him|her|it|them|the|in front)\b|(?:lateral|side) (?:tracking|dolly|slide|truck)",
    ),
    (Move.TRACK, r"track (?:along|alongside|behind|beside|with|parallel)\b"),
    (Move.TRACK, rf"{_DOLLY}{_BETWEEN}(?:along|alongside|beside|behind|with|{_SIDEWAYS})"),
    (Move.TRACK, r"slider (?:shot|move)|dolly tracking"),
    (Move.CRANE_DOWN, rf"{_CRANE}{_BETWEEN}(?:{_DOWN})"),
    (Move.CRANE_UP, rf"{_CRANE}{_BETWEEN}(?:{_UP}|over\b|above\b|high\b)"),
    (
        Move.CRANE_DOWN,
        r"(?:descending|lowering|falling|sinking) (?:crane|drone|shot|aerial|camera|jib)\b|"
        rf"{_RIG} "
        r"(?:\w+ly )?(?:descend|lower|com(?:es|ing) down|dropp?|sink)\w*",
    ),
    (
        Move.CRANE_UP,
        r"(?:rising|ascending|lifting|climbing) (?:crane|drone|shot|aerial|camera|jib)\b|"
        rf"{_RIG} "
        r"(?:\w+ly )?(?:ris(?:e|es|ing)|ascend\w*|lift\w*|climb\w*|going up|goes up)\b",
    ),
    (Move.CRANE_UP, r"(?:crane|jib|boom)[ -](?:shot|move)\b"),
    (Move.TILT_UP, rf"(?:tilt(?:s|ing|ed)?|{_PAN}){_BETWEEN}{_UP}"),
    (Move.TILT_DOWN, rf"(?:tilt(?:s|ing|ed)?|{_PAN}){_BETWEEN}{_DOWN}"),
    (
        Move.TILT_UP,
        r"tilt(?:s|ing)?(?: shot)? from (?:\w+ ){0,3}(?:boots?|shoes?|feet|foot|ground|floor|"
        r"wheels?|hoo(?:f|ves)|base|bottom|toes|paws?|hem|knees|sneakers|heels|street|grass|"
        r"water)\b",
    ),
    (
        Move.TILT_DOWN,
        r"tilt(?:s|ing)?(?: shot)? from (?:\w+ ){0,3}(?:face|head|sky|top|ceiling|roof|hat|"
        r"treetops|clouds|moon|sun|stars|canopy|rafters|chandelier|eyes)\b",
    ),
    (Move.PAN_RIGHT, rf"{_PAN}\b[^.;!?]{{0,40}}?\b(?:from )?(?:the )?left to (?:the )?right\b"),
    (Move.PAN_LEFT, rf"{_PAN}\b[^.;!?]{{0,40}}?\b(?:from )?(?:the )?right to (?:the )?left\b"),
    (
        Move.PAN_LEFT,
        rf"{_PAN}\b(?:(?! (?:as|while|when|and then|then)\b)[^.,;!?])*? ?\bleft(?:wards?)?\b",
    ),
    (
        Move.PAN_RIGHT,
        rf"{_PAN}\b(?:(?! (?:as|while|when|and then|then)\b)[^.,;!?])*? ?\bright(?:wards?)?\b",
    ),
    (Move.PAN_LEFT, r"left(?:ward)?[ -](?:hand )?(?:whip |slow |swish )?pan\b"),
    (Move.PAN_RIGHT, r"right(?:ward)?[ -](?:hand )?(?:whip |slow |swish )?pan\b"),
    (
        Move.PAN_RIGHT,
        r"(?:whip|swish|slow|camera|quick|gentle|smooth|horizontal|panoramic)[ -]pan(?:s|ning)?\b|"
        r"panning (?:shot|camera)|pans? (?:across|over to|slowly|with|along|around|round)\b",
    ),
)

OF_THE_CAMERA = _patterns(
    (Move.PULL_BACK, rf"(?:pull(?:s|ing)?|{_DOLLY}|{_ZOOM}){_BETWEEN}{_OUT}"),
    (Move.STATIC, rf"(?:stay|remain|is|hold|keep|sit|stand|rest|be)(?:s|"
        rf"ing)?{_BETWEEN}{_STILL_AFTER}\b"),
    (Move.STATIC, rf"(?:\w+ly )?{_STILL}\b"),
    (Move.STATIC, r"hold(?:s|ing)?\b|linger(?:s|ing)?\b|stays?\b|rests?\b|waits?\b"),
    (Move.ORBIT, r"(?:circl(?:es?|ing)|orbit(?:s|ing)?|revolv(?:es?|ing)|encircl(?:es?|ing)|"
                 r"arc(?:s|ing)?)\b(?! shot)"),
    (Move.ORBIT, rf"(?:{_GOES}|rotat(?:es?|ing)|spin(?:s|ning)?|turn(?:s|ing)?|wrap(?:s|ping)?|"
                 rf"arc(?:s|ing)?|loop(?:s|ing)?|whirl(?:s|ing)?)(?: \w+ly| in a \w+)*,? {_ROUND}"),
    (Move.ORBIT, rf"{_GOES} (?:\w+ly )?in an? (?:\w+ )*(?:circle|arc|orbit|semicircle|loop)"),
    (
        Move.ORBIT,
        r"(?:mak|do|complet|tak|perform|trac|describ)\w* (?:an? |one )?(?:\w+ ){0,3}(?:circle|"
        r"orbit|"
        r"lap|loop|revolution|arc|turn|rotation|semicircle|circuit) ?(?:a?round|of|about)?",
    ),
    (Move.TRACK, r"(?:retreat|back|reverse|withdraw)\w*(?: \w+ly)? (?:ahead|in front|before) of"),
    (
        Move.TRACK,
        r"(?:follow(?:s|ing)?|track(?:s|ing)?|trail(?:s|ing)?|chas(?:es?|ing)|shadow(?:s|ing)|"
        r"accompan(?:y|ies|ying)|escort(?:s|ing)?|lead(?:s|ing)?|pursu(?:es?|ing))\b"
        r"(?! (?:in|out|back|away)\b)",
    ),
    (
        Move.TRACK,
        r"(?:keep(?:s|ing)?|match(?:es|ing)?) (?:pace|up|step|level|her pace|his pace|its speed|"
        r"speed|abreast|alongside|their pace|the pace)",
    ),
    (
        Move.TRACK,
        rf"(?:{_GOES}|stay(?:s|ing)?|keep(?:s|ing)?|run(?:s|ning)?|skat(?:es?|ing))"
        r"(?: \w+ly| low| close| just| smoothly| right| along| in step| in sync| parallel| level)*"
        r" (?:with|along(?=[.,;]|$)|alongside|beside|behind|next to|parallel|"
        r"ahead of|in front of|at (?:his|her|its|their) side)\b",
    ),
    (Move.PULL_BACK, rf"{_GOES}{_BETWEEN}(?:back(?:wards?)?|away|out(?! of)(?:wards?)?|wide|"
        rf"off)\b"),
    (
        Move.PULL_BACK,
        r"(?:retreat|reced|withdraw|widen|back(?:s|ing)? (?:up|away|off|out)|open(?:s|ing)? "
        r"(?:up|out))"
        r"\w*",
    ),
    (Move.CRANE_DOWN, rf"{_GOES}{_BETWEEN}{_DOWN}"),
    (Move.CRANE_UP, rf"{_GOES}{_BETWEEN}{_UP}"),
    (Move.TILT_UP, r"(?:turn|tip|swing|slowly look|then look|swivel)\w* up(?:wards?)?\b"),
    (Move.TILT_DOWN, r"(?:turn|tip|swing|slowly look|then look|swivel)\w* down(?:wards?)?\b"),
    (Move.PAN_LEFT, rf"(?:{_GOES}|turn\w*|swivel\w*|whip\w*|rotat\w*){_BETWEEN}(?:(?:from "
        rf")?(?:the )?right )?(?:to )?(?:the )?left\b"),
    (Move.PAN_RIGHT, rf"(?:{_GOES}|turn\w*|swivel\w*|whip\w*|rotat\w*){_BETWEEN}(?:(?:from "
        rf")?(?:the )?left )?(?:to )?(?:the )?right\b"),
    (Move.PUSH_IN, rf"{_GOES}{_BETWEEN}(?:{_IN}(?! (?:an? |the )?(?:circle|arc|orbit|time))|in "
        rf"on\b|up to\b|through\b|over to\b)"),
    (Move.PUSH_IN, r"clos(?:es?|ing) (?:in|on)\b|approach(?:es|ing)?\b|advanc(?:es?|ing)\b|"
                   r"(?:zoom|doll)\w*\b|tighten(?:s|ing)?\b|push(?:es|ing)?\b"),
    (
        Move.CRANE_UP,
        r"(?:ris(?:es?|ing)|ascend(?:s|ing)?|lift(?:s|ing)?|climb(?:s|ing)?|soar(?:s|ing)?|"
        r"elevat(?:es?|ing)|cran(?:es?|ing))\b",
    ),
    (
        Move.CRANE_DOWN,
        r"(?:descend(?:s|ing)?|lower(?:s|ing)?|sink(?:s|ing)?|drop(?:s|ping)?|fall(?:s|ing)?|"
        r"dip(?:s|ping)?|div(?:es?|ing))\b",
    ),
    (Move.HANDHELD, r"(?:shak(?:es?|ing|y)|jitter(?:s|ing|y)?|wobbl(?:es?|ing|y)|jolt(?:s|ing)?|"
                    r"trembl(?:es?|ing)|bounc(?:es?|ing)|judder\w*|bob(?:s|bing))\b"),
    (Move.PAN_RIGHT, rf"{_PAN}\b"),
)  # fmt: skip
