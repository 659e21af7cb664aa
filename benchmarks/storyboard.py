"""Reading prompts: loading the language models, then prompts of the lengths that have a budget."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks import Row, timed
from reelcast.kind import Kind
from reelcast.settings import Settings
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.reader import Reader

CAST = (
    Candidate(1, (("woman in a green coat", 1.0),), Kind.PERSON),
    Candidate(2, (("husky", 1.0),), Kind.ANIMAL),
    Candidate(3, (("bicycle", 1.0),), Kind.VEHICLE),
)

ENGLISH = (
    "The woman in the green coat pushes the bicycle along a quiet canal at sunset while the husky "
    "trots ahead of her, stops, turns round and sits down. Golden leaves drift through the air. "
    "The camera follows slowly beside them, then rises above the rooftops. Warm, nostalgic, no "
    "people behind them."
)
CHINESE = (
    "黄昏时分,穿绿色大衣的女人推着自行车沿着安静的运河慢慢走,哈士奇跑在她前面,停下来,转身坐下。"
    "金色的树叶在空中飘落。镜头从旁边缓缓跟随,然后升到屋顶上方。温暖而怀旧,身后没有行人。"
)
ENGLISH_DETAILS = (
    " Her scarf is of heavy red wool and the coat has four brass buttons. Soft light lies on the "
    "wet stones, the water is dark green, and old brick houses with white window frames line both "
    "banks. Shallow depth of field, fine film grain, natural colours, no text and no logo."
)
CHINESE_DETAILS = (
    "她的围巾是厚厚的红色羊毛,大衣上有四颗铜扣。柔和的光落在潮湿的石头上,河水是深绿色的,"
    "两岸是白色窗框的老砖房。浅景深,细腻的胶片颗粒,自然的色彩,画面里没有文字和标志。"
)
LONG = 1500
"""Characters: as much as the request takes."""

BUDGETS = {
    "loading": 3.0,
    f"English, {len(ENGLISH)} characters": 0.06,
    f"English, {LONG} characters": 0.4,
    f"Chinese, {LONG} characters": 0.4,
}
ROUNDS = 9


def measure() -> list[Row]:
    """Loading first, in a process of its own; the others are of a reader that has read before."""
    cache_dir = Settings.read().cache_dir
    reader = Reader(cache_dir)
    prompts = (ENGLISH, long(ENGLISH, ENGLISH_DETAILS), long(CHINESE, CHINESE_DETAILS))
    loading, *others = BUDGETS
    cases = {name: reading(reader, prompt) for name, prompt in zip(others, prompts, strict=True)}
    for read in cases.values():
        read()
    rows = timed({loading: lambda: load_anew(cache_dir)}) + timed(cases, ROUNDS)
    return [replace(row, note=f"budget {BUDGETS[row.what]:.3f} s") for row in rows]


def load_anew(cache_dir: Path) -> None:
    """Start Python, import the libraries and open the models."""
    code = f"""
from pathlib import Path
from reelcast.storyboard.reader import Reader
Reader(Path({str(cache_dir)!r})).load()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def reading(reader: Reader, prompt: str) -> Callable[[], object]:
    """What reads a prompt, a little different every time, as prompts are."""
    count = 0

    def run() -> None:
        nonlocal count
        count += 1
        reader.read(f"{prompt[:-8]} {count}", CAST)

    return run


def long(prompt: str, details: str) -> str:
    """The prompt and so many details that it is as long as a request takes."""
    return (prompt + details * (LONG // len(details)))[:LONG]
