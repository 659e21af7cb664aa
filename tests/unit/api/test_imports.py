"""What the API's process loads, seen in a fresh interpreter."""

import subprocess
import sys

HEAVY = ("cv2", "onnxruntime", "numba", "torch", "ncnn", "pymatting", "numpy")


def test_the_api_loads_neither_models_nor_numpy() -> None:
    code = f"import sys, reelcast.api.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
