"""Which language a prompt is written in, from its script and its small words."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Tongue(StrEnum):
    """The languages that are read by rules of their own, by their ISO 639-1 codes."""

    EN = "en"
    ZH = "zh"
    JA = "ja"
    ES = "es"
    FR = "fr"
    DE = "de"


_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile('“[^”]*”|„[^“]*“|«[^»]*»|"[^"]*"|「[^」]*」|『[^』]*』')

# A Han character says about as much as half a Latin word.
_HAN_PER_WORD = 2

_SMALL_WORDS: Mapping[Tongue, frozenset[str]] = MappingProxyType(
    {
        Tongue.EN: frozenset(
            "the and of is are with at on from by this that his her its their he she it they as "
            "while then into through over under an to for toward towards camera slowly up down "
            "out shot light walks stands sits runs no my your you who man woman girl boy night day "
            "around behind front without one two image but waves turns".split()
        ),
        Tongue.ES: frozenset(
            "el los las y en una unos unas del con por para que se su sus mientras hacia sobre "
            "desde está están él ella sin cámara noche luz muy como lentamente imagen mujer "
            "hombre al chica chico niña niño fondo entre bajo gato perro camina corre baila playa "
            "noche día plano lluvia uma não com na no do da em il della che nel sulla gli di "
            "fija primer un una de la es al mar sol ciudad bosque montaña cielo calle casa "
            "caminando corriendo bailando nieve viento blanco negro lento mujeres salta vuela "
            "nada gira conduce jardín cocina lago desierto amanecer atardecer tarde mañana alegre "
            "triste tranquilo épico misterioso niebla tormenta botella coche caballo travelling "
            "zoom hacia alrededor seguimiento ambiente".split()
        ),
        Tongue.FR: frozenset(
            "le les et est une du dans avec sur pour par qui que sa ses son au aux pendant vers "
            "il elle ils sous sans caméra nuit lumière très comme lentement femme homme fille "
            "garçon puis à où ce cette ne pas chat chien l d s marche court danse plage plan "
            "rue ciel fixe des en travelling ambiance avant arrière pluie un de la est soleil mer "
            "ville forêt montagne maison neige vent blanc noir lent marchant courant dansant "
            "coucher lever jour saute vole nage tourne roule jardin cuisine lac désert matin soir "
            "joyeux joyeuse triste calme épique mystérieux mystérieuse brouillard orage bouteille "
            "voiture cheval oiseau autour suivi zoom plage entre pas où leur leurs".split()
        ),
        Tongue.DE: frozenset(
            "der die das und ist ein eine einen einem einer im den dem des mit auf von zu zum "
            "zur sich während über nicht ihr sein seine ihre er sie es vor nach aus bei durch "
            "kamera nacht licht langsam sehr wie bild frau mann mädchen junge dann am unter für "
            "katze hund geht läuft tanzt strand het een van met zij sonne meer stadt wald berg "
            "himmel straße haus regen schnee hintergrund weißer schwarzer rennt springt schwimmt "
            "fliegt dreht sitzt steht fährt garten küche see wüste morgen abend fröhlich traurig "
            "ruhig episch geheimnisvoll nebel gewitter flasche auto pferd vogel kamerafahrt "
            "schwenk feste statische handkamera stimmung sonnenuntergang kein keine ohne "
            "dann".split()
        ),
    }
)

# Letters that hardly occur in the others.
_LETTERS: Mapping[Tongue, str] = MappingProxyType(
    {Tongue.ES: "ñ¿¡óíúá", Tongue.FR: "èêçœâîûëàù", Tongue.DE: "ßäü"}
)
_A_LETTER = 0.7
_WORDS_IN_ALL = 0.5


def detect(prompt: str) -> Tongue:
    """The language of ``prompt``: by far the most of it, whatever else it quotes.

    Kana is Japanese, Han without kana Chinese, simplified or traditional; English words among
    them change nothing. Latin script without evidence of another language is English. A related
    language goes to its nearest (Portuguese and Italian to Spanish, Dutch to German); another
    script to Chinese, whose reader leaves what it has no words for to sentence embeddings.
    """
    text = unicodedata.normalize("NFC", _QUOTED.sub(" ", prompt) or prompt).lower()
    words = _WORD.findall(text)
    latin = [word for word in words if word[0] < "\u0250"]
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    if (han + kana) / _HAN_PER_WORD > len(latin) / 2:
        return Tongue.JA if kana > han / 20 else Tongue.ZH
    if not latin and words:
        return Tongue.ZH
    return _by_small_words(text, latin)


def _by_small_words(text: str, words: list[str]) -> Tongue:
    scores = {
        tongue: sum(_weight(word, tongue) for word in words)
        + _A_LETTER * sum(text.count(letter) for letter in _LETTERS.get(tongue, ""))
        for tongue in _SMALL_WORDS
    }
    # The first of equals is English.
    return max(scores, key=lambda tongue: scores[tongue])


def _weight(word: str, tongue: Tongue) -> float:
    """A word that several languages share says little for each."""
    if word not in _SMALL_WORDS[tongue]:
        return 0.0
    shared = sum(word in small for small in _SMALL_WORDS.values())
    return 1.0 if shared == 1 else _WORDS_IN_ALL
