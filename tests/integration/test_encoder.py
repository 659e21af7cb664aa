"""Clips really encoded, decoded again with PyAV and looked at byte by byte."""

import resource
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.logging
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from reelcast.clip import SIZES, ClipFormat, Frame
from reelcast.encoder import Encoder, bt709_matrix
from reelcast.errors import Cancelled, EncodeFailed, EngineFailed, RenderError

SMALL = ClipFormat(480, 270, 24, 4)


def noise(format: ClipFormat, seed: int = 0) -> Frame:
    shape = (format.height, format.width, 3)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def encode(path: Path, format: ClipFormat, frames: Iterable[Frame], *, crf: int = 18) -> Path:
    with Encoder(path, format, crf=crf) as encoder:
        for frame in frames:
            encoder.write(frame)
    return path


def still(path: Path, format: ClipFormat, frame: Frame, *, crf: int = 18) -> Path:
    return encode(path, format, [frame] * format.frames, crf=crf)


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def samples_rgb(picture: av.VideoFrame) -> NDArray[np.int64]:
    """The picture's middle sample to RGB by the standard's own formula, tags not looked at."""
    luma, cb, cr = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)[
            plane.height // 2, plane.width // 2
        ]
        for plane in picture.planes
    )
    matrix = bt709_matrix()
    rgb: NDArray[np.floating[Any]] = np.linalg.solve(
        matrix[:, :3], np.array([luma, cb, cr]) - matrix[:, 3]
    )
    rounded: NDArray[np.int64] = np.clip(np.rint(rgb), 0, 255).astype(np.int64)
    return rounded


def boxes(path: Path) -> list[str]:
    """The names of the file's top-level boxes, in order (ISO/IEC 14496-12, 4.2)."""
    data, position, names = path.read_bytes(), 0, []
    while position < len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        names.append(name.decode())
        position += size
    assert position == len(data)
    return names


