"""What a create of the native dialect may hold. What is inside an image is judged elsewhere."""

import secrets
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from reelcast.api.fields import OneOf, Prompt, Text, refusal, shown, storable
from reelcast.errors import InvalidImageFormat
from reelcast.native import MODEL
from reelcast.references import addresses
from reelcast.request import (
    DURATIONS,
    MAX_IMAGES,
    MAX_SEED,
    RESOLUTIONS,
    Amplitude,
    AspectRatio,
    Generation,
)
from reelcast.task import Dialect, Origin

MAX_PAYLOAD = 1_048_576
Payload = Annotated[str, Field(max_length=MAX_PAYLOAD), AfterValidator(storable)]
OTHER_MODELS = (
    "vidu1.5",
    "vidu2.0",
    "viduq1-classic",
    "viduq2",
    "viduq2-pro",
    "viduq2-pro-fast",
    "viduq2-turbo",
    "viduq3",
    "viduq3-mix",
    "viduq3-turbo",
)
"""Models the vendor has and this server has not."""


def _is_ours(model: str) -> str:
    if model in OTHER_MODELS:
        raise refusal(f"{shown(model)} is not available on this server; use {shown(MODEL)}")
    if model != MODEL:
        raise refusal(f"must be {shown(MODEL)}, got {shown(model)}")
    return model


def _is_url(text: str) -> str:
    try:
        if text:
            addresses.parse(text, "callback_url")
    except InvalidImageFormat as error:
        raise refusal(error.what) from None
    return text


def _no_subjects(subjects: object) -> None:
    if subjects not in (None, []):
        raise refusal("is not supported; send the subjects' pictures as images")


_NOTHING = WithJsonSchema(
    {"anyOf": [{"type": "null"}, {"type": "array", "items": {}, "maxItems": 0}]}
)


class Create(BaseModel):
    """One clip to make from one to seven reference images and a prompt.

    `null` for an optional field is the same as leaving it out. Unknown members are ignored.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    model: Annotated[Text, AfterValidator(_is_ours)] = Field(
        description="Only `viduq1`.", json_schema_extra={"enum": [MODEL]}
    )
    images: list[Text] = Field(
        min_length=1,
        max_length=MAX_IMAGES,
        description=(
            "Reference images: an http(s) URL, or `data:image/png;base64,...` (also jpeg, jpg, "
            "webp). PNG, JPEG or WebP by content, at least 128x128 pixels, sides between 1:4 and "
            "4:1. At most 50 MB behind a URL, under 10 MB decoded in a data URI."
        ),
        examples=[["https://example.org/cat.png"]],
    )
    prompt: Prompt = Field(
        description="What happens in the clip; counted in Unicode code points.",
        examples=["the cat walks along a harbour wall at dusk"],
        json_schema_extra={"minLength": 1, "pattern": r"\S"},
    )
    subjects: Annotated[None, BeforeValidator(_no_subjects), _NOTHING] = Field(
        default=None, description="Not supported; `null` or `[]` pass."
    )
    duration: Annotated[int, OneOf(DURATIONS)] | None = Field(
        default=None, description="Seconds. Default: 5."
    )
    seed: Annotated[int, Field(ge=-1, le=MAX_SEED)] | None = Field(
        default=None,
        description=(
            "Same request and seed, same clip. Left out, `null`, 0 or -1: chosen at random and "
            "told in the answer."
        ),
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
    bgm: bool | None = Field(default=None, description="Add background music. Default: `false`.")
    payload: Payload | None = Field(
        default=None, description="Given back as it came in every query and callback."
    )
    callback_url: Annotated[Text, AfterValidator(_is_url)] | None = Field(
        default=None,
        description="Told by POST when the task is processing, a success or failed. Empty: none.",
    )
    off_peak: bool | None = Field(
        default=None, description="Taken and given back in the answer; nothing is put off."
    )
    audio: Any = Field(default=None, description="Taken and ignored: the clip has no speech.")
    watermark: Any = Field(default=None, description="Taken and ignored: none is ever drawn.")
    wm_position: Any = Field(default=None, description="Taken and ignored.")
    wm_url: Any = Field(default=None, description="Taken and ignored.")
    meta_data: Any = Field(default=None, description="Taken and ignored.")

    def generation(self) -> Generation:
        """The complete generation: defaults filled in, a seed chosen where none was given."""
        return Generation(
            prompt=self.prompt,
            # Never 0, which could not be asked for again.
            seed=1 + secrets.randbelow(MAX_SEED) if self.seed in (None, 0, -1) else self.seed,
            aspect_ratio=AspectRatio(self.aspect_ratio or AspectRatio.WIDE),
            movement_amplitude=Amplitude(self.movement_amplitude or Amplitude.AUTO),
            duration=self.duration or DURATIONS[0],
            resolution=self.resolution or RESOLUTIONS[0],
            bgm=bool(self.bgm),
        )

    def origin(self, base_url: str) -> Origin:
        """What is to be known of the request when it is called back about."""
        return Origin(
            dialect=Dialect.VIDU,
            callback_url=self.callback_url or None,
            base_url=base_url,
            payload=self.payload or "",
        )
