"""Every way Reelcast can fail, as one tree; each class carries its code and its HTTP status.

::

    ReelcastError
    ├── RequestError                     the caller's fault
    │   ├── InvalidBody                  INVALID_REQUEST_BODY          400
    │   ├── ImageError                   names its field: images[2]
    │   │   ├── InvalidImageFormat       INVALID_IMAGE_FORMAT          400
    │   │   ├── ImageFileTooLarge        IMAGE_FILE_EXCEEDS_MAX_SIZE   400
    │   │   ├── ImageTooManyPixels       IMAGE_EXCEEDS_MAX_RESOLUTION  400
    │   │   ├── InvalidImageSize         INVALID_IMAGE_SIZE            400
    │   │   └── ImageUnreachable         IMAGE_UNREACHABLE             400
    │   ├── MissingKey                   MISSING_API_KEY               400
    │   ├── InvalidKey                   INVALID_API_KEY               403
    │   ├── ApiNotFound                  API_NOT_FOUND                 404
    │   ├── TaskNotFound                 TASK_NOT_FOUND                404
    │   ├── LinkInvalid                  VIDEO_LINK_INVALID            403
    │   ├── LinkExpired                  VIDEO_LINK_EXPIRED            403
    │   ├── VideoNotFound                VIDEO_NOT_FOUND               404
    │   ├── VideoNotReady                VIDEO_NOT_READY               409
    │   ├── TaskEnded                    TASK_ENDED                    409
    │   ├── NameReused                   IDEMPOTENCY_KEY_REUSED        409
    │   └── RateLimited                  RATE_LIMIT_EXCEEDED           429
    ├── CreateTaskFailed                 CREATE_TASK_FAILED            500
    ├── RenderError                      a clip could not be made
    │   ├── EngineFailed                 ENGINE_FAILED                 500
    │   ├── EngineDied                   ENGINE_DIED                   500
    │   ├── EngineStalled                ENGINE_STALLED                500
    │   └── EncodeFailed                 ENCODE_FAILED                 500
    ├── ServerRefused                    SERVER_REFUSED                502
    │   └── ServerUnreachable            SERVER_UNREACHABLE            503
    ├── Cancelled                        CANCELLED                     499
    ├── IllegalMove                      ILLEGAL_MOVE                  500
    └── SetupError                       the machine or its settings
        ├── SettingsInvalid              SETTINGS_INVALID              500
        ├── DatabaseUnavailable          DATABASE_UNAVAILABLE          503
        ├── WeightsUnavailable           WEIGHTS_UNAVAILABLE           503
        └── EngineUnknown                ENGINE_UNKNOWN                400

The messages are written for the person who has to act on them: the field, the limit, what came.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: the field (``images[2]``) and the whole sentence."""

    field: str
    message: str


class ReelcastError(Exception):
    """Root of the tree. ``str(error)`` is the sentence shown to the user."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500


class RequestError(ReelcastError):
    """The caller can mend it."""

    status = 400


class InvalidBody(RequestError):
    """The body is not what the contract asks for. ``faults`` holds all that is wrong with it."""

    code = "INVALID_REQUEST_BODY"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].message)
        self.faults = faults


class ImageError(RequestError):
    """An image cannot be used. The message begins with its field, ``images[2]: ...``."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field}: {what}")
        self.field = field
        self.what = what

    def __reduce__(self) -> tuple[type["ImageError"], tuple[str, str]]:
        return type(self), (self.field, self.what)


class InvalidImageFormat(ImageError):
    """The bytes are not a readable PNG, JPEG or WebP, or the data URI is malformed."""

    code = "INVALID_IMAGE_FORMAT"


class ImageFileTooLarge(ImageError):
    """The file is larger than its kind of source may be."""

    code = "IMAGE_FILE_EXCEEDS_MAX_SIZE"


class ImageTooManyPixels(ImageError):
    """The picture would unpack to more pixels than the server decodes."""

    code = "IMAGE_EXCEEDS_MAX_RESOLUTION"


