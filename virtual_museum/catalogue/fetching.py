"""Pictures by their address, for imports: only from hosts the museum has named, never from a private network.

The name is resolved once; every address it has must be a public one, and the connection goes to the address that was
checked, so that a name cannot change its meaning in between. Each redirect is looked at in the same way.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from flask_babel import gettext as _

from virtual_museum.core.config import settings
from virtual_museum.core.errors import Refused

MOST_BYTES = 80_000_000
SECONDS = 60.0
STEP_SECONDS = 15.0
REDIRECTS = 3
_BLOCK = 1 << 16
# Addresses that carry another address inside; the one inside decides.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ImageRefused(Refused):
    """The picture will not be fetched, however often one tries; the words say why."""


class ImageUnreachable(Exception):
    """The other side does not answer as it should just now; trying again may help."""


@dataclass(frozen=True)
class Network:
    """The two doors to the world, so that tests can stand in them: names to addresses, address to connection."""

    resolve: Callable[[str, int], list[str]]
    connect: Callable[[str, int, float], socket.socket]


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


WORLD = Network(_resolve, _connect)


def allowed(url: str) -> bool:
    """Whether the museum has named the host of this address."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    return any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in (one.lower() for one in settings().image_hosts)
    )


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet, also the one hidden in an IPv6 address."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _TRANSLATED:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(str(one)) for one in inside):
            return False
        if address.ipv4_mapped is not None or address in _TRANSLATED:
            return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(url: str, target: Path, network: Network = WORLD) -> str:
    """Write the picture into `target`; returns its file name. Raises ImageRefused or ImageUnreachable."""
    deadline = time.monotonic() + SECONDS
    for _hop in range(REDIRECTS + 1):
        parts = _checked(url)
        try:
            answer, connection = _ask(parts, network, deadline)
        except (OSError, HTTPException, ssl.SSLError) as error:
            raise ImageUnreachable(str(error)) from error
        try:
            if answer.status in (301, 302, 303, 307, 308):
                url = urljoin(url, answer.getheader("Location") or "")
                continue
            _take(answer, target, deadline)
            return Path(parts.path).name or "picture"
        finally:
            connection.close()
    raise ImageRefused(_("The address of the picture leads on and on."))


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImageRefused(_("This is not the address of a picture.")) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ImageRefused(_("This is not the address of a picture."))
    if not allowed(url):
        words = _("Pictures are not fetched from %(host)s: the museum has not named this host.", host=parts.hostname)
        raise ImageRefused(words)
    if port not in (None, 80, 443):
        raise ImageRefused(_("Pictures are fetched from the usual ports only."))
    return parts


def _ask(parts: SplitResult, network: Network, deadline: float) -> tuple[HTTPResponse, HTTPConnection]:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = network.resolve(host, port)
    if not addresses or not all(is_public(address) for address in addresses):
        raise ImageRefused(_("%(host)s lies in a private network; pictures are not fetched from there.", host=host))
    remaining = min(STEP_SECONDS, max(0.1, deadline - time.monotonic()))
    plain = network.connect(addresses[0], port, remaining)
    connection = HTTPConnection(host, port, timeout=remaining)
    secure = parts.scheme == "https"
    connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path.replace(" ", "%20"), headers={"Accept": "image/*", "User-Agent": "virtual-museum"})
    return connection.getresponse(), connection


def _take(answer: HTTPResponse, target: Path, deadline: float) -> None:
    if answer.status >= 500 or answer.status == 429:
        raise ImageUnreachable(f"status {answer.status}")
    if answer.status != 200:
        raise ImageRefused(_("There is no picture at this address (status %(status)s).", status=answer.status))
    taken = 0
    with target.open("wb") as file:
        while True:
            try:
                block = answer.read1(_BLOCK)
            except (OSError, HTTPException) as error:
                raise ImageUnreachable(str(error)) from error
            if not block:
                break
            taken += len(block)
            if taken > MOST_BYTES:
                raise ImageRefused(_("The picture is larger than %(limit)s MB.", limit=MOST_BYTES // 1_000_000))
            if time.monotonic() > deadline:
                raise ImageUnreachable("the picture comes too slowly")
            file.write(block)
    if answer.length:
        raise ImageUnreachable("the picture breaks off")
