"""Who is asking: the key in the ``Authorization`` header, with or without ``Bearer``."""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import Request

from reelcast.api.edge import Edge
from reelcast.errors import MissingKey
from reelcast.store.keys import Key

_BEARER = HTTPBearer(
    scheme_name="bearer", description="`Authorization: Bearer KEY`", auto_error=False
)
_RAW = APIKeyHeader(
    name="Authorization",
    scheme_name="raw_key",
    description="`Authorization: KEY`, as the hosted API's npm package sends it",
    auto_error=False,
)


def secret_of(header: str | None) -> str:
    """The key in an ``Authorization`` header's value. Raises ``MissingKey`` when there is none."""
    first, _, rest = (header or "").strip().partition(" ")
    secret = rest.strip() if first.lower() == "bearer" else f"{first} {rest}".strip()
    if not secret:
        raise MissingKey("Authorization: an API key is required, as in: Authorization: Bearer KEY")
    return secret


async def authenticated(
    request: Request,
    _bearer: Annotated[object, Security(_BEARER)],
    _raw: Annotated[object, Security(_RAW)],
) -> Key:
    """The caller's key. Raises ``MissingKey`` and ``InvalidKey``; the body is not touched.

    The two schemes are there for OpenAPI, where either will do; by themselves they refuse nothing.
    """
    secret = secret_of(request.headers.get("authorization"))
    return await Edge.of(request).service.authenticate(secret)


Caller = Annotated[Key, Depends(authenticated)]
