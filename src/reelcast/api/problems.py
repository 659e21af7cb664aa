"""From any error to its answer on the wire, in one place: the hosted API's flat error body."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any, TypeAlias
from uuid import uuid4

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reelcast.errors import (
    ApiNotFound,
    CreateTaskFailed,
    Fault,
    ImageError,
    InvalidBody,
    RateLimited,
    ReelcastError,
    RequestError,
    SetupError,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about an error, before it has the form of an answer."""

    status: int
    reason: str
    message: str
    faults: tuple[Fault, ...] = ()
    retry_after: int | None = None

    def body(self, trace_id: str) -> dict[str, Any]:
        """The flat error body; ``trace_id`` only appears in a fault of ours (5xx)."""
        metadata: dict[str, Any] = {}
        if self.faults:
            metadata["errors"] = [asdict(fault) for fault in self.faults]
        if self.status >= 500:
            metadata["trace_id"] = trace_id
        body = {"code": self.status, "reason": self.reason, "message": self.message}
        return {**body, "metadata": metadata}


Speaker: TypeAlias = Callable[[Said, str], tuple[int, dict[str, Any]]]
"""Says it in another dialect: what is said and the ``trace_id``, to a status and a body."""


def problem(error: Exception, speaker: Speaker | None = None) -> JSONResponse:
    """The answer to a request that failed, in the hosted API's form unless ``speaker`` has its own.

    A fault of ours (5xx) is logged under a fresh ``trace_id``, and its cause stays in the log.
    """
    words = said(error)
    trace_id = uuid4().hex
    if words.status >= 500:
        logger.error("%s trace_id=%s", words.reason, trace_id, exc_info=error)
    own = words.status, words.body(trace_id)
    status, body = speaker(words, trace_id) if speaker else own
    return JSONResponse(
        _sendable(body),
        status_code=status,
        headers=None if words.retry_after is None else {"Retry-After": str(words.retry_after)},
    )


def said(error: Exception) -> Said:
    """What the client is told. A cause that is no error of ours is not mentioned."""
    match error:
        case ReelcastError():
            return _ours(error)
        case ExceptionGroup():
            return _first_of([said(one) for one in error.exceptions])
        case ClientDisconnect():
            return _ours(InvalidBody(Fault("body", "body: the connection ended before it did")))
        case RequestValidationError():
            return _ours(InvalidBody(*map(_parameter_fault, error.errors())))
        case HTTPException(status_code=404 | 405):
            return _ours(ApiNotFound("there is no such API, or not with this method"))
        case HTTPException():
            return Said(error.status_code, HTTPStatus(error.status_code).name, error.detail)
    return _ours(ReelcastError())


def _ours(error: ReelcastError) -> Said:
    said = Said(error.status, error.code, str(error))
    match error:
        case InvalidBody():
            return replace(said, faults=error.faults)
        case ImageError():
            return replace(said, faults=(Fault(error.field, str(error)),))
        case RateLimited():
            return replace(said, retry_after=error.retry_after)
        case SetupError():
            return replace(said, message="the server is not ready; try again later")
        case RequestError() | CreateTaskFailed():
            return said
    return replace(said, message="something went wrong in the server; its log has the trace_id")


def _first_of(problems: list[Said]) -> Said:
    """The worst problem speaks, else the first, and lists the faults of all."""
    first = max(problems, key=lambda one: one.status)
    return replace(first, faults=tuple(fault for one in problems for fault in one.faults))


def _parameter_fault(error: dict[str, Any]) -> Fault:
    _, field, *inside = map(str, error["loc"])
    what = error["msg"].removeprefix("Value error, ").replace("Input should", "must")
    name = "".join([field, *(f"[{index}]" for index in inside)])
    return Fault(name, f"{name}: {what}, got {str(error['input'])[:40]!r}")


def _sendable(value: Any) -> Any:
    """The same with half surrogate pairs, which UTF-8 cannot carry, turned into ``?``."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {name: _sendable(member) for name, member in value.items()}
        case list():
            return [_sendable(member) for member in value]
    return value


def handlers() -> dict[
    int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]
]:
    """The application's exception handlers."""
    return {
        ReelcastError: _respond,
        ExceptionGroup: _respond,
        RequestValidationError: _respond,
        HTTPException: _respond,
        ClientDisconnect: _respond,
    }


class Unexpected:
    """Answers what no handler knew, innermost possible, so that the server's own page never shows.

    An error after the answer has begun goes on to the server, which cuts the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; one answer in any case."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await problem(error, _speaker(scope))(scope, receive, send)


async def _respond(request: Request, error: Exception) -> Response:
    return problem(error, _speaker(request.scope))


def _speaker(scope: Scope) -> Speaker | None:
    """Who speaks for the path: the application's ``state.speakers`` has them by prefix."""
    state = getattr(scope.get("app"), "state", None)
    speakers: dict[str, Speaker] = getattr(state, "speakers", {})
    path = scope["path"]
    return next((speak for prefix, speak in speakers.items() if path.startswith(prefix)), None)
