"""The shapes of the answers, for OpenAPI. Nothing is validated against them in production."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reelcast.task import Status


class Accepted(BaseModel):
    """The request was accepted; poll the task result with this id."""

    model_config = ConfigDict(extra="forbid")

    task_id: str = Field(examples=["830d9c90-d53f-4c5a-8009-0123456789ab"])


class TaskState(BaseModel):
    """Where the task is."""

    model_config = ConfigDict(extra="forbid")

    task_id: str = Field(examples=["830d9c90-d53f-4c5a-8009-0123456789ab"])
    task_type: str
    status: Status
    reason: str = Field(description="Why a failed task failed; empty otherwise.")
    eta: int = Field(description="Seconds left, as far as is known; 0 when it is not.")
    progress_percent: int = Field(ge=0, le=100)


class Video(BaseModel):
    """A finished clip."""

    model_config = ConfigDict(extra="forbid")

    video_url: str = Field(description="Absolute and signed; needs no key. Renewed by each poll.")
    video_url_ttl: str = Field(description="Seconds the URL is good for, in digits.")
    video_type: Literal["mp4"]
    nsfw_detection_result: None


class DebugInfo(BaseModel):
    """When things happened, in epoch milliseconds written in digits."""

    model_config = ConfigDict(extra="forbid")

    request_info: str
    submit_time_ms: str
    execute_time_ms: str
    complete_time_ms: str


class ResultExtra(BaseModel):
    """Empty until the task has succeeded."""

    model_config = ConfigDict(extra="forbid")

    seed: str = Field(default="", description="The seed that was used, in digits.")
    debug_info: DebugInfo | None = None


class TaskResult(BaseModel):
    """A task as it is now."""

    model_config = ConfigDict(extra="forbid")

    task: TaskState
    images: list[Any] = Field(max_length=0)
    videos: list[Video]
    audios: list[Any] = Field(max_length=0)
    extra: ResultExtra


class ToldAddress(BaseModel):
    """The webhook that is told."""

    model_config = ConfigDict(extra="forbid")

    url: str


class EventExtra(ResultExtra):
    """What polling gives, and the address told."""

    webhook: ToldAddress


class EventPayload(TaskResult):
    """The task as it ended, in the form polling gives."""

    extra: EventExtra


class TaskEvent(BaseModel):
    """A task has ended, well or not."""

    model_config = ConfigDict(extra="forbid")

    event_type: Literal["ASYNC_TASK_RESULT"]
    payload: EventPayload


class FieldFault(BaseModel):
    """One thing that is wrong with the request."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(examples=["images[2]"])
    message: str


class Metadata(BaseModel):
    """What more there is to say about a problem; each member only where it applies."""

    model_config = ConfigDict(extra="forbid")

    errors: list[FieldFault] = Field(
        default=[], description="Everything wrong with the body, the message's fault first."
    )
    trace_id: str = Field(default="", description="Finds the server's log entry of a 5xx answer.")


class Problem(BaseModel):
    """Any answer that is not 200."""

    model_config = ConfigDict(extra="forbid")

    code: int = Field(description="The HTTP status again.")
    reason: str = Field(examples=["INVALID_REQUEST_BODY"])
    message: str
    metadata: Metadata


class Health(BaseModel):
    """One word."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "ready"]
