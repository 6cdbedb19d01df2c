"""One-time codes of a second factor (the one door to pyotp): secrets, the code of an instant, recovery codes; pure.

Source: RFC 6238, thirty seconds a code, six digits, SHA-1, as every authenticator application has it
"""

import hashlib
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
STEPS_AROUND = 1  # a telephone's clock may be half a minute off
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is taken for something else
GROUP = 5


def new_secret() -> str:
    """Return a new secret in base 32, as authenticator applications take it."""
    return pyotp.random_base32()


def setup_address(secret: str, username: str, site: str) -> str:
    """Return the address that an authenticator application reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=site)


def matching_step(secret: str, code: str, at: datetime, after: int | None) -> int | None:
    """Return the thirty-second step whose code this is, or None; a step not later than ``after`` was used already."""
    totp = pyotp.TOTP(secret)
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if (after is None or step > after) and secrets.compare_digest(
            totp.generate_otp(step), typed.encode("ascii", "replace").decode()
        ):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes for the day the telephone is lost, each good once."""
    return tuple("-".join(_group() for _ in range(2)) for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> str:
    """Return the SHA-256 under which a recovery code is kept; case, spaces and dashes do not count."""
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(GROUP))