@pytest.fixture(scope="module")
def whole_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds, a square that moves one pixel a frame over a gradient."""
    format = ClipFormat(480, 270, 24, 120)
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    ground = np.broadcast_to(np.linspace(0, 255, 480)[None, :, None], (270, 480, 3))
    with Encoder(path, format) as encoder:
        for number in range(format.frames):
            frame = ground.astype(np.uint8)
            frame[100:140, number : number + 40] = (200, 40, 40)
            encoder.write(frame)
    return path


def test_a_clip_has_its_size_rate_frames_and_length(whole_clip: Path) -> None:
    with av.open(str(whole_clip)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.profile) == ("h264", "High")
        assert (stream.width, stream.height) == (480, 270)
        assert stream.pix_fmt == "yuv420p"
        assert stream.average_rate == 24
        assert stream.guessed_rate == 24
        assert stream.frames == 120
        assert stream.duration is not None
        assert stream.time_base is not None
        assert stream.duration * stream.time_base == 5
        assert container.duration == 5_000_000
        assert len(container.streams) == 1


def test_every_frame_comes_back_in_order_at_a_constant_rate(whole_clip: Path) -> None:
    pictures = decoded(whole_clip)
    assert [(each.pts or 0) * (each.time_base or 0) for each in pictures] == [
        Fraction(number, 24) for number in range(120)
    ]
    for number in (0, 60, 119):
        # Red stands out in the second chroma plane; its left edge says which frame this is.
        red = np.frombuffer(memoryview(pictures[number].planes[2]), np.uint8).reshape(135, -1)
        row = red[60, :240].astype(int)
        assert abs(int(np.argmax(row > 160)) - number / 2) <= 1


def test_a_player_can_begin_before_the_file_has_arrived(whole_clip: Path) -> None:
    names = boxes(whole_clip)
    assert names.index("moov") < names.index("mdat")


def test_colours_are_tagged_in_the_stream_and_in_the_container(whole_clip: Path) -> None:
    context = decoded(whole_clip)[0]
    tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 1, 1)
    # colr, nclx: primaries, transfer, matrix, and the bit for full range not set.
    assert b"colrnclx" + struct.pack(">HHHB", 1, 1, 1, 0) in whole_clip.read_bytes()


def test_the_stream_says_where_its_chroma_samples_are(whole_clip: Path) -> None:
    before = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        with av.open(str(whole_clip)) as container, av.logging.Capture() as lines:
            stream = container.streams.video[0]
            BitStreamFilterContext("trace_headers", stream).filter(next(container.demux(stream)))
    finally:
        av.logging.set_level(before)
    (said,) = [text for _, _, text in lines if "chroma_sample_loc_type_top_field" in text]
    assert said.strip().endswith("= 1")


@pytest.mark.parametrize(
    "rgb",
    [
        (220, 30, 40),
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 255),
        (0, 0, 0),
        (128, 128, 128),
        (242, 193, 160),
        (18, 52, 86),
    ],
)
def test_a_colour_is_what_it_was_for_any_player(tmp_path: Path, rgb: tuple[int, int, int]) -> None:
    frame = np.full((270, 480, 3), rgb, np.uint8)
    picture = decoded(still(tmp_path / "clip.mp4", SMALL, frame))[2]
    accurate = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
    by_tags = picture.to_ndarray(format="rgb24", interpolation=accurate)[135, 240].astype(np.int64)
    assert np.abs(samples_rgb(picture) - rgb).max() <= 2
    assert np.abs(by_tags - rgb).max() <= 2


def test_greys_stay_without_tint_and_luma_within_one_step(tmp_path: Path) -> None:
    ramp = np.arange(256, dtype=np.uint8)
    frame = np.ascontiguousarray(np.broadcast_to(ramp[:, None, None], (256, 64, 3)))
    pictures = decoded(still(tmp_path / "clip.mp4", ClipFormat(64, 256, 24, 2), frame, crf=1))
    luma, *chroma = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)[:, : plane.width]
        for plane in pictures[0].planes
    )
    assert all((plane == 128).all() for plane in chroma)
    assert np.abs(luma[:, 0] - (16 + ramp.astype(float) * 219 / 255)).max() <= 1.5


@pytest.mark.parametrize("size", [*SIZES.values(), (478, 270), (2, 2), (854, 480)])
def test_every_even_size_is_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    format = ClipFormat(*size, 24, 2)
    frame = np.zeros((format.height, format.width, 3), np.uint8)
    frame[: format.height // 2] = 255
    picture = decoded(still(tmp_path / "clip.mp4", format, frame))[1]
    luma = np.frombuffer(memoryview(picture.planes[0]), np.uint8).reshape(format.height, -1)
    assert (picture.width, picture.height) == size
    assert luma[0, 0] > 225
    assert luma[-1, format.width - 1] < 26


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    first = still(tmp_path / "1.mp4", SMALL, noise(SMALL))
    second = still(tmp_path / "2.mp4", SMALL, noise(SMALL))
    other = still(tmp_path / "3.mp4", SMALL, noise(SMALL, seed=1))
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_a_frame_may_be_a_view_of_another_array(tmp_path: Path) -> None:
    frame = noise(SMALL)
    mirrored = frame[:, ::-1]
    assert not mirrored.flags["C_CONTIGUOUS"]
    view = still(tmp_path / "view.mp4", SMALL, mirrored)
    copy = still(tmp_path / "copy.mp4", SMALL, mirrored.copy())
    assert view.read_bytes() == copy.read_bytes()


def test_a_frame_may_be_reused_once_written(tmp_path: Path) -> None:
    frame = noise(SMALL)
    with Encoder(tmp_path / "reused.mp4", SMALL) as encoder:
        for _ in range(SMALL.frames):
            mine = frame.copy()
            encoder.write(mine)
            mine[:] = 0
    kept = still(tmp_path / "kept.mp4", SMALL, frame)
    assert (tmp_path / "reused.mp4").read_bytes() == kept.read_bytes()


def test_titles_are_kept_and_no_time_is(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with Encoder(path, SMALL, metadata={"title": "A cat", "comment": "made here"}) as encoder:
        for _ in range(SMALL.frames):
            encoder.write(noise(SMALL))
    with av.open(str(path)) as container:
        assert container.metadata["title"] == "A cat"
        assert container.metadata["comment"] == "made here"
        assert "creation_time" not in container.metadata


def test_a_finer_quality_makes_a_larger_file(tmp_path: Path) -> None:
    fine, usual, coarse = (
        still(tmp_path / f"{crf}.mp4", SMALL, noise(SMALL), crf=crf).stat().st_size
        for crf in (1, 18, 40)
    )
    assert fine > usual > coarse


WRONG: dict[str, object] = {
    "float32": np.zeros((270, 480, 3), np.float32),
    "swapped sides": np.zeros((480, 270, 3), np.uint8),
    "with alpha": np.zeros((270, 480, 4), np.uint8),
    "grey": np.zeros((270, 480), np.uint8),
    "a list": [[0, 0, 0]],
}


@pytest.mark.parametrize("frame", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_frame_is_named_and_nothing_is_left(tmp_path: Path, frame: Frame) -> None:
    wanted = r"frame 2 of the engine must be uint8 \(270, 480, 3\), got "
    with pytest.raises(EngineFailed, match=wanted):
        encode(tmp_path / "clip.mp4", SMALL, [noise(SMALL), frame])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "must give 4 frames, got 0"),
        (3, "must give 4 frames, got 3"),
        (5, "more than the 4 frames asked"),
    ],
)
def test_too_few_and_too_many_frames_leave_nothing(
    tmp_path: Path, count: int, message: str
) -> None:
    with pytest.raises(EngineFailed, match=message):
        encode(tmp_path / "clip.mp4", SMALL, [noise(SMALL)] * count)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt, MemoryError, OSError])
@pytest.mark.parametrize("written", [0, 3])
def test_whatever_stops_the_clip_is_passed_on_and_leaves_the_old_file(
    tmp_path: Path, error: type[BaseException], written: int
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"old")

    def frames() -> Iterator[Frame]:
        yield from [noise(SMALL)] * written
        raise error

    with pytest.raises(error) as caught:
        encode(path, SMALL, frames())
    assert type(caught.value) is error
    assert [left.name for left in tmp_path.iterdir()] == ["clip.mp4"]
    assert path.read_bytes() == b"old"


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Writing beyond ``size`` bytes into any file fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    format = ClipFormat(480, 270, 24, 24)
    told = "the clip cannot be written: File too large"
    with pytest.raises(EncodeFailed, match=told), disk_of(100_000):
        still(tmp_path / "clip.mp4", format, noise(SMALL))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_told_at_once(tmp_path: Path) -> None:
    opened = Encoder(tmp_path / "missing" / "clip.mp4", SMALL)
    with pytest.raises(RenderError, match="cannot be written: No such file or directory"), opened:
        pytest.fail("the block must not run")
