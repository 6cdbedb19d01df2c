"""Calls to addresses that an administrator named: https to public hosts, pinned to the address that was checked.

A name that leads into this network could turn a webhook into a hand that reaches inside. So every address of the name
is looked at, the call goes to one that was, no redirect is followed, and what is private must be allowed by name.
"""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from core.errors import Invalid, Unavailable

SECONDS = 10.0
LONGEST_ANSWER = 2000
PORTS = {"https": 443, "http": 80}


class ForbiddenTarget(Invalid):
    """An address that may not be called: not https, with a user in it, or inside this network."""

    reason = "forbidden_target"


class TargetUnreachable(Unavailable):
    """The target did not answer in time, or has no address."""

    reason = "target_unreachable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target answered: its status and the beginning of its words."""

    status: int
    words: str


def check_target(url: str, allowed: Sequence[str]) -> SplitResult:
    """Return the parts of an address that may be called as far as its letters tell; hosts are looked at when called.

    Args:
        allowed: hosts, addresses and networks (``10.0.0.0/8``) that may be called though they are private, also by
            plain http.

    Raises:
        ForbiddenTarget: it may not be called.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _forbidden("địa chỉ không đọc được") from error
    if parts.scheme not in PORTS or not host or parts.username or parts.password or parts.fragment:
        raise _forbidden("địa chỉ phải có dạng https://máy-chủ/đường-dẫn, không kèm tên đăng nhập")
    address = _address(host)
    if _is_allowed(host, address, allowed):
        return parts
    if parts.scheme != "https":
        raise _forbidden("địa chỉ phải là https")
    if address is not None and not address.is_global:
        raise _forbidden("địa chỉ nằm trong mạng nội bộ")
    return parts


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allowed: Sequence[str], seconds: float = SECONDS
) -> Answer:
    """Send a body and return the answer, whatever its status.

    Raises:
        ForbiddenTarget: as `check_target`, or the name leads to a private address.
        TargetUnreachable: no answer within ``seconds``, no connection, or no address.
    """
    parts = check_target(url, allowed)
    host = str(parts.hostname)
    address = _pinned(host, parts.port or PORTS[parts.scheme], allowed)
    literal = f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else str(address)
    pinned = parts._replace(netloc=literal if parts.port is None else f"{literal}:{parts.port}").geturl()
    try:
        with (
            httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST",
                pinned,
                content=body,
                headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": host},
            ) as answer,
        ):
            return Answer(answer.status_code, _beginning(answer))
    except httpx.HTTPError as error:
        message = f"Không gọi được {host}: {type(error).__name__}."
        raise TargetUnreachable(message) from error


def _pinned(host: str, port: int, allowed: Sequence[str]) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address of the host; all of them must be ones that may be called."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"Không tìm thấy địa chỉ của {host}."
        raise TargetUnreachable(message) from error
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not all(address.is_global or _is_allowed(host, address, allowed) for address in addresses):
        raise _forbidden("địa chỉ nằm trong mạng nội bộ")
    return addresses[0]


def _beginning(answer: httpx.Response) -> str:
    for chunk in answer.iter_raw(LONGEST_ANSWER):
        return chunk.decode("utf-8", errors="replace")
    return ""


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_allowed(
    host: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address | None, allowed: Sequence[str]
) -> bool:
    if host.lower() in {each.lower() for each in allowed}:
        return True
    return address is not None and any(address in network for network in _networks(allowed))


def _networks(allowed: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for each in allowed:
        try:
            found.append(ipaddress.ip_network(each))
        except ValueError:  # a host's name
            continue
    return found


def _forbidden(why: str) -> ForbiddenTarget:
    message = f"Không được gọi đến địa chỉ này: {why}. Nếu đây là máy chủ của tỉnh, đưa nó vào DONDOC_PRIVATE_TARGETS."
    return ForbiddenTarget(message, fields={"url": message})
