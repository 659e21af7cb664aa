"""What the encoder decides before a file is opened."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reelcast.clip import ClipFormat
from reelcast.encoder import PRESETS, Encoder, bt709_matrix
from reelcast.errors import SettingsInvalid

TINY = ClipFormat(64, 36, 24, 2)


@pytest.mark.parametrize(
    ("rgb", "ycbcr"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        # 8-bit values of 100 % colour bars in BT.709.
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_the_matrix_is_that_of_hd_video(
    rgb: tuple[int, int, int], ycbcr: tuple[int, int, int]
) -> None:
    assert tuple(np.rint(bt709_matrix() @ np.array([*rgb, 1]))) == ycbcr


def test_an_unknown_preset_names_its_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"REELCAST_PRESET: .*superfast.*got 'warp'"):
        Encoder(tmp_path / "clip.mp4", TINY, preset="warp")


@pytest.mark.parametrize("crf", [-1, 0, 52])
def test_a_quality_that_high_profile_has_not_names_its_variable(tmp_path: Path, crf: int) -> None:
    with pytest.raises(SettingsInvalid, match=rf"REELCAST_CRF: .*got {crf}"):
        Encoder(tmp_path / "clip.mp4", TINY, crf=crf)


def test_the_default_preset_is_one_of_them() -> None:
    assert "superfast" in PRESETS


def test_a_frame_outside_the_block_is_refused(tmp_path: Path) -> None:
    frame = np.zeros((36, 64, 3), np.uint8)
    encoder = Encoder(tmp_path / "clip.mp4", TINY)
    with pytest.raises(RuntimeError, match="inside the encoder's with block"):
        encoder.write(frame)
    with encoder:
        encoder.write(frame)
        encoder.write(frame)
    with pytest.raises(RuntimeError, match="inside the encoder's with block"):
        encoder.write(frame)


def test_naming_the_module_loads_no_media_library() -> None:
    code = "import sys, reelcast.encoder; print('cv2' in sys.modules, 'av' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
