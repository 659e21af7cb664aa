"""Word pieces are those of SentencePiece: the ids were seen from the vocabulary's own tokenizer."""

import pytest

from reelcast.storyboard.embedder import Embedder


def pieces(embedder: Embedder, text: str) -> list[str]:
    return embedder.tokenizer.texts(embedder.tokenizer(text, 512))[1:-1]


def test_ids_and_marks_are_those_of_the_vocabulary(embedder: Embedder) -> None:
    ids = embedder.tokenizer("The dog runs through a meadow.", 512)
    assert ids == [0, 581, 10269, 127877, 8305, 10, 10548, 24293, 5, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一只猫在草地上奔跑", "▁ 一只 猫 在 草 地上 奔 跑"),
        ("Die Kamera schwenkt nach links", "▁Die ▁Kamera ▁schw en kt ▁nach ▁links"),
        (" two  spaces\tand 🐶 ", "▁two ▁space s ▁and ▁ 🐶"),
        ("ﾊﾝｶｸ ＡＢＣ", "▁ ハン カ ク ▁ABC"),
        ("cafe\u0301", "▁café"),
        ("", ""),
    ],
    ids=["chinese", "german", "spaces", "widths", "composed", "nothing"],
)
def test_text_is_cut_along_the_likeliest_path(embedder: Embedder, text: str, expected: str) -> None:
    assert pieces(embedder, text) == expected.split()


def test_a_mark_that_somebody_writes_is_only_text(embedder: Embedder) -> None:
    assert pieces(embedder, "</s>") == ["▁", "</", "s", ">"]


def test_what_no_piece_has_is_one_unknown(embedder: Embedder) -> None:
    assert pieces(embedder, "\U000e0001") == ["▁", "<unk>"]


def test_a_long_text_ends_with_the_mark_of_the_end(embedder: Embedder) -> None:
    ids = embedder.tokenizer("one two three four five six", 5)
    assert len(ids) == 5
    assert ids[-1] == 2
