"""From the bytes of a submission to what is asked for, with everything wrong in them collected.

Slow for large bodies (decoding, looking into images): to be called in a thread.
"""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reelcast.api.fields import HALF_PAIR, OWN_WORDS, shown
from reelcast.errors import Fault, ImageError, InvalidBody
from reelcast.picture import inspect
from reelcast.references import InlineImage, SentImage, sort_image
from reelcast.request import MAX_IMAGES

Shape = TypeVar("Shape", bound=BaseModel)

MAX_VALUES = 100_000
"""Small values take many times their bytes in memory: 100 MB of ``[[],[],...`` would take 2 GB.

Commas are counted, which is cheap; what needs none is nested, and nesting ends at 1000.
"""


def read_with_images(
    data: bytearray, shape: type[Shape], *, max_pixels: int
) -> tuple[Shape, tuple[SentImage, ...]]:
    """A body of any dialect whose ``images`` are a list of texts: the record and its images.

    ``data`` is emptied on the way: a body may be 100 MB, and one copy of it is enough.

    Raises ``InvalidBody`` or an ``ImageError``; an ``ExceptionGroup`` of them when there are
    several, the one to report first being first.
    """
    document = read_json(data)
    invalid: list[InvalidBody] = []
    try:
        record = shape.model_validate(document)
    except ValidationError as error:
        invalid.append(InvalidBody(*faults_of(error)))
    named = {fault.field for error in invalid for fault in error.faults}
    images, refused = _images(document, named, max_pixels)
    if errors := [*invalid, *refused]:
        raise errors[0] if len(errors) == 1 else ExceptionGroup("the body is wrong", errors)
    return record, tuple(images)


def _images(
    document: Any, named: set[str], max_pixels: int
) -> tuple[list[SentImage], list[ImageError]]:
    """The images that are good and what is wrong with the others but those ``named`` already."""
    texts = document.get("images") if isinstance(document, dict) else None
    good: list[SentImage] = []
    refused: list[ImageError] = []
    if not isinstance(texts, list) or len(texts) > MAX_IMAGES:
        return good, refused
    for index, text in enumerate(texts):
        field = f"images[{index}]"
        if field in named:
            continue
        try:
            good.append(_image(text, field, max_pixels))
        except ImageError as error:
            refused.append(error)
    return good, refused


def _image(text: str, field: str, max_pixels: int) -> SentImage:
    image = sort_image(text, field)
    if isinstance(image, InlineImage):
        inspect(image.data, field, max_pixels=max_pixels)
    return image


def read_json(data: bytearray) -> Any:
    """The JSON value, read strictly: UTF-8, no BOM, no NaN, no key twice in one object.

    ``data`` is emptied. Raises ``InvalidBody``.
    """
    if data.count(b",") >= MAX_VALUES:
        raise _not_json(f"more than {MAX_VALUES} values are not read")
    try:
        text = data.decode("utf-8")
        data.clear()
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _not_json(f"it is not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise _not_json("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        what = "a byte order mark" if text.startswith("\ufeff") else error.msg
        raise _not_json(f"{what} at character {error.pos}") from error
    except ValueError as error:
        # Python refuses to convert integers of more than 4300 digits.
        raise _not_json("a number in it is too long") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _not_json(f"the key {shown(name)} is twice in one object")
        members[name] = value
    return members


def _no_constant(name: str) -> Any:
    raise _not_json(f"{name} is not a JSON number")


def _not_json(why: str) -> InvalidBody:
    return InvalidBody(Fault("body", f"body: must be JSON: {why}"))


def faults_of(invalid: ValidationError) -> list[Fault]:
    """All that is wrong with a record, in our words."""
    errors = invalid.errors(include_url=False)
    found: list[Fault] = []
    for error in errors:
        if error["type"] != "too_short" or not _has_inner(error["loc"], errors):
            found += error.get("ctx", {}).get("faults") or [fault_of(error)]
    return found


def _has_inner(loc: tuple[int | str, ...], errors: list[ErrorDetails]) -> bool:
    """Whether something inside is wrong, too: pydantic does not count it as being there."""
    inside = (other["loc"] for other in errors if len(other["loc"]) > len(loc))
    return any(other[: len(loc)] == loc for other in inside)


def fault_of(error: ErrorDetails) -> Fault:
    """One of pydantic's errors, in our words: the field, the limit and what came."""
    ctx = error.get("ctx", {})
    field = ctx.get("field") or _path(error["loc"])
    inner_object = error["type"] == "model_type" and error["loc"]
    kind = "dict_type" if inner_object else error["type"]
    return Fault(field, f"{field}: {_sentence(kind, ctx, error['input'])}")


def _path(loc: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".") or "body"


_KINDS = {
    "string_type": "a string",
    "float_type": "a number",
    "finite_number": "a finite number",
    "tuple_type": "an array",
    "int_type": "an integer",
    "bool_type": "true or false",
    "list_type": "an array",
    "dict_type": "an object",
    "model_type": "a JSON object",
}


_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not known here",
    "string_unicode": HALF_PAIR,
    "string_too_short": "at least {min_length} character is needed, got {length}",
    "string_too_long": "at most {max_length} characters are allowed, got {length}",
    "too_short": "at least {min_length} is needed, got {actual_length}",
    "too_long": "at most {max_length} are allowed, got {actual_length}",
    "greater_than_equal": "must be at least {ge}, got {got}",
    "less_than_equal": "must be at most {le}, got {got}",
    "less_than": "must be less than {lt:g}, got {got}",
    "enum": "must be one of {choices}, got {got}",
    OWN_WORDS: "{message}",
}


def _sentence(kind: str, ctx: dict[str, Any], value: object) -> str:
    """What is wrong, in our words: the limit and what came."""
    words = _SENTENCES.get(kind) or f"must be {_KINDS[kind]}, got {{got}}"
    return words.format(
        **ctx,
        got=shown(value),
        length=len(str(value)),
        # pydantic says: 'a', 'b' or 'c'.
        choices=str(ctx.get("expected", "")).replace("'", '"').replace(" or ", ", "),
    )
