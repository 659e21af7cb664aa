"""Builds the HTTP application from values. Holds no route and no logic of its own."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import Lifespan

from reelcast.api import cors, files, health, novita, openapi, pages, tasks, videos, vidu
from reelcast.api.edge import Edge, UrlSigner, Verbs
from reelcast.api.problems import Unexpected, handlers
from reelcast.api.watch import Watch
from reelcast.artifacts.base import ArtifactStore
from reelcast.settings import Settings

DESCRIPTION = """\
Reference images and a prompt in, a five-second 1080p clip out. The contract is that of the hosted
"Vidu Q1 Reference to Video" API: submit, then poll the task result until it has ended.
"""


def build(
    service: Verbs,
    settings: Settings,
    artifacts: ArtifactStore,
    signer: UrlSigner,
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """The application over a service. ``lifespan`` opens and closes what stands behind it."""
    app = FastAPI(
        title="Reelcast",
        version=version("reelcast"),
        description=DESCRIPTION,
        lifespan=lifespan,
        exception_handlers=handlers(),
        redirect_slashes=False,
        # FastAPI's pages load their scripts from elsewhere on the internet.
        docs_url=None,
        redoc_url=None,
    )
    app.state.edge = Edge.over(service, settings, signer)
    app.state.artifacts, app.state.signer = artifacts, signer
    app.state.speakers = {vidu.PREFIX: vidu.speak, videos.PREFIX: videos.speak}
    app.include_router(novita.router())
    app.include_router(vidu.router())
    app.include_router(videos.router())
    app.state.watch = Watch(service.look_again)
    app.include_router(tasks.router())
    app.include_router(pages.router(), responses=openapi.ANY_REFUSAL)
    app.include_router(files.router, responses=openapi.ANY_REFUSAL)
    app.include_router(health.router())
    app.add_middleware(Unexpected)
    cors.allow(app, settings.cors_origins)
    return app
