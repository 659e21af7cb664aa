"""The engine that needs no graphics card: a virtual film stage."""

from reelcast.engines.stage.engine import StageEngine

__all__ = ["StageEngine"]