class InvalidImageSize(ImageError):
    """The picture is too small, or too long and thin."""

    code = "INVALID_IMAGE_SIZE"


class ImageUnreachable(ImageError):
    """The URL could not be fetched, or may not be."""

    code = "IMAGE_UNREACHABLE"


class MissingKey(RequestError):
    """No key came with the request."""

    code = "MISSING_API_KEY"


class InvalidKey(RequestError):
    """The key is unknown or revoked."""

    code = "INVALID_API_KEY"
    status = 403


class ApiNotFound(RequestError):
    """No such route, or not with this method."""

    code = "API_NOT_FOUND"
    status = 404


class TaskNotFound(RequestError):
    """No such task, or it belongs to another key."""

    code = "TASK_NOT_FOUND"
    status = 404


class LinkInvalid(RequestError):
    """A video's URL does not carry the signature this server gave it."""

    code = "VIDEO_LINK_INVALID"
    status = 403


class LinkExpired(RequestError):
    """A video's URL was good once; polling the task again gives a new one."""

    code = "VIDEO_LINK_EXPIRED"
    status = 403


class VideoNotFound(RequestError):
    """The video was removed: it was kept as long as the server keeps videos."""

    code = "VIDEO_NOT_FOUND"
    status = 404


class VideoNotReady(RequestError):
    """The task has not ended, so there is no video yet."""

    code = "VIDEO_NOT_READY"
    status = 409


class TaskEnded(RequestError):
    """The task has ended, so it cannot be cancelled any more."""

    code = "TASK_ENDED"
    status = 409


class NameReused(RequestError):
    """An ``Idempotency-Key`` came a second time with another body."""

    code = "IDEMPOTENCY_KEY_REUSED"
    status = 409


class RateLimited(RequestError):
    """Too much at once. ``retry_after`` is in whole seconds."""

    code = "RATE_LIMIT_EXCEEDED"
    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CreateTaskFailed(ReelcastError):
    """The request was good but could not be written down; nothing was accepted."""

    code = "CREATE_TASK_FAILED"


class RenderError(ReelcastError):
    """A clip could not be made."""


class EngineFailed(RenderError):
    """The engine raised. Trying again would raise again."""

    code = "ENGINE_FAILED"


class EngineDied(RenderError):
    """The engine's process ended (out of memory, a crash). Worth another attempt."""

    code = "ENGINE_DIED"


class EngineStalled(RenderError):
    """The engine said nothing for too long and was killed. Worth another attempt."""

    code = "ENGINE_STALLED"


class ServerRefused(ReelcastError):
    """A server this program is a client of did not do as asked."""

    code = "SERVER_REFUSED"
    status = 502


class ServerUnreachable(ServerRefused):
    """No answer came at all; the next try may fare better."""

    code = "SERVER_UNREACHABLE"
    status = 503


class EncodeFailed(RenderError):
    """The clip's file could not be written: the disk is full, or the folder may not be written."""

    code = "ENCODE_FAILED"


class Cancelled(ReelcastError):
    """The work was stopped because somebody asked for it."""

    code = "CANCELLED"
    status = 499


class IllegalMove(ReelcastError):
    """A task was asked to go where its state does not lead."""

    code = "ILLEGAL_MOVE"


class SetupError(ReelcastError):
    """The machine or its settings need attention."""


class SettingsInvalid(SetupError):
    """A setting has a value it cannot have."""

    code = "SETTINGS_INVALID"


class DatabaseUnavailable(SetupError):
    """Postgres cannot be reached or started."""

    code = "DATABASE_UNAVAILABLE"
    status = 503


class WeightsUnavailable(SetupError):
    """A weight file is missing and could not be fetched, or is not the file it should be."""

    code = "WEIGHTS_UNAVAILABLE"
    status = 503


class EngineUnknown(SetupError):
    """No engine of that name is installed."""

    code = "ENGINE_UNKNOWN"
    status = 400
