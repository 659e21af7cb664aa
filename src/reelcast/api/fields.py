"""The rules of a submission's fields, in one place: they validate, and OpenAPI is made from them.

What is inside an image is judged elsewhere.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from reelcast.request import (
    DURATIONS,
    MAX_IMAGES,
    MAX_PROMPT,
    MAX_SEED,
    RESOLUTIONS,
    Amplitude,
    AspectRatio,
    Generation,
)

OWN_WORDS = "reelcast"
"""Type of a validation error whose message is a finished sentence of ours."""

HALF_PAIR = "must not contain half a surrogate pair (\\ud800 to \\udfff)"
_SHOWN = 60
_UNSUPPORTED = {
    "webhook": "webhooks are not supported by this version; poll the task result instead",
    "custom_storage": "is not supported; the video is served by this server",
}


def shown(value: object) -> str:
    """A JSON value as an error message quotes it: short, and only its kind when it is a tree."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str) and len(value) > _SHOWN:
        value = f"{value[:_SHOWN]}..."
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return text if isinstance(value, str) or len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _refusal(message: str, field: str | None = None) -> PydanticCustomError:
    return PydanticCustomError(OWN_WORDS, "{message}", {"message": message, "field": field})


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a field that has few values: the refusal is in our words, the schema has ``enum``.

    Not a ``Literal``: pydantic's takes 5.0 for 5 even when strict.
    """

    choices: tuple[str, ...] | tuple[int, ...]

    def check(self, value: object) -> object:
        """``value``, when it is one of the choices."""
        if value not in self.choices:
            choices = " or ".join(shown(choice) for choice in self.choices)
            raise _refusal(f"must be {choices}, got {shown(value)}")
        return value

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "enum": list(self.choices)}


def _storable(text: str) -> str:
    """Neither Postgres nor UTF-8 takes everything that JSON can say."""
    if "\0" in text:
        raise _refusal("must not contain the character U+0000")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _refusal(HALF_PAIR) from None
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise _refusal("is required and must not be empty")
    return text


def _supported(extra: dict[str, Any]) -> dict[str, Any]:
    for name, why in _UNSUPPORTED.items():
        if extra.get(name) is not None:
            raise _refusal(why, f"extra.{name}")
    return extra


Text = Annotated[str, AfterValidator(_storable)]

_REFUSED_MEMBERS = Field(
    json_schema_extra={"properties": {name: {"type": "null"} for name in _UNSUPPORTED}}
)


class Submission(BaseModel):
    """One clip to make from one to seven reference images and a prompt.

    `null` for an optional field is the same as leaving it out. Unknown members are ignored.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    images: list[Text] = Field(
        min_length=1,
        max_length=MAX_IMAGES,
        description=(
            "Reference images: an http(s) URL, or `data:image/png;base64,...` (also jpeg, jpg, "
            "webp). PNG, JPEG or WebP by content, at least 128x128 pixels, sides between 1:4 and "
            "4:1. At most 50 MB behind a URL, under 10 MB decoded in a data URI "
            "(1 MB = 1048576 bytes). Data URIs are checked before the answer; a URL is fetched "
            "right after it, and a fault there ends the task as failed."
        ),
        examples=[["https://example.org/cat.png", "https://example.org/cat_from_behind.png"]],
    )
    prompt: Annotated[
        str,
        Field(max_length=MAX_PROMPT),
        AfterValidator(_storable),
        AfterValidator(_not_blank),
    ] = Field(
        description="What happens in the clip; counted in Unicode code points.",
        examples=["the cat walks along a harbour wall at dusk"],
        json_schema_extra={"minLength": 1, "pattern": r"\S"},
    )
    duration: Annotated[int, OneOf(DURATIONS)] | None = Field(
        default=None, description="Seconds. Default: 5."
    )
    seed: Annotated[int, Field(ge=-1, le=MAX_SEED)] | None = Field(
        default=None,
        description=(
            "Same request and seed, same clip. Left out, `null` or -1: chosen at random and told "
            "in the task's result. 0 is a seed like any other."
        ),
        examples=[1234],
    )
    aspect_ratio: Annotated[str, OneOf(tuple(AspectRatio))] | None = Field(
        default=None, description="Width to height. Default: `16:9`."
    )
    resolution: Annotated[str, OneOf(RESOLUTIONS)] | None = Field(
        default=None, description="Default: `1080p`."
    )
    movement_amplitude: Annotated[str, OneOf(tuple(Amplitude))] | None = Field(
        default=None, description="How far subjects and camera move. Default: `auto`."
    )
    bgm: bool | None = Field(
        default=None,
        description=(
            "Add background music. Default: `false`. This version takes it and makes no music yet."
        ),
    )
    extra: Annotated[dict[str, Any], AfterValidator(_supported), _REFUSED_MEMBERS] | None = Field(
        default=None,
        description=(
            "`webhook` and `custom_storage` are refused, since ignoring them would lose "
            "something; every other member is ignored."
        ),
    )

    def generation(self) -> Generation:
        """The complete generation: defaults filled in, a seed chosen where none was given."""
        seed = secrets.randbelow(MAX_SEED + 1) if self.seed in (None, -1) else self.seed
        return Generation(
            prompt=self.prompt,
            seed=seed,
            aspect_ratio=AspectRatio(self.aspect_ratio or AspectRatio.WIDE),
            movement_amplitude=Amplitude(self.movement_amplitude or Amplitude.AUTO),
            duration=self.duration or DURATIONS[0],
            resolution=self.resolution or RESOLUTIONS[0],
            bgm=bool(self.bgm),
        )
