"""An OpenID provider: where to send a browser, and who comes back from it (the one door to its tokens).

Source: OpenID Connect Core 1.0 §3.1 (code flow), RFC 7636 (PKCE, S256), OpenID Connect Discovery 1.0
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.errors import Invalid, Unavailable

SECONDS = 10
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SIGNED_WITH = ["RS256", "PS256", "ES256"]
CLOCK_APART = 60
SECRET_BYTES = 32
LONGEST_ANSWER = 1_000_000


class ProviderFailed(Unavailable):
    """The provider did not answer, or what it answered does not hold."""

    reason = "provider_failed"


@dataclass(frozen=True, slots=True)
class Client:
    """How this site is known to a provider; ``issuer`` is the address that its discovery document stands under."""

    issuer: str
    client_id: str
    client_secret: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The addresses of a provider, from its discovery document."""

    issuer: str
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Departure:
    """What a browser takes along (state, nonce, the challenge) and what stays here (the verifier)."""

    state: str
    nonce: str
    verifier: str


def open_client(issuer: str, client_id: str, client_secret: str | None) -> Client:
    """Return how this site is known to its provider.

    Raises:
        Invalid: the issuer's address is neither https nor on this machine.
    """
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        message = f"Địa chỉ hệ thống đăng nhập chung phải là https: {issuer}"
        raise Invalid(message, reason="not_https")
    return Client(issuer.rstrip("/"), client_id, client_secret)


def wire() -> httpx.Client:
    """Return what carries calls to a provider: certificates checked, a limit of time, no redirect followed."""
    return httpx.Client(timeout=SECONDS, trust_env=False)


def departure() -> Departure:
    """Return new secrets for one way to the provider and back."""
    return Departure(*(secrets.token_urlsafe(SECRET_BYTES) for _ in range(3)))


def discover(client: Client, http: httpx.Client) -> Provider:
    """Return the provider's addresses.

    Raises:
        ProviderFailed: it cannot be reached, or speaks of another issuer than the one set up.
    """
    told = _json(http, "GET", f"{client.issuer}/.well-known/openid-configuration")
    try:
        found = Provider(told["issuer"], told["authorization_endpoint"], told["token_endpoint"], told["jwks_uri"])
    except KeyError as missing:
        message = f"Hệ thống đăng nhập chung không cho biết {missing}."
        raise ProviderFailed(message) from missing
    if found.issuer.rstrip("/") != client.issuer:
        message = "Hệ thống đăng nhập chung tự xưng một địa chỉ khác với địa chỉ đã cấu hình."
        raise ProviderFailed(message)
    return found


def authorization_address(provider: Provider, client: Client, back: str, way: Departure) -> str:
    """Return where the browser is sent: code flow, PKCE with S256, state and nonce."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(way.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back,
        "scope": "openid profile email",
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{provider.authorization}?{urlencode(query)}"


def claims_for(
    code: str,
    *,
    provider: Provider,
    client: Client,
    back: str,
    verifier: str,
    nonce: str,
    now: datetime,
    http: httpx.Client,
) -> Mapping[str, Any]:
    """Return what the provider says of the person who came back with this code; the token's signature is checked.

    Raises:
        ProviderFailed: the code is not taken, or the token is not for us, not of this way, too old, or not signed by
            the provider.
    """
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": client.client_id,
        "code_verifier": verifier,
    }
    # RFC 6749 §2.3.1: every provider takes name and secret in the header.
    auth = httpx.BasicAuth(quote(client.client_id), quote(client.client_secret)) if client.client_secret else None
    told = _json(http, "POST", provider.token, sent, auth)
    keys = _json(http, "GET", provider.keys)
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCK_APART,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        token = jwt.decode(told["id_token"], KeySet.import_key_set(keys), algorithms=SIGNED_WITH)  # type: ignore[arg-type]  # JSON as it came
        registry.validate(token.claims)
    except (JoseError, KeyError, TypeError, ValueError) as refused:
        message = "Thông tin đăng nhập nhận về không hợp lệ. Đề nghị đăng nhập lại."
        raise ProviderFailed(message) from refused
    return token.claims


def _json(
    http: httpx.Client,
    method: str,
    address: str,
    form: Mapping[str, str] | None = None,
    auth: httpx.BasicAuth | None = None,
) -> dict[str, Any]:
    try:
        answer = http.request(method, address, data=form, auth=auth)
    except httpx.HTTPError as failed:
        message = "Chưa kết nối được với hệ thống đăng nhập chung. Đề nghị thử lại sau, hoặc dùng mật khẩu."
        raise ProviderFailed(message) from failed
    if answer.status_code != httpx.codes.OK or len(answer.content) > LONGEST_ANSWER:
        message = f"Hệ thống đăng nhập chung trả lời lỗi ({answer.status_code}). Đề nghị thử lại, hoặc dùng mật khẩu."
        raise ProviderFailed(message)
    try:
        told = answer.json()
    except ValueError as broken:
        message = "Hệ thống đăng nhập chung trả lời không đúng chuẩn."
        raise ProviderFailed(message) from broken
    return told if isinstance(told, dict) else {}
