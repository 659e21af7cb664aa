import asyncio
import base64
import gzip
import logging
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from reelcast.errors import ImageFileTooLarge, ImageUnreachable, InvalidImageFormat
from reelcast.outbound import GuardedTransport
from reelcast.references.fetch import Fetcher
from tests.integration.web import Web, drip, endless, hang_up, packed, reply, silence, web

CAT = b"\x89PNG the bytes of a cat" * 100
CERTIFICATE = Path(__file__).parent / "tls" / "files.example.pem"
"""Self-signed for files.example, together with its key; good from 2020 to 2120."""


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with web() as running:
        yield running


@pytest.fixture
async def pauses() -> list[float]:
    return []


@pytest.fixture
async def fetcher(pauses: list[float]) -> AsyncIterator[Fetcher]:
    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with Fetcher(allow=("127.0.0.1",), seconds=20, max_bytes=2**20, pause=pause) as fetcher:
        yield fetcher


async def test_a_file_is_fetched_whole_and_asked_for_unpacked(site: Web, fetcher: Fetcher) -> None:
    site.on("/cat.png?a=%2F", reply(200, CAT))
    assert await fetcher.fetch(site.url("/cat.png?a=%2F#top"), "images[0]") == CAT
    head = site.requests[0].lower()
    assert head.startswith("get /cat.png?a=%2f http/1.1\r\n")
    assert f"host: 127.0.0.1:{site.port}\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert "cookie" not in head


async def test_many_files_are_fetched_at_once(site: Web, fetcher: Fetcher) -> None:
    site.on("/cat.png", reply(200, CAT))
    urls = [site.url("/cat.png")] * 20
    files = await asyncio.gather(*(fetcher.fetch(url, "images[0]") for url in urls))
    assert files == [CAT] * 20


@pytest.mark.parametrize("status", [204, 302, 304, 400, 401, 403, 404, 410, 429])
async def test_any_other_answer_is_reported_and_not_tried_again(
    site: Web, fetcher: Fetcher, status: int
) -> None:
    site.on("/cat.png", reply(status, content_length=None))
    with pytest.raises(ImageUnreachable) as caught:
        await fetcher.fetch(site.url("/cat.png"), "images[1]")
    assert str(caught.value) == f"images[1]: could not be fetched (HTTP {status})"
    assert len(site.requests) == 1


async def test_a_server_that_recovers_is_asked_again(
    site: Web, fetcher: Fetcher, pauses: list[float]
) -> None:
    site.on("/cat.png", reply(503), hang_up, reply(200, CAT))
    assert await fetcher.fetch(site.url("/cat.png"), "images[0]") == CAT
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize(
    ("path", "words"), [("/busy", "HTTP 502"), ("/dead", "the connection broke off")]
)
async def test_three_tries_are_enough(
    site: Web, fetcher: Fetcher, pauses: list[float], path: str, words: str
) -> None:
    site.on("/busy", reply(502))
    site.on("/dead", hang_up)
    with pytest.raises(ImageUnreachable) as caught:
        await fetcher.fetch(site.url(path), "images[1]")
    assert str(caught.value) == f"images[1]: could not be fetched ({words})"
    assert (len(site.requests), len(pauses)) == (3, 2)


async def test_a_body_that_ends_early_is_asked_for_again(site: Web, fetcher: Fetcher) -> None:
    site.on("/cat.png", reply(200, CAT[:50], content_length=len(CAT)), reply(200, CAT))
    assert await fetcher.fetch(site.url("/cat.png"), "images[0]") == CAT


async def test_a_closed_port_is_no_connection(fetcher: Fetcher, pauses: list[float]) -> None:
    async with web() as site:
        url = site.url("/cat.png")
    with pytest.raises(ImageUnreachable, match=r"^images\[1\]: could not be fetched \(.*conn"):
        await fetcher.fetch(url, "images[1]")
    assert len(pauses) == 2


async def test_a_slow_drip_ends_with_the_time_allowed(site: Web) -> None:
    site.on("/drip", drip)
    async with Fetcher(allow=("127.0.0.1",), seconds=0.3) as fetcher:
        with pytest.raises(ImageUnreachable) as caught:
            await fetcher.fetch(site.url("/drip"), "images[1]")
    assert str(caught.value) == "images[1]: could not be fetched within 0.3 seconds"


async def test_a_silent_server_is_left_in_time_to_try_again(site: Web) -> None:
    async def at_once(_: float) -> None: ...

    site.on("/cat.png", silence, reply(200, CAT))
    async with Fetcher(allow=("127.0.0.1",), seconds=1.5, pause=at_once) as fetcher:
        assert await fetcher.fetch(site.url("/cat.png"), "images[0]") == CAT
    assert len(site.requests) == 2


async def test_exactly_the_largest_file_is_allowed(site: Web, fetcher: Fetcher) -> None:
    site.on("/most", reply(200, bytes(2**20)))
    site.on("/packed", packed(bytes(2**20)))
    assert len(await fetcher.fetch(site.url("/most"), "images[0]")) == 2**20
    assert len(await fetcher.fetch(site.url("/packed"), "images[0]")) == 2**20


