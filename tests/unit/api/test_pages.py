"""The documentation as it is served, from a checkout and from a wheel."""

import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from reelcast.api import pages
from tests.contract.novita import Api, assert_problem, serving

pytestmark = pytest.mark.known("ours")

ROOT = Path(__file__).parents[3]
DOCS = {path.relative_to(ROOT / "docs").as_posix(): path for path in ROOT.glob("docs/**/*.md")}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        api.http.headers.pop("Authorization")
        yield api


@pytest.mark.parametrize("name", DOCS)
async def test_every_page_is_served_as_it_is_written(api: Api, name: str) -> None:
    answer = await api.http.get(f"/docs/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text == DOCS[name].read_text("utf-8")


async def test_the_index_leads_to_every_page_and_nowhere_else(api: Api) -> None:
    answer = await api.http.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    title, _, rest = answer.text.partition("\n\n")
    assert title == "# Reelcast"
    assert rest.startswith("> ")
    links = re.findall(r"^- \[(.+)\]\((.+)\): (.+)$", answer.text, re.MULTILINE)
    assert len(links) == answer.text.count("\n- ")
    urls = {url for _, url, _ in links}
    assert urls == {
        *(f"http://reel.test:8080/docs/{name}" for name in DOCS),
        "http://reel.test:8080/openapi.json",
    }
    for url in urls:
        assert (await api.http.get(url)).status_code == 200
    assert all(10 < len(what) < 200 for _, _, what in links)


async def test_the_index_has_the_address_that_clients_see(tmp_path: Path) -> None:
    async with serving(tmp_path, public_url="https://reel.example.org") as api:
        text = (await api.http.get("/llms.txt")).text
        assert "(https://reel.example.org/docs/api.md)" in text
        assert "reel.test" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/docs/",
        "/docs/nothing.md",
        "/docs/api",
        "/docs/../pyproject.toml",
        "/docs/..%2fpyproject.toml",
        "/docs/%2e%2e/README.md",
        "/docs//etc/passwd",
        "/docs/%2fetc%2fpasswd",
        "/docs/architecture/%2e%2e/api.md",
        "/docs/gallery/demo.jpg",
        "/docs/api.md%00",
    ],
)
async def test_nothing_but_a_page_is_served(api: Api, path: str) -> None:
    assert_problem(await api.http.get(path), 404, "API_NOT_FOUND")


async def test_without_any_pages_the_index_still_names_the_api(
    api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "FOLDERS", (tmp_path,))
    answer = await api.http.get("/llms.txt")
    assert answer.text.count("\n- ") == 1
    assert_problem(await api.http.get("/docs/api.md"), 404, "API_NOT_FOUND")


def test_a_wheel_holds_the_package_and_its_documentation(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    folder = tmp_path / "site" / "reelcast" / pages.FOLDERS[0].name
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} == set(DOCS)
    assert {"reelcast/api/pages.py", "reelcast/store/queries.sql", "reelcast/py.typed"} <= names
    assert not [name for name in names if name.endswith((".png", ".jpg")) or "tests" in name]


async def test_head_asks_health_without_a_body(api: Api) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await api.http.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
    api.service.failure = RuntimeError()
    assert (await api.http.head("/readyz")).status_code == 500
