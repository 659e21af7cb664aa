"""What means the same lies close, in any of the languages."""

from pathlib import Path

import numpy as np
import pytest

from reelcast.errors import WeightsUnavailable
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.packed import Q4, dequantised

MEADOW = "A dog runs through a meadow"
TRANSLATIONS = (
    "一只狗在草地上奔跑",
    "Un perro corre por el prado",
    "Un chien court dans la prairie",
    "Ein Hund läuft über die Wiese",
    "犬が草原を走る",
)
OTHERS = (
    "城市的夜晚",
    "Una mujer canta en el escenario",
    "Une voiture rouge",
    "Der Kaffee ist heiß",
    "カメラがゆっくり回る",
)


def test_a_translation_is_nearer_than_anything_else(embedder: Embedder) -> None:
    vectors = embedder([MEADOW, *TRANSLATIONS, *OTHERS])
    nearness = vectors[1:] @ vectors[0]
    assert nearness[:5].min() > nearness[5:].max() + 0.03


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("夕阳西下", "sunset", "midnight"),
        ("il neige", "falling snow", "heavy rain"),
        ("Sie tanzt auf der Bühne", "dancing on a stage", "swimming in the sea"),
        ("カメラが近づく", "the camera moves closer", "the camera moves away"),
        ("bosque con niebla", "a foggy forest", "a sunny beach"),
    ],
)
def test_a_phrase_lies_with_its_meaning(
    embedder: Embedder, text: str, right: str, wrong: str
) -> None:
    vectors = embedder([text, right, wrong])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_vectors_have_unit_length_and_keep_the_order(embedder: Embedder) -> None:
    vectors = embedder(["cat", "", "dog " * 700, "cat"])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert embedder([]).shape == (0, 384)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    alone = embedder(["a lonely lighthouse keeper"])[0]
    long = "storm over the harbour, " * 20
    for number in range(5000):  # more than are remembered
        embedder._known[f"pushed out by {number}"] = alone
    embedder(["push the rest out"])
    assert "a lonely lighthouse keeper" not in embedder._known
    together = embedder([long, "a lonely lighthouse keeper", "sea"])[1]
    assert np.abs(alone - together).max() < 1e-4


def test_four_bits_come_back_as_they_were_packed() -> None:
    blocks = np.zeros((1, 2), Q4)
    blocks["scale"] = [[0.5, 2]]
    blocks["nibbles"][0, 0] = 0x88
    blocks["nibbles"][0, 0, 3] = 0xF0
    blocks["nibbles"][0, 1] = 0x98
    row = dequantised(blocks)[0]
    assert row[3] == -4  # the low half of byte 3
    assert row[19] == 3.5  # its high half: 16 further on
    assert np.count_nonzero(row[:32]) == 2
    assert np.array_equal(row[32:], [0] * 16 + [2] * 16)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(WeightsUnavailable, match="not a packed sentence encoder"):
        Embedder(tmp_path / "model.bin")
