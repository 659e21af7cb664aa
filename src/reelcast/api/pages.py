"""The documentation, as Markdown: each page, and the index of them that programs read.

Pages are found by name among those that are there; no part of a URL becomes part of a path.
"""

import re
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reelcast.api import openapi
from reelcast.api.edge import Edge
from reelcast.errors import ApiNotFound

PACKAGE = Path(__file__).parents[1]
FOLDERS = (PACKAGE / "docs", PACKAGE.parents[1] / "docs")
"""In an installed package, and in a checkout it was installed from as editable."""

HEAD = """\
# Reelcast

> A self-hosted reference-to-video service that speaks the wire contract of the hosted "Vidu Q1
> Reference to Video" API: reference images and a prompt in, a five-second 1080p clip out.

## Docs

"""

_NO_PAGE = "there is no such page; /llms.txt lists them"


class MarkdownResponse(PlainTextResponse):
    """A page of the documentation."""

    media_type = "text/markdown"


def pages() -> dict[str, Path]:
    """The pages by their names, such as ``api.md`` and ``architecture/00-overview.md``."""
    folder = next((folder for folder in FOLDERS if (folder / "api.md").is_file()), None)
    found = sorted(folder.rglob("*.md")) if folder else []
    return {path.relative_to(folder).as_posix(): path for path in found if folder}


def router() -> APIRouter:
    """The routes of the documentation; they need no key."""
    routes = APIRouter(tags=["docs"])
    routes.add_api_route(
        "/llms.txt",
        index,
        methods=["GET"],
        summary="Index of the documentation",
        response_class=Response,
        responses=_text("text/plain"),
    )
    routes.add_api_route(
        "/docs/{page:path}",
        read_page,
        methods=["GET"],
        summary="A page of the documentation",
        response_class=Response,
        responses={**_text("text/markdown"), **openapi.problems(ApiNotFound(_NO_PAGE))},
    )
    return routes


def index(request: Request) -> Response:
    """All pages with what they are about, as https://llmstxt.org describes it."""
    base = Edge.of(request).base_url(request)
    lines = [_line(base, name, path.read_text("utf-8")) for name, path in pages().items()]
    api = f"- [OpenAPI]({base}/openapi.json): every route, body, error and example\n"
    return PlainTextResponse(HEAD + "".join(lines) + api)


def read_page(page: str) -> Response:
    """The page as it is written."""
    path = pages().get(page)
    if path is None:
        raise ApiNotFound(_NO_PAGE)
    return MarkdownResponse(path.read_text("utf-8"))


def _text(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}}}


def _line(base: str, name: str, text: str) -> str:
    """A page's entry: its heading, and the first sentence of what follows."""
    title, _, rest = text.removeprefix("# ").partition("\n")
    paragraph = " ".join(rest.strip().partition("\n\n")[0].split())
    sentence = re.split(r"(?<=[.:]) ", paragraph, maxsplit=1)[0].rstrip(".:")
    return f"- [{title}]({base}/docs/{name}): {sentence}\n"
