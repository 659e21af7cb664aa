"""What is asked for: a ``Generation``, frozen, validated and complete. Knows no wire format."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from reelcast.board import MAX_REFERENCES, Storyboard
from reelcast.errors import Fault, InvalidBody

MAX_IMAGES = MAX_REFERENCES
MAX_PROMPT = 1500
"""Unicode code points, so that a Chinese prompt may be as long as an English one."""
MAX_SEED = 4294967295
DURATIONS = (5,)
RESOLUTIONS = ("1080p",)
FRAMES_PER_SECOND = 24
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080)}
)
"""Width and height in pixels of a 1080p clip, by aspect ratio."""


class AspectRatio(StrEnum):
    """Width to height of the clip."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


class Amplitude(StrEnum):
    """How far subjects and camera move; ``AUTO`` lets the engine judge by the prompt."""

    AUTO = "auto"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Generation:
    """One clip, asked for. Its reference images travel beside it, not in it.

    ``duration`` in seconds, ``seed`` 0 to 4294967295; the same generation with the same
    references and the same engine version gives the same frames.

    ``storyboard`` is what the client wants to decide by itself; the rest of it is read from the
    prompt. ``groups`` are references, from 1, that show one subject each. Both are for engines that
    obey them.

    Raises ``InvalidBody`` with every fault when a value is outside the contract.
    """

    prompt: str
    seed: int
    aspect_ratio: AspectRatio = AspectRatio.WIDE
    movement_amplitude: Amplitude = Amplitude.AUTO
    duration: int = 5
    resolution: str = "1080p"
    bgm: bool = False
    storyboard: Storyboard | None = None
    groups: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise InvalidBody(*faults)

    def _faults(self) -> list[Fault]:
        faults = []
        if not self.prompt.strip():
            faults.append(Fault("prompt", "prompt: must not be empty"))
        if len(self.prompt) > MAX_PROMPT:
            faults.append(
                Fault(
                    "prompt",
                    f"prompt: at most {MAX_PROMPT} characters are allowed, got {len(self.prompt)}",
                )
            )
        if not 0 <= self.seed <= MAX_SEED:
            faults.append(Fault("seed", f"seed: must be between 0 and {MAX_SEED}, got {self.seed}"))
        if self.duration not in DURATIONS:
            faults.append(Fault("duration", f"duration: must be 5, got {self.duration}"))
        if self.resolution not in RESOLUTIONS:
            faults.append(
                Fault("resolution", f'resolution: must be "1080p", got "{self.resolution[:40]}"')
            )
        return faults

    @property
    def decisions(self) -> tuple[str, ...]:
        """What is decided beside the prompt, by its name in a request's ``extra``."""
        decided = {"storyboard": self.storyboard, "subjects": self.groups}
        return tuple(name for name, decision in decided.items() if decision)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as stored with the task."""
        wish = self.storyboard
        return {
            **asdict(self),
            # What was left unsaid stays so: it is not the same as the empty default.
            "storyboard": wish and wish.model_dump(mode="json", exclude_unset=True),
            "groups": [list(group) for group in self.groups],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Generation":
        """The generation that ``to_json`` wrote; what is missing has its default."""
        wish = data.get("storyboard")
        return cls(
            **{
                **data,
                "aspect_ratio": AspectRatio(data["aspect_ratio"]),
                "movement_amplitude": Amplitude(data["movement_amplitude"]),
                "storyboard": None if wish is None else Storyboard.model_validate(wish),
                "groups": tuple(tuple(group) for group in data.get("groups", ())),
            }
        )
