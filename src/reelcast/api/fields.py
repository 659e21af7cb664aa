"""The rules of a submission's fields, in one place: they validate, and OpenAPI is made from them.

What is inside an image is judged elsewhere.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from reelcast.board import MAX_REFERENCES, Storyboard
from reelcast.errors import Fault
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
from reelcast.steering import decided, group_faults, storyboard_faults
from reelcast.task import Origin, Status
from reelcast.webhooks import MAX_URL, url_fault

OWN_WORDS = "reelcast"
"""Type of a validation error whose message is a finished sentence of ours."""

HALF_PAIR = "must not contain half a surrogate pair (\\ud800 to \\udfff)"
_SHOWN = 60


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


def refusal(message: str, field: str | None = None) -> PydanticCustomError:
    """The error of a validator, in our words; ``field`` when it is not the one validated."""
    return PydanticCustomError(OWN_WORDS, "{message}", {"message": message, "field": field})


def refusals(faults: tuple[Fault, ...]) -> PydanticCustomError:
    """The error of a validator that looks at a whole record and finds all that is wrong with it."""
    return PydanticCustomError(OWN_WORDS, "{faults}", {"faults": faults})


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
            raise refusal(f"must be {choices}, got {shown(value)}")
        return value

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "enum": list(self.choices)}


def storable(text: str) -> str:
    """Neither Postgres nor UTF-8 takes everything that JSON can say."""
    if "\0" in text:
        raise refusal("must not contain the character U+0000")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise refusal(HALF_PAIR) from None
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise refusal("is required and must not be empty")
    return text


def _callable(url: str) -> str:
    if fault := url_fault(url):
        raise refusal(fault)
    return url


def _unsupported(value: object) -> object:
    if value is not None:
        raise refusal("is not supported; the video is served by this server")
    return value


def seed_or_random(seed: int | None) -> int:
    """The seed to use: left out and -1 mean one chosen at random."""
    return secrets.randbelow(MAX_SEED + 1) if seed in (None, -1) else seed


Text = Annotated[str, AfterValidator(storable)]
Prompt = Annotated[
    str, Field(max_length=MAX_PROMPT), AfterValidator(storable), AfterValidator(_not_blank)
]
Seed = Annotated[int, Field(ge=-1, le=MAX_SEED)]

GroupedImage = Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": MAX_REFERENCES})]
"""An image by its number; whether it is there is judged with the images."""
Group = Annotated[list[GroupedImage], Field(min_length=1, max_length=MAX_REFERENCES)]

Ignored = Annotated[Any, Field(description="Accepted and ignored: it has no meaning here.")]


class Rehearsal(BaseModel):
    """A test of the webhook: nothing is rendered, and the task ends as asked, with a test card."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    enabled: bool | None = Field(default=None, description="Default: `false`.")
    return_task_status: (
        Annotated[str, OneOf((Status.SUCCEED.value, Status.FAILED.value))] | None
    ) = Field(default=None, description="How the task ends. Default: `TASK_STATUS_SUCCEED`.")


class Webhook(BaseModel):
    """Who is told how the task ends."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    url: Annotated[Text, AfterValidator(_callable)] = Field(
        description=(
            "Gets a POST when the task has ended, with what polling gives. An answer other than "
            "2xx, or none in 5 s, is followed by up to five more tries; redirects are not followed."
        ),
        examples=["https://me.example/hook"],
        json_schema_extra={"format": "uri", "minLength": 1, "maxLength": MAX_URL},
    )
    test_mode: Rehearsal | None = None


class Extra(BaseModel):
    """What goes beside the clip itself. Members not listed here are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    webhook: Webhook | None = None
    engine: Text | None = Field(
        default=None,
        description="What renders: one of the engines this server has enabled. Default: its own.",
        examples=["stage"],
    )
    storyboard: Storyboard | None = Field(
        default=None,
        description="What you decide by yourself; what is left out is read from the prompt. "
        "Unknown members are refused. For engines that obey it, such as `stage`.",
        examples=[{"setting": "beach", "subjects": [{"reference": 1, "action": "run"}]}],
    )
    subjects: Annotated[list[Group], Field(max_length=MAX_REFERENCES)] | None = Field(
        default=None,
        description="Images, numbered from 1, that show the same subject, as a list for each one. "
        "For engines that obey it, such as `stage`.",
        examples=[[[1, 2], [3]]],
    )
    custom_storage: Annotated[Any, AfterValidator(_unsupported)] = Field(
        default=None,
        description="Refused, since ignoring it would lose the output.",
        json_schema_extra={"type": "null"},
    )
    enterprise_plan: Ignored = None
    enable_nsfw_detection: Ignored = None
    nsfw_detection_level: Ignored = None
    response_image_type: Ignored = None
    response_video_type: Ignored = None

    def origin(self, base_url: str) -> Origin:
        """What the worker needs to answer; ``base_url`` begins this server's own URLs."""
        hook = self.webhook
        if hook is None:
            return Origin(base_url=base_url)
        rehearsal = None
        if hook.test_mode and hook.test_mode.enabled:
            rehearsal = Status(hook.test_mode.return_task_status or Status.SUCCEED)
        return Origin(callback_url=hook.url, base_url=base_url, rehearsal=rehearsal)


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
    prompt: Prompt = Field(
        description="What happens in the clip; counted in Unicode code points.",
        examples=["the cat walks along a harbour wall at dusk"],
        json_schema_extra={"minLength": 1, "pattern": r"\S"},
    )
    duration: Annotated[int, OneOf(DURATIONS)] | None = Field(
        default=None, description="Seconds. Default: 5."
    )
    seed: Seed | None = Field(
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
    extra: Extra | None = Field(
        default=None, description="What goes beside the clip itself, such as a webhook."
    )

    @model_validator(mode="after")
    def _is_about_its_images(self) -> Self:
        images, beside = len(self.images), self.beside
        faults = group_faults(beside.subjects or [], images)
        if beside.storyboard:
            faults += storyboard_faults(beside.storyboard, images)
        if faults:
            raise refusals(faults)
        return self

    @property
    def beside(self) -> Extra:
        """The ``extra``, empty when none was sent."""
        return self.extra or Extra()

    def generation(self) -> Generation:
        """The complete generation: defaults filled in, a seed chosen where none was given."""
        wish = self.beside.storyboard
        return Generation(
            prompt=self.prompt,
            seed=seed_or_random(self.seed),
            aspect_ratio=AspectRatio(self.aspect_ratio or AspectRatio.WIDE),
            movement_amplitude=Amplitude(self.movement_amplitude or Amplitude.AUTO),
            duration=self.duration or DURATIONS[0],
            resolution=self.resolution or RESOLUTIONS[0],
            bgm=bool(self.bgm),
            storyboard=wish and decided(wish),
            groups=tuple(map(tuple, self.beside.subjects or ())),
        )