async def test_a_declared_length_over_the_limit_is_refused_before_the_body(
    site: Web, fetcher: Fetcher
) -> None:
    site.on("/big", reply(200, content_length=50 * 2**20))
    with pytest.raises(ImageFileTooLarge) as caught:
        await fetcher.fetch(site.url("/big"), "images[1]")
    assert str(caught.value) == "images[1]: must be at most 1 MB, got 50.0 MB"


async def test_the_limit_of_the_contract_is_fifty_megabytes(site: Web) -> None:
    site.on("/big", reply(200, content_length=50 * 2**20 + 1))
    async with Fetcher(allow=("127.0.0.1",)) as fetcher:
        with pytest.raises(ImageFileTooLarge, match="must be at most 50 MB"):
            await fetcher.fetch(site.url("/big"), "images[1]")


async def test_a_body_without_end_is_cut_off_at_the_limit(site: Web, fetcher: Fetcher) -> None:
    site.on("/endless", endless)
    with pytest.raises(ImageFileTooLarge) as caught:
        await fetcher.fetch(site.url("/endless"), "images[1]")
    assert str(caught.value) == "images[1]: must be at most 1 MB, got more"


async def test_a_declared_length_that_lies_low_gets_no_more_than_it_says(
    site: Web, fetcher: Fetcher
) -> None:
    site.on("/liar", reply(200, bytes(3 * 2**20), content_length=10))
    assert await fetcher.fetch(site.url("/liar"), "images[1]") == bytes(10)


async def test_a_packed_bomb_is_never_unpacked(site: Web, fetcher: Fetcher) -> None:
    site.on("/bomb", packed(bytes(300 * 2**20)))
    tracemalloc.start()
    try:
        with pytest.raises(ImageFileTooLarge, match="must be at most 1 MB, got more"):
            await fetcher.fetch(site.url("/bomb"), "images[1]")
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "body", "words"),
    [
        ("br", CAT, "it came in the encoding 'br'"),
        ("gzip, gzip", gzip.compress(CAT, mtime=0), "it came in the encoding 'gzip, gzip'"),
        ("gzip", CAT, "its gzip encoding is broken"),
    ],
)
async def test_an_encoding_not_asked_for_is_refused(
    site: Web, fetcher: Fetcher, encoding: str, body: bytes, words: str
) -> None:
    site.on("/odd", reply(200, body, content_encoding=encoding))
    with pytest.raises(ImageUnreachable) as caught:
        await fetcher.fetch(site.url("/odd"), "images[1]")
    assert str(caught.value) == f"images[1]: could not be fetched ({words})"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_relative_and_absolute(
    site: Web, fetcher: Fetcher, status: int
) -> None:
    site.on("/a/first", reply(status, location="second"))
    site.on("/a/second", reply(status, location=site.url("/third")))
    site.on("/third", reply(200, CAT))
    assert await fetcher.fetch(site.url("/a/first"), "images[0]") == CAT


async def test_five_redirects_are_allowed_and_six_are_not(site: Web, fetcher: Fetcher) -> None:
    for step in range(6):
        site.on(f"/{step}", reply(302, location=f"/{step + 1}"))
    site.on("/6", reply(200, CAT))
    assert await fetcher.fetch(site.url("/1"), "images[0]") == CAT
    with pytest.raises(ImageUnreachable) as caught:
        await fetcher.fetch(site.url("/0"), "images[1]")
    assert str(caught.value) == "images[1]: could not be fetched (over 5 redirects)"


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("http://10.0.0.1/", "the address 10.0.0.1 is not public"),
        ("http://127.0.0.2/", "the address 127.0.0.2 is not public"),
        ("http://[::1]/", "the address ::1 is not public"),
        ("http://169.254.169.254/latest/", "the address 169.254.169.254 is not public"),
        ("http://8.8.8.8:22/", "port 22 of 8.8.8.8 is neither 80 nor 443"),
    ],
)
async def test_a_redirect_to_a_closed_address_is_refused(
    site: Web, fetcher: Fetcher, location: str, sentence: str
) -> None:
    site.on("/trap", reply(302, location=location))
    with pytest.raises(ImageUnreachable) as caught:
        await fetcher.fetch(site.url("/trap"), "images[1]")
    assert str(caught.value) == (
        f"images[1]: {sentence}; the operator can allow it with REELCAST_FETCH_ALLOW"
    )
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://x/", "data:,x", "http://a b/", "//[", "http://h:0/"]
)
async def test_a_redirect_out_of_the_web_is_refused(
    site: Web, fetcher: Fetcher, location: str
) -> None:
    site.on("/trap", reply(302, location=location))
    with pytest.raises(ImageUnreachable, match=r"\(HTTP 302 to an address that is none\)$"):
        await fetcher.fetch(site.url("/trap"), "images[1]")


