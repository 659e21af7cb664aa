"""Frames in, an MP4 out: streamed, so memory is flat in the clip's length, and whole or not at all.

Knows no engine, task or store. PyAV and OpenCV are imported when the first clip is opened, so that
a process that only names this module stays light.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from reelcast.atomic import replacing
from reelcast.clip import ClipFormat, Frame
from reelcast.errors import EncodeFailed, EngineFailed, SettingsInvalid

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

PRESETS = (
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
    "placebo",
)
"""x264's presets, fastest first. ``ultrafast`` drops what makes a stream High profile."""

THREADS = 4
"""Fixed, because x264's output depends on how many there are: same frames, same bytes anywhere."""

_BT709 = 1
"""Primaries, transfer and matrix of HD video, numbered alike in all three tables of H.273."""
_LIMITED = 1
"""Luma 16 to 235, chroma 16 to 240: libav's AVCOL_RANGE_MPEG."""
_CHROMA_CENTRED = "chromaloc=1"
"""A chroma sample sits between its four pixels, as their average does."""


class Encoder:
    """Writes one clip: ``with Encoder(output, format) as encoder: encoder.write(frame)``.

    The file is MP4 with one H.264 High track: 4:2:0, BT.709 in limited range and tagged so,
    constant rate, index first (``+faststart``). It appears at ``output`` when the block ends and
    every frame of ``format`` was written; otherwise nothing is left, whatever the block raised.
    The same frames give the same bytes with the same libraries.

    ``crf`` is x264's quality, 1 (best) to 51; ``metadata`` are the tags MP4 knows, such as
    ``title`` and ``comment``. Raises ``SettingsInvalid`` for values x264 has not,
    ``EngineFailed`` for frames that are not what ``format`` says, and ``EncodeFailed`` when the
    file cannot be written.
    """

    def __init__(
        self,
        output: Path,
        format: ClipFormat,
        *,
        preset: str = "superfast",
        crf: int = 18,
        threads: int = THREADS,
        metadata: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        _check_settings(preset, crf)
        self._output = output.absolute()
        self._format = format
        self._options = {"preset": preset, "crf": str(crf), "profile": "high"}
        self._options |= {"threads": str(threads), "x264-params": _CHROMA_CENTRED}
        self._metadata = metadata
        self._count = 0
        self._open: ExitStack | None = None

    def __enter__(self) -> Self:
        with _translated(), ExitStack() as stack:
            part = stack.enter_context(replacing(self._output))
            self._container = stack.enter_context(_container(part, self._metadata))
            self._stream = _video_stream(self._container, self._format, self._options)
            self._convert = _Converter(self._format.width, self._format.height)
            self._open = stack.pop_all()
        return self

    def write(self, frame: Frame) -> None:
        """Add the next frame, uint8 sRGB ``(height, width, 3)``; it is the caller's afterwards."""
        if self._open is None:
            raise RuntimeError("frames can be written only inside the encoder's with block")
        self._check_frame(frame)
        picture = self._convert(np.ascontiguousarray(frame))
        picture.pts = self._count
        picture.time_base = Fraction(1, self._format.rate)
        self._count += 1
        self._encode(picture)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stack, self._open = self._open, None
        if stack is None:
            return
        with _translated():
            if kind is not None:
                stack.__exit__(kind, error, trace)
                return
            with stack:
                self._check_count()
                self._encode(None)

    def _encode(self, picture: VideoFrame | None) -> None:
        """Hand over a picture, or None for the end, and write what x264 has ready."""
        with _translated():
            self._container.mux(self._stream.encode(picture))

    def _check_frame(self, frame: Frame) -> None:
        number, wanted = self._count + 1, (self._format.height, self._format.width, 3)
        if number > self._format.frames:
            raise EngineFailed(f"the engine gave more than the {self._format.frames} frames asked")
        if not isinstance(frame, np.ndarray):
            came = type(frame).__name__
        elif frame.dtype != np.uint8 or frame.shape != wanted:
            came = f"{frame.dtype} {frame.shape}"
        else:
            return
        raise EngineFailed(f"frame {number} of the engine must be uint8 {wanted}, got {came}")

    def _check_count(self) -> None:
        if self._count != self._format.frames:
            raise EngineFailed(
                f"the engine must give {self._format.frames} frames, got {self._count}"
            )


class _Converter:
    """uint8 sRGB frames to BT.709 4:2:0 pictures, each plane within 1 of the exact value.

    Cheaper than libswscale, and nearly as cheap as OpenCV's own I420, which is BT.601. Chroma is
    made from the mean of each 2x2 pixels. The scratch arrays are kept between frames.
    """

    def __init__(self, width: int, height: int) -> None:
        self._matrix = bt709_matrix()
        self._full: Frame = np.empty((height, width, 3), np.uint8)
        self._mean: Frame = np.empty((height // 2, width // 2, 3), np.uint8)
        self._half: Frame = np.empty_like(self._mean)

    def __call__(self, frame: Frame) -> VideoFrame:
        import cv2
        from av.video.frame import VideoFrame

        height, width = frame.shape[:2]
        # All three rows of the matrix, though not all are used: OpenCV has a fast path for 3x3.
        cv2.transform(frame, self._matrix, self._full)
        cv2.resize(frame, (width // 2, height // 2), self._mean, interpolation=cv2.INTER_AREA)
        cv2.transform(self._mean, self._matrix, self._half)
        picture = VideoFrame(width, height, "yuv420p")
        sources = (self._full, self._half, self._half)
        for channel, (plane, source) in enumerate(zip(picture.planes, sources, strict=True)):
            padded = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)
            cv2.extractChannel(source, channel, padded[:, : plane.width])
        _tag_colours(picture)
        return picture


def bt709_matrix() -> NDArray[np.float64]:
    """``(3, 4)``: times (R, G, B, 1) in 0..255 gives Y'CbCr in 8 bits, limited range.

    Rec. ITU-R BT.709-6, items 3.2 to 3.4 and 4.6.
    """
    red, blue = 0.2126, 0.0722
    luma = np.array([red, 1 - red - blue, blue])
    cb = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue))
    cr = (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    scaled = np.stack([luma * 219, cb * 224, cr * 224]) / 255
    return np.column_stack([scaled, [16, 128, 128]])


@contextmanager
def _container(path: Path, metadata: Mapping[str, str]) -> Iterator[OutputContainer]:
    import av

    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        container.metadata.update(metadata)
        yield container


def _video_stream(
    container: OutputContainer, format: ClipFormat, options: dict[str, str]
) -> VideoStream:
    stream = container.add_stream("libx264", rate=format.rate, options=options)
    stream.width, stream.height = format.width, format.height
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = Fraction(1, format.rate)
    _tag_colours(stream.codec_context)
    return stream


def _tag_colours(target: VideoCodecContext | VideoFrame) -> None:
    target.color_primaries = target.color_trc = target.colorspace = _BT709
    target.color_range = _LIMITED


def _check_settings(preset: str, crf: int) -> None:
    if preset not in PRESETS:
        raise SettingsInvalid(
            f"REELCAST_PRESET: must be one of {', '.join(PRESETS)}, got {preset!r}"
        )
    if not 1 <= crf <= 51:
        # 0 would be lossless, which is no High profile: few players can show it.
        raise SettingsInvalid(f"REELCAST_CRF: must be 1 (best) to 51, got {crf}")


@contextmanager
def _translated() -> Iterator[None]:
    from av.error import FFmpegError

    try:
        yield
    except (OSError, FFmpegError) as error:
        raise EncodeFailed(f"the clip cannot be written: {error.strerror or error}") from error
