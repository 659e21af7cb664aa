"""What one new reference of 12 megapixels costs: cut out, recognised, and the second time.

In a process of its own with all that a worker keeps open, the models that read prompts included.
"""

import io
import json
import re
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import skimage
from PIL import Image

from benchmarks import Row

if TYPE_CHECKING:
    from reelcast.engines.stage.engine import StageEngine

ROUNDS = 3
WIDE, HIGH = 4000, 3000
PHOTO = "astronaut.png"


def measure() -> list[Row]:
    """A new reference first; what is known already is compared with it."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.subjects"], stdout=subprocess.PIPE, check=True
    )
    told = json.loads(child.stdout)
    (wall, cpu), (again, cpu_again) = told["new"], told["known"]
    note = f"peak {told['peak']} MB; budget 6 s, 1200 MB"
    return [
        Row("a new reference of 12 MP", wall, cpu, note),
        Row("the same reference again", again, cpu_again),
    ]


def told() -> dict[str, Any]:
    """Seconds and processor seconds of the median round, and the peak memory in megabytes."""
    from reelcast.engines.stage.engine import StageEngine
    from reelcast.settings import Settings

    engine = StageEngine.from_settings(Settings.read())
    engine.load()
    photo, times = photograph(), []
    for _ in range(ROUNDS):
        # What follows the end of a JPEG is not looked at, but makes it another file.
        unseen = photo + uuid.uuid4().bytes
        times.append([analysis(engine, unseen), analysis(engine, unseen)])
    new, known = (sorted(round_[i] for round_ in times)[ROUNDS // 2] for i in (0, 1))
    return {"new": new, "known": known, "peak": peak()}


def analysis(engine: "StageEngine", data: bytes) -> tuple[float, float]:
    """Seconds and processor seconds until a clip's only reference is understood."""
    from benchmarks.encode import FORMAT
    from reelcast.engines.base import Brief, Progress, Reference
    from reelcast.request import Generation

    brief = Brief(Generation("in a studio", 1), (Reference("", data),), FORMAT)
    wall, cpu = time.perf_counter(), time.process_time()
    with closing(engine.generate(brief)) as steps:
        for step in steps:
            if isinstance(step, Progress) and not step.stage.startswith("looking"):
                break
    return time.perf_counter() - wall, time.process_time() - cpu


def photograph() -> bytes:
    """A photograph as large as a telephone's, as JPEG."""
    file = Path(skimage.__file__).parent / "data" / PHOTO
    picture = Image.open(file).convert("RGB").resize((WIDE, HIGH), Image.Resampling.BICUBIC)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=92)
    return encoded.getvalue()


def peak() -> int:
    """The most memory this process has had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024 // 1_000_000
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000)


if __name__ == "__main__":
    print(json.dumps(told()))
