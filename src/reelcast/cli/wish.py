"""What ``--storyboard`` is given: a storyboard that decides what it says. Knows no engine."""

import json
from pathlib import Path

import typer
from pydantic import ValidationError

from reelcast.board import Storyboard
from reelcast.steering import decided, storyboard_faults

OPTION = "--storyboard"


def read_wish(text: str, images: int) -> Storyboard:
    """The storyboard in a text that is JSON, or else the name of a file with JSON in it.

    Raises ``typer.BadParameter`` for one that cannot be read or is not about so many images.
    """
    from reelcast.api.submission import faults_of

    try:
        wish = Storyboard.model_validate(_document(text))
    except ValidationError as error:
        raise _wrong(*(f".{fault.message}" for fault in faults_of(error))) from error
    if faults := storyboard_faults(wish, images, ""):
        raise _wrong(*(fault.message for fault in faults))
    return decided(wish)


def _document(text: str) -> object:
    try:
        written = text if text.lstrip().startswith("{") else Path(text).read_text("utf-8")
        document = json.loads(written)
    except OSError as error:
        raise _wrong(f": {text}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _wrong(f": {text}: it is not UTF-8 at byte {error.start}") from error
    except ValueError as error:
        raise _wrong(f": must be JSON: {error}") from error
    if not isinstance(document, dict):
        raise _wrong(": must be a JSON object")
    return document


def _wrong(*what: str) -> typer.BadParameter:
    return typer.BadParameter("; ".join(f"{OPTION}{one}" for one in what))
