"""A prompt read as a film-maker would: where it plays and what the camera does."""

from reelcast.storyboard.board import Move, Setting, Storyboard
from reelcast.storyboard.read import read

__all__ = ["Move", "Setting", "Storyboard", "read"]
