"""What may be asked of a new video, and how it is read from JSON or from a form.

Slow for large bodies (decoding, looking into images): to be called in a thread.
"""

import hashlib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from reelcast.api.fields import (
    OneOf,
    Prompt,
    Seed,
    Text,
    refusal,
    seed_or_random,
    shown,
    storable,
)
from reelcast.api.multipart import Part, digest, is_multipart, read_parts
from reelcast.api.once import read_once
from reelcast.api.submission import fault_of, read_json
from reelcast.errors import Fault, ImageFileTooLarge, InvalidBody
from reelcast.picture import MAX_FETCHED_BYTES, inspect
from reelcast.references import InlineImage, SentImage, sort_image
from reelcast.request import DURATIONS, MAX_IMAGES, Amplitude, AspectRatio, Generation
from reelcast.service import Once

MAX_FILE_BYTES = MAX_FETCHED_BYTES
"""A file of a form may be as large as one behind a URL."""
MAX_MODEL = 200
RATIOS = MappingProxyType(
    {
        "1920x1080": AspectRatio.WIDE,
        "1080x1920": AspectRatio.TALL,
        "1080x1080": AspectRatio.SQUARE,
        "1280x720": AspectRatio.WIDE,
        "720x1280": AspectRatio.TALL,
        "1792x1024": AspectRatio.WIDE,
        "1024x1792": AspectRatio.TALL,
    }
)
"""What each size that OpenAI's clients offer comes nearest to; all clips are 1080p."""
_REFERENCE = re.compile(r"input_reference(\[\d{0,3}\])?(\[image_url\])?")
_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_BOOLEANS = MappingProxyType({"true": True, "1": True, "false": False, "0": False})
_REFERENCE_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"image_url": {"type": "string"}},
            "required": ["image_url"],
        },
    ]
}


def _as_list(value: object) -> object:
    if value in (None, []):
        raise refusal(
            "at least one reference image is required; clips are made from images and a prompt"
        )
    return value if isinstance(value, list) else [value]


def _reference(value: object) -> object:
    """Bytes come from a form's file and cannot come from JSON."""
    if isinstance(value, dict) and isinstance(value.get("image_url"), str):
        value = value["image_url"]
    if not isinstance(value, str | bytes):
        hint = 'a URL, a data URI or {"image_url": ...}'
        if isinstance(value, dict) and "file_id" in value:
            raise refusal(f"file_id is not supported; send {hint}, or upload the file itself")
        raise refusal(f"must be {hint}, got {shown(value)}")
    return value


def _as_text(value: object) -> object:
    """A number as a form would have it; 5.0 is the same JSON number as 5."""
    if type(value) in (int, float):
        return str(DURATIONS[0] if value in DURATIONS else value)
    return value