async def test_without_leave_this_machine_is_closed(site: Web) -> None:
    async with Fetcher() as fetcher:
        with pytest.raises(ImageUnreachable, match=r"127\.0\.0\.1 is not public"):
            await fetcher.fetch(site.url("/"), "images[1]")
        with pytest.raises(ImageUnreachable, match=r"of localhost is not public"):
            await fetcher.fetch(site.url("/", host="localhost"), "images[1]")
    assert site.requests == []


async def test_leave_for_a_host_by_name_holds_for_its_port_alone(site: Web) -> None:
    site.on("/cat.png", reply(200, CAT))
    async with web() as other, Fetcher(allow=(f"localhost:{site.port}",)) as fetcher:
        assert await fetcher.fetch(site.url("/cat.png", host="localhost"), "images[0]") == CAT
        with pytest.raises(ImageUnreachable, match="is not public"):
            await fetcher.fetch(other.url("/cat.png", host="localhost"), "images[0]")


async def test_a_url_that_is_none_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidImageFormat, match=r"^images\[1\]: a URL must be http or https"):
        await fetcher.fetch("file:///etc/passwd", "images[1]")


class Rebinding:
    """A name server that answers differently each time it is asked."""

    def __init__(self, *answers: str) -> None:
        self.left = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return [self.left.pop(0)]


async def test_the_address_checked_is_the_address_connected_to(site: Web) -> None:
    site.on("/cat.png", reply(200, CAT))
    names = Rebinding("127.0.0.1", "169.254.169.254")
    guarded = GuardedTransport(("127.0.0.1",), look_up=names)
    async with Fetcher(transport=guarded) as fetcher:
        url = site.url("/cat.png", host="files.example")
        assert await fetcher.fetch(url, "images[0]") == CAT
        assert names.left == ["169.254.169.254"], "the name was looked up once"
        assert f"\r\nHost: files.example:{site.port}\r\n" in site.requests[0]
        with pytest.raises(ImageUnreachable, match=r"169\.254\.169\.254 of files\.example"):
            await fetcher.fetch(url, "images[0]")


async def test_every_redirect_is_looked_up_and_checked_again(site: Web) -> None:
    site.on("/first", reply(302, location="/second"))
    names = Rebinding("127.0.0.1", "10.0.0.1")
    async with Fetcher(transport=GuardedTransport(("127.0.0.1",), look_up=names)) as fetcher:
        with pytest.raises(ImageUnreachable, match=r"10\.0\.0\.1 of files\.example is not public"):
            await fetcher.fetch(site.url("/first", host="files.example"), "images[0]")


async def test_the_next_address_is_tried_where_the_first_takes_no_connection(site: Web) -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["::1", "127.0.0.1"]

    site.on("/cat.png", reply(200, CAT))
    async with Fetcher(transport=GuardedTransport(("::1", "127.0.0.1"), look_up=two)) as fetcher:
        assert await fetcher.fetch(site.url("/cat.png", host="files.example"), "images[0]") == CAT


async def test_credentials_in_a_url_are_sent_to_its_host_alone_and_logged_nowhere(
    site: Web, fetcher: Fetcher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with web() as other:
        site.on("/cat.png?token=hush", reply(302, location=other.url("/elsewhere")))
        other.on("/elsewhere", reply(404))
        url = site.url("/cat.png?token=hush").replace("//", "//me:se%20cret@")
        with pytest.raises(ImageUnreachable) as caught:
            await fetcher.fetch(url, "images[0]")
    sent = base64.b64encode(b"me:se cret").decode()
    assert f"\r\nAuthorization: Basic {sent}\r\n" in site.requests[0]
    assert "authorization" not in other.requests[0].lower()
    assert "cret" not in caplog.text + str(caught.value)
    assert "hush" not in caplog.text + str(caught.value)


async def test_no_proxy_is_taken_from_the_environment(
    site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.on("/cat.png", reply(200, CAT))
    async with Fetcher(allow=("127.0.0.1",)) as fetcher:
        assert await fetcher.fetch(site.url("/cat.png"), "images[0]") == CAT


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    ("host", "trusted", "words"),
    [
        ("files.example", True, ""),
        ("other.example", True, "not valid for 'other.example'"),
        ("127.0.0.1", True, "not valid for '127.0.0.1'"),
        ("files.example", False, "CERTIFICATE_VERIFY_FAILED"),
    ],
)
async def test_certificates_are_checked_against_the_name_in_the_url(
    host: str, trusted: bool, words: str
) -> None:
    async def at_once(_: float) -> None: ...

    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(CERTIFICATE)
    verify = ssl.create_default_context(cafile=CERTIFICATE) if trusted else None
    guarded = GuardedTransport(("127.0.0.1",), look_up=here, verify=verify)
    async with web(tls=ours) as site, Fetcher(transport=guarded, pause=at_once) as fetcher:
        site.on("/cat.png", reply(200, CAT))
        url = site.url("/cat.png", host=host, scheme="https")
        if not words:
            assert await fetcher.fetch(url, "images[0]") == CAT
            return
        with pytest.raises(ImageUnreachable, match=words):
            await fetcher.fetch(url, "images[0]")
        assert site.requests == []
