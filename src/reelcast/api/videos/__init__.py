"""The dialect of OpenAI's ``/v1/videos``, as the ``openai`` package's ``client.videos`` speaks it.

Over the same tasks as the other dialects: a video is a task, under another name.
"""

from reelcast.api.videos.problems import speak
from reelcast.api.videos.routes import router

PREFIX = "/v1/videos"

__all__ = ["PREFIX", "router", "speak"]
