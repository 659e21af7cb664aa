"""HTTP to addresses that strangers name: only public ones, judged where the connection is made.

A URL's host is looked up once; every address found is checked and the connection goes to one of
them, so a name that answers differently a moment later (DNS rebinding) gains nothing. Knows no
images and no webhooks, follows no redirect and retries nothing: each request is checked alone.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import httpx

from reelcast.errors import SettingsInvalid

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""From host and port to addresses as text; raises ``OSError`` where there are none."""

PUBLIC_PORTS = (80, 443)
_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?")
_LITERAL_V6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")

# IANA's special-purpose address registries, and what clouds keep for themselves. Written out
# because what ``ipaddress`` calls global changes between Python's patch releases.
_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform service, though in a public range
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all else is loopback, local, multicast or unassigned
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: leads to any IPv4 address
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(httpx.TransportError):
    """The request would have left for an address or port that is not open to strangers' URLs."""


def is_host(text: str) -> bool:
    """Whether a URL's raw host could be a name or an address; httpx lets nearly anything pass."""
    return bool(_NAME.fullmatch(text) or _LITERAL_V6.fullmatch(text))


def is_public(address: Address) -> bool:
    """Whether the address is one of the open internet, for IPv6 also by the IPv4 address inside."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_V6 and not any(address in network for network in _CLOSED_V6)


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the operating system knows them, best first."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AllowList:
    """What the operator opened: hosts by name, on one port or any, and networks on any port."""

    hosts: frozenset[tuple[str, int | None]]
    networks: tuple[Network, ...]

    @classmethod
    def parse(cls, words: Iterable[str], *, setting: str = "REELCAST_FETCH_ALLOW") -> "AllowList":
        """From words such as ``localhost``, ``files.example:9000``, ``127.0.0.1``, ``10.0.0.0/8``.

        Raises ``SettingsInvalid``, naming ``setting``, for a word that is none of these.
        """
        hosts: set[tuple[str, int | None]] = set()
        networks: list[Network] = []
        for word in words:
            try:
                networks.append(ip_network(word.strip("[]")))
            except ValueError:
                hosts.add(_host_and_port(word, setting))
        return cls(frozenset(hosts), tuple(networks))

    def names(self, host: str, port: int) -> bool:
        """Whether this very host is open, wherever its name leads."""
        return (host, None) in self.hosts or (host, port) in self.hosts

    def covers(self, address: Address) -> bool:
        """Whether the address lies in an opened network, also when written as IPv6."""
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.networks)


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that reaches public addresses on ports 80 and 443, and what is allowed.

    Raises ``AddressRefused`` before anything is sent; ``httpx.ConnectError`` where the host has no
    address. ``setting`` is where ``allow`` comes from, for its errors. ``verify`` is the TLS
    context to check certificates with; there is no way to leave the check out. Takes no proxy from
    the environment and keeps no connection open.
    """

    def __init__(
        self,
        allow: Iterable[str] = (),
        *,
        setting: str = "REELCAST_FETCH_ALLOW",
        look_up: Resolver = look_up,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._allow = AllowList.parse(allow, setting=setting)
        self._look_up = look_up
        # Connections are aimed at addresses, so one that were kept could be handed to another
        # host at the same address, without its certificate having been checked.
        self._inner = httpx.AsyncHTTPTransport(
            verify=verify or True,
            trust_env=False,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=0),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first of its host's addresses that takes the connection."""
        host = request.url.raw_host.decode("ascii").rstrip(".")
        port = _port(request.url)
        addresses = await self._found(host, port, request)
        for address in addresses:
            self._check(host, port, address)
        fault: httpx.TransportError = httpx.ConnectError(f"no address found for {host}")
        for address in addresses:
            try:
                return await self._inner.handle_async_request(_aimed(request, host, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                fault = error
        raise fault

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()

    async def _found(self, host: str, port: int, request: httpx.Request) -> list[Address]:
        patience = request.extensions.get("timeout", {}).get("connect")
        try:
            async with asyncio.timeout(patience):
                return [ip_address(text) for text in await self._look_up(host, port)]
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"looking up {host} took too long") from error
        except (OSError, UnicodeError) as error:  # no such name, or one that cannot be a name
            raise httpx.ConnectError(f"no address found for {host}") from error

    def _check(self, host: str, port: int, address: Address) -> None:
        if self._allow.names(host, port) or self._allow.covers(address):
            return
        if not is_public(address):
            owner = "" if host == str(address) else f" of {host}"
            raise AddressRefused(f"the address {address}{owner} is not public")
        if port not in PUBLIC_PORTS:
            raise AddressRefused(f"port {port} of {host} is neither 80 nor 443")


def _port(url: httpx.URL) -> int:
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def _aimed(request: httpx.Request, host: str, address: Address) -> httpx.Request:
    """The same request to one address; Host header and TLS name stay those of the host."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


def _host_and_port(word: str, setting: str) -> tuple[str, int | None]:
    try:
        url = httpx.URL(f"allow://{word}")
    except httpx.InvalidURL as error:
        raise _not_a_host(word, setting) from error
    host = url.raw_host.decode("ascii")
    if not is_host(host) or url.raw_path not in (b"", b"/") or url.userinfo:
        raise _not_a_host(word, setting)
    return host.rstrip("."), url.port


def _not_a_host(word: str, setting: str) -> SettingsInvalid:
    return SettingsInvalid(f"{setting}: {word!r} is not a host, a host with a port, or a network")
