"""The scene of an English prompt: everything about the picture but who is in it."""

from spacy.tokens import Doc

from reelcast.board import Storyboard
from reelcast.storyboard.english.asserted import asserted
from reelcast.storyboard.english.camera import camera
from reelcast.storyboard.english.effects import effects
from reelcast.storyboard.english.mood import mood
from reelcast.storyboard.english.setting import setting
from reelcast.storyboard.english.style import style
from reelcast.storyboard.english.time import time
from reelcast.storyboard.english.weather import weather


def scene(doc: Doc) -> Storyboard:
    """Setting, time, weather, effects, camera, mood and style as the prompt says them.

    A setting that is one of the references is not known here: who reads the references puts it in.
    """
    told = asserted(doc)
    return Storyboard(
        setting=setting(doc, told),
        time=time(doc, told),
        weather=weather(doc, told),
        effects=effects(doc, told),
        camera=camera(doc, told),
        mood=mood(doc, told),
        style=style(doc),
    )
