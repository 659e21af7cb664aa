"""The vendor's native dialect: paths under ``/ent/v2``, numeric ids, its own words for errors."""

from reelcast.api.vidu.problems import speak
from reelcast.api.vidu.routes import PREFIX, router

__all__ = ["PREFIX", "router", "speak"]
