"""The form's token under another veil in every answer: compressed pages then tell nothing of it by their length."""

import base64
import binascii
import secrets


def veiled(token: str) -> str:
    """Return the token joined with a random pad, written out anew each time."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _joined(pad, plain)).decode()


def unveiled(text: str) -> bytes:
    """Return the token under a veil; what was never veiled comes back empty and equals no token."""
    try:
        content = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        return b""
    half = len(content) // 2
    return _joined(content[:half], content[half:]) if len(content) == 2 * half else b""


def _joined(pad: bytes, plain: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, plain, strict=True))
