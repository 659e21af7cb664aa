"""One clip from engine to file: the loop that pulls frames and feeds the encoder.

Knows no task and no queue; the worker's child and ``reelcast generate`` both use it.
"""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from PIL import Image

from reelcast.encoder import Encoder
from reelcast.engines.base import Brief, Engine, Progress
from reelcast.errors import Cancelled
from reelcast.settings import Settings


def cover_of(output: Path) -> Path:
    """Where the picture of a clip lies: beside it, a JPEG of the clip's own size."""
    return output.with_suffix(".jpg")


def film(
    engine: Engine, brief: Brief, output: Path, settings: Settings, *, cover: bool = False
) -> Generator[Progress, None, None]:
    """Make the clip at ``output``, yielding how far it is; the file appears only when complete.

    With ``cover``, its middle frame is saved as ``cover_of(output)``.

    An engine that reports no progress of its own is followed by its frames. Raises what the engine
    raises, ``EngineFailed`` for frames that are not what the brief asks for, and ``Cancelled``.
    """
    frames, reports, reached = 0, False, 0.0
    with (
        Encoder(output, brief.format, preset=settings.preset, crf=settings.crf) as encoder,
        closing(engine.generate(brief)) as produced,
    ):
        for item in produced:
            if brief.cancelled():
                raise Cancelled("the clip was cancelled")
            if isinstance(item, Progress):
                reports, stage = True, item.stage
                fraction = item.fraction
            else:
                encoder.write(item)
                if cover and frames == brief.format.frames // 2:
                    Image.fromarray(item).save(cover_of(output), "JPEG", quality=90)
                frames += 1
                stage = "filming"
                fraction = reached if reports else frames / brief.format.frames
            # Never backwards, whatever an engine says.
            reached = max(reached, min(fraction, 1.0))
            yield Progress(reached, stage)