class Creation(BaseModel):
    """A video to make from one to seven reference images and a prompt.

    `null` for an optional field is the same as leaving it out. Unknown members are ignored.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    prompt: Prompt = Field(
        description="What happens in the clip; counted in Unicode code points.",
        examples=["the cat walks along a harbour wall at dusk"],
        json_schema_extra={"minLength": 1, "pattern": r"\S"},
    )
    input_reference: Annotated[
        list[Annotated[Any, AfterValidator(_reference)]],
        Field(min_length=1, max_length=MAX_IMAGES),
        BeforeValidator(_as_list),
        WithJsonSchema(
            {
                "anyOf": [
                    *_REFERENCE_SCHEMA["anyOf"],
                    {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MAX_IMAGES,
                        "items": _REFERENCE_SCHEMA,
                    },
                ]
            }
        ),
    ] = Field(
        description=(
            "Reference images, one or a list: an http(s) URL, `data:image/png;base64,...`, or "
            '`{"image_url": ...}` with either. Limits as in the submission of the hosted API.'
        ),
        examples=[["https://example.org/cat.png"]],
    )
    model: Annotated[str, Field(max_length=MAX_MODEL), AfterValidator(storable)] | None = Field(
        default=None, description="Any name; it is given back. What renders is `engine`."
    )
    seconds: (
        Annotated[
            str,
            OneOf(tuple(str(each) for each in DURATIONS)),
            BeforeValidator(_as_text),
            WithJsonSchema(
                # Two enums: generators of clients know no enum of two types.
                {"anyOf": [{"type": "string", "enum": ["5"]}, {"type": "integer", "enum": [5]}]}
            ),
        ]
        | None
    ) = Field(default=None, description='Default: `"5"`.')
    size: Annotated[str, OneOf(tuple(RATIOS))] | None = Field(
        default=None,
        description=(
            "Sizes that are not 1080p choose the nearest proportions; the answer has the size the "
            "clip will have. Default: `1920x1080`."
        ),
    )
    seed: Seed | None = Field(
        default=None, description="Ours. Left out, `null` or -1: chosen at random."
    )
    aspect_ratio: Annotated[str, OneOf(tuple(AspectRatio))] | None = Field(
        default=None, description="Ours. Another way to say `size`."
    )
    movement_amplitude: Annotated[str, OneOf(tuple(Amplitude))] | None = Field(
        default=None, description="Ours. How far subjects and camera move. Default: `auto`."
    )
    bgm: bool | None = Field(
        default=None, description="Ours. Add background music. Default: `false`."
    )
    engine: Text | None = Field(
        default=None, description="Ours. One of the engines the operator enabled."
    )

    @model_validator(mode="after")
    def _one_shape(self) -> "Creation":
        if self.size and self.aspect_ratio and RATIOS[self.size] != self.aspect_ratio:
            sentence = f"{shown(self.size)} is not of the aspect_ratio {shown(self.aspect_ratio)}"
            raise refusal(sentence, "size")
        return self

    def generation(self) -> Generation:
        """The complete generation: defaults filled in, a seed chosen where none was given."""
        ratio = RATIOS[self.size] if self.size else self.aspect_ratio
        return Generation(
            prompt=self.prompt,
            seed=seed_or_random(self.seed),
            aspect_ratio=AspectRatio(ratio or AspectRatio.WIDE),
            movement_amplitude=Amplitude(self.movement_amplitude or Amplitude.AUTO),
            bgm=bool(self.bgm),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """A creation, read: what to make, from what, under which name and by which engine."""

    generation: Generation
    images: tuple[SentImage, ...]
    model: str
    engine: str | None


def read_creation(
    data: bytearray, content_type: str, name: str | None, *, max_pixels: int
) -> tuple[Order, Once | None]:
    """The order in a body, checked as far as can be without fetching anything, and its ``name``.

    ``data`` is emptied on the way. Raises ``InvalidBody`` with every fault of the fields, or the
    ``ImageError`` of the first image that cannot be used.
    """
    if not is_multipart(content_type):
        return read_once(data, name, lambda body: _order(read_json(body), max_pixels))
    parts = read_parts(data, content_type)
    once = Once(name, digest(parts)) if name is not None else None
    return _order(_document(parts), max_pixels), once


def _order(document: Any, max_pixels: int) -> Order:
    if isinstance(document, dict):
        document.setdefault("input_reference", None)
    try:
        creation = Creation.model_validate(document)
    except ValidationError as error:
        raise InvalidBody(*map(fault_of, error.errors(include_url=False))) from error
    images = (
        _image(each, f"input_reference[{index}]", max_pixels)
        for index, each in enumerate(creation.input_reference)
    )
    return Order(creation.generation(), tuple(images), creation.model or "", creation.engine)


def _document(parts: list[Part]) -> dict[str, Any]:
    """A form as the JSON document that says the same; files stay bytes."""
    document: dict[str, Any] = {"input_reference": []}
    for part in parts:
        if _REFERENCE.fullmatch(part.name):
            document["input_reference"].append(part.data if part.is_file else _text(part))
        elif part.name in Creation.model_fields:
            if part.name in document:
                raise InvalidBody(Fault(part.name, f"{part.name}: came twice"))
            document[part.name] = _value(part)
    return document


def _value(part: Part) -> object:
    text = _text(part)
    if part.name == "seed" and _INTEGER.fullmatch(text):
        return int(text)
    return _BOOLEANS.get(text.lower(), text) if part.name == "bgm" else text


def _text(part: Part) -> str:
    try:
        return part.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidBody(Fault(part.name, f"{part.name}: must be UTF-8 text")) from error


def _image(sent: str | bytes, field: str, max_pixels: int) -> SentImage:
    if isinstance(sent, bytes) and len(sent) > MAX_FILE_BYTES:
        raise ImageFileTooLarge(
            field, f"at most {MAX_FILE_BYTES >> 20} MB are allowed, got {len(sent)} bytes"
        )
    image = sort_image(sent, field) if isinstance(sent, str) else _inline(sent)
    if isinstance(image, InlineImage):
        inspect(image.data, field, max_pixels=max_pixels)
    return image


def _inline(data: bytes) -> InlineImage:
    return InlineImage(data, hashlib.sha256(data).hexdigest())
