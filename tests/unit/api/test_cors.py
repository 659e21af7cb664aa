"""Use from a browser: which origins, which headers, on every kind of answer."""

from pathlib import Path

import pytest

from reelcast.errors import SettingsInvalid
from reelcast.settings import Settings
from tests.contract.novita import RESULT, SUBMIT, serving

pytestmark = pytest.mark.known("ours")

HERE = "https://app.example.org"
ELSEWHERE = "https://evil.example.net"
SENT = "authorization, content-type, idempotency-key, last-event-id, x-novita-source, x-api-source"


def preflight(origin: str, method: str = "POST", headers: str = SENT) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
        "Authorization": "",
    }


async def test_without_origins_no_answer_says_anything_of_them(tmp_path: Path) -> None:
    async with serving(tmp_path) as api:
        for answer in (
            await api.http.options(SUBMIT, headers=preflight(HERE)),
            await api.http.get("/healthz", headers={"Origin": HERE}),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "HEAD"])
async def test_a_page_of_a_listed_origin_may_send_what_clients_send(
    tmp_path: Path, method: str
) -> None:
    async with serving(tmp_path, cors_origins=(HERE, "http://localhost:3000")) as api:
        answer = await api.http.options(SUBMIT, headers=preflight(HERE, method))
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == HERE
        allowed = answer.headers["access-control-allow-headers"].lower()
        assert set(SENT.split(", ")) <= set(allowed.split(", "))
        assert method in answer.headers["access-control-allow-methods"]


async def test_pages_of_other_origins_may_not(tmp_path: Path) -> None:
    async with serving(tmp_path, cors_origins=(HERE,)) as api:
        refused = await api.http.options(SUBMIT, headers=preflight(ELSEWHERE))
        assert refused.status_code == 400
        plain = await api.http.get("/healthz", headers={"Origin": ELSEWHERE})
        for answer in (refused, plain):
            assert "access-control-allow-origin" not in answer.headers
            assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("origins", "allowed"), [((HERE,), HERE), (("*",), "*")], ids=["listed", "any"]
)
async def test_refusals_and_faults_can_be_read_too(
    tmp_path: Path, origins: tuple[str, ...], allowed: str
) -> None:
    async with serving(tmp_path, cors_origins=origins) as api:
        here = {"Origin": HERE}
        answers = [
            await api.http.get(RESULT, headers=here),
            await api.http.get(RESULT, headers={**here, "Authorization": ""}),
            await api.http.get("/nowhere", headers=here),
            await api.http.get("/files/videos/x.mp4", headers=here),
            await api.http.get("/healthz", headers=here),
        ]
        api.service.failure = ZeroDivisionError("a fault of ours")
        answers.append(await api.http.get("/readyz", headers=here))
        assert [answer.status_code for answer in answers] == [400, 400, 404, 403, 200, 500]
        for answer in answers:
            assert answer.headers["access-control-allow-origin"] == allowed
            assert answer.headers["access-control-expose-headers"] == "Retry-After"
            assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://App.example.org, http://localhost:3000", (HERE, "http://localhost:3000")),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
    ],
)
def test_origins_are_words_between_commas(
    monkeypatch: pytest.MonkeyPatch, text: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REELCAST_CORS_ORIGINS", text)
    settings = Settings.read()
    assert settings.cors_origins == origins
    monkeypatch.setenv("REELCAST_CORS_ORIGINS", settings.environment()["REELCAST_CORS_ORIGINS"])
    assert Settings.read().cors_origins == origins


@pytest.mark.parametrize("text", ["app.example.org", "https://a.example/", "https://*.a.example/x"])
def test_what_no_browser_would_send_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("REELCAST_CORS_ORIGINS", text)
    with pytest.raises(SettingsInvalid, match=r"REELCAST_CORS_ORIGINS.*such as https"):
        Settings.read()
