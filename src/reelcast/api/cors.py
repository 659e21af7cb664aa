"""Use from a browser, by pages of the origins that the operator lists."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

METHODS = ("GET", "POST", "DELETE", "HEAD", "OPTIONS")
HEADERS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "Last-Event-ID",
    # The hosted API's own npm package sends these two.
    "X-Novita-Source",
    "X-Api-Source",
)


def allow(app: FastAPI, origins: tuple[str, ...]) -> None:
    """Let pages of the origins read every answer of ``app``, refusals and faults included.

    Add it after any middleware that answers by itself. Without origins nothing is added.
    """
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=HEADERS,
            expose_headers=["Retry-After"],
        )
