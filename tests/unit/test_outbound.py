import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import httpx
import pytest

from reelcast.errors import SettingsInvalid
from reelcast.outbound import AddressRefused, AllowList, GuardedTransport, is_public, look_up

CLOSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.1.2.3",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700::1111",
]


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_that_is_not_of_the_open_internet_is_closed(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_an_address_of_the_open_internet_is_open(address: str) -> None:
    assert is_public(ip_address(address))


class Names:
    """A resolver that answers from a list, one answer a question, and counts the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self._answers[len(self.asked) - 1]


async def get(url: str, names: Names, allow: Sequence[str] = ()) -> httpx.Response:
    transport = GuardedTransport(allow, look_up=names)
    try:
        return await transport.handle_async_request(
            httpx.Request("GET", url, extensions={"timeout": httpx.Timeout(2).as_dict()})
        )
    finally:
        await transport.aclose()


@pytest.mark.parametrize("address", CLOSED)
async def test_no_connection_is_made_to_a_closed_address(address: str) -> None:
    with pytest.raises(AddressRefused, match=r"^the address .* of files\.example is not public$"):
        await get("http://files.example/", Names([address]))


async def test_one_closed_address_among_open_ones_closes_the_host() -> None:
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        await get("https://files.example/", Names(["8.8.8.8", "10.0.0.1"]))


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]"]
)
async def test_other_spellings_of_this_machine_are_closed(host: str) -> None:
    transport = GuardedTransport()
    with pytest.raises((AddressRefused, httpx.ConnectError)) as caught:
        await transport.handle_async_request(httpx.Request("GET", f"http://{host}/"))
    assert "is not public" in str(caught.value) or "no address found" in str(caught.value)
    await transport.aclose()


async def test_a_port_other_than_those_of_the_web_is_closed() -> None:
    with pytest.raises(AddressRefused, match=r"^port 25 of mail\.example is neither 80 nor 443$"):
        await get("http://mail.example:25/", Names(["8.8.8.8"]))


@pytest.mark.parametrize(
    ("word", "host", "port"),
    [
        ("localhost", "localhost", 1),
        ("LocalHost.", "localhost", 1),
        ("files.example:9000", "files.example", 9000),
        ("files.example:80", "files.example", 80),
        ("bücher.example", "xn--bcher-kva.example", 80),
        ("127.0.0.1:9000", "127.0.0.1", 9000),
        ("[::1]:9000", "::1", 9000),
    ],
)
def test_an_allowed_host_is_known_by_name_and_port(word: str, host: str, port: int) -> None:
    allow = AllowList.parse([word])
    assert allow.names(host, port)
    assert not allow.names(f"evil.{host}", port)
    assert allow.names(host, port + 1) == (":" not in word)


@pytest.mark.parametrize(
    ("word", "inside", "outside"),
    [
        ("10.0.0.0/8", "10.200.0.1", "11.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
        ("127.0.0.1", "::ffff:127.0.0.1", "::1"),
        ("::1", "::1", "::2"),
        ("[::1]", "::1", "127.0.0.1"),
        ("fd00::/8", "fd12::1", "fe80::1"),
    ],
)
def test_an_allowed_network_is_known_by_address(word: str, inside: str, outside: str) -> None:
    allow = AllowList.parse([word])
    assert allow.covers(ip_address(inside))
    assert not allow.covers(ip_address(outside))


@pytest.mark.parametrize(
    "word", ["10.0.0.1/8", "http://localhost", "a/b", "host:port", "", "a b", "user@host"]
)
def test_a_word_that_opens_nothing_is_an_error_that_names_the_setting(word: str) -> None:
    with pytest.raises(SettingsInvalid, match=r"^REELCAST_FETCH_ALLOW: "):
        AllowList.parse([word])


async def test_a_host_without_address_is_no_connection() -> None:
    class Nowhere(Names):
        async def __call__(self, host: str, port: int) -> Sequence[str]:
            raise OSError("no such name")

    for names in (Nowhere(), Names([])):
        with pytest.raises(httpx.ConnectError, match=r"^no address found for nowhere\.example$"):
            await get("http://nowhere.example/", names)


async def test_a_name_that_cannot_be_one_is_no_connection() -> None:
    transport = GuardedTransport()
    with pytest.raises(httpx.ConnectError, match="no address found"):
        await transport.handle_async_request(httpx.Request("GET", f"http://{'a' * 70}.example/"))
    await transport.aclose()


async def test_a_name_server_that_is_silent_is_a_timeout() -> None:
    class Silent(Names):
        async def __call__(self, host: str, port: int) -> Sequence[str]:
            await asyncio.Event().wait()
            return []

    transport = GuardedTransport(look_up=Silent())
    timeout = httpx.Timeout(0.02).as_dict()
    request = httpx.Request("GET", "http://slow.example/", extensions={"timeout": timeout})
    with pytest.raises(httpx.ConnectTimeout, match=r"looking up slow\.example"):
        await transport.handle_async_request(request)
    await transport.aclose()


async def test_the_operating_system_is_asked_for_each_address_once() -> None:
    found = await look_up("127.0.0.1", 80)
    assert found == ["127.0.0.1"]
