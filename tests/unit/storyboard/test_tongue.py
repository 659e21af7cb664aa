# Chinese has punctuation marks of its own.
"""Languages are told apart, short prompts and mixed ones included."""

import pytest

from reelcast.storyboard.tongue import Tongue, detect


@pytest.mark.parametrize(
    ("prompt", "tongue"),
    [
        ("a dog runs", Tongue.EN),
        ("robot, neon, 8k", Tongue.EN),
        ("", Tongue.EN),
        ("The café owner says “la vida es un sueño” and smiles", Tongue.EN),
        ("小狗奔跑", Tongue.ZH),
        ("機器人在街上跳舞", Tongue.ZH),
        ("图1的女孩在雨中跳舞，slow motion，cinematic lighting，8k，masterpiece", Tongue.ZH),
        ("犬が走る", Tongue.JA),
        ("東京の夜、雨", Tongue.JA),
        ("un perro corre por la playa", Tongue.ES),
        ("niña bailando, cámara fija", Tongue.ES),
        ("un chat marche sur le toit", Tongue.FR),
        ("plage, coucher de soleil, travelling avant", Tongue.FR),
        ("ein Hund läuft im Park", Tongue.DE),
        ("Katze springt, feste Kamera", Tongue.DE),
        ("uma mulher dança na praia com o cachorro", Tongue.ES),
        ("een hond rent op het strand", Tongue.DE),
        ("собака бежит по пляжу", Tongue.ZH),
    ],
)
def test_a_language_is_told(prompt: str, tongue: Tongue) -> None:
    assert detect(prompt) is tongue
