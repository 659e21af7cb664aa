"""For whoever keeps the server running: is it alive, is it ready."""

from fastapi import APIRouter
from starlette.requests import Request

from reelcast.api import openapi
from reelcast.api.answers import Health
from reelcast.api.edge import Edge
from reelcast.errors import DatabaseUnavailable


def router() -> APIRouter:
    """The routes for operators; they need no key."""
    routes = APIRouter(tags=["health"])
    routes.add_api_route("/healthz", healthz, methods=["GET"], summary="The process is alive")
    routes.add_api_route("/healthz", healthz, methods=["HEAD"], include_in_schema=False)
    routes.add_api_route(
        "/readyz",
        readyz,
        methods=["GET"],
        summary="Requests can be served",
        responses=openapi.problems(DatabaseUnavailable()),
    )
    routes.add_api_route("/readyz", readyz, methods=["HEAD"], include_in_schema=False)
    return routes


async def healthz() -> Health:
    """Touches nothing else."""
    return Health(status="ok")


async def readyz(request: Request) -> Health:
    """Asks the database."""
    await Edge.of(request).service.ready()
    return Health(status="ready")
