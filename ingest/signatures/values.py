"""What the check of one digital signature says; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Coverage(StrEnum):
    """How much of the file a signature vouches for."""

    WHOLE = "whole"  # to the last byte
    REVISION = "revision"  # all there was when it was signed; something was added since
    PART = "part"


class Trust(StrEnum):
    """Whether the certificate leads to one that this installation trusts."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"  # it leads to none of the trusted ones
    UNCHECKED = "unchecked"  # none are set up here


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature of a PDF as checked offline.

    ``signed_at`` is what the signer's machine said unless ``is_stamped``: then a time-stamping authority said it.
    ``is_intact``: the signed bytes are unchanged and the signature fits them. ``harmful_change``: something was added
    after the signature that a later signature or a filled form does not explain. ``problem``: why it could not be
    checked, empty where it could: what was not checked vouches for nothing, as the defaults say.
    """

    field: str
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    is_stamped: bool = False
    is_intact: bool = False
    coverage: Coverage = Coverage.PART
    harmful_change: bool = True
    trust: Trust = Trust.UNCHECKED
    problem: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self) | {"signed_at": self.signed_at.isoformat() if self.signed_at else None}


def from_plain(plain: Mapping[str, Any]) -> Signature:
    """Return the signature of these JSON values.

    Raises:
        KeyError, TypeError, ValueError: they are not those of `Signature.plain`.
    """
    told = plain["signed_at"]
    return Signature(
        **{
            **plain,
            "signed_at": datetime.fromisoformat(told) if told else None,
            "coverage": Coverage(plain["coverage"]),
            "trust": Trust(plain["trust"]),
        }
    )


def signatures_to_json(signatures: Sequence[Signature]) -> bytes:
    """Return signatures as bytes for the way between processes."""
    return json.dumps([each.plain() for each in signatures]).encode()


def signatures_from_json(raw: bytes) -> tuple[Signature, ...]:
    """Return the signatures of `signatures_to_json`.

    Raises:
        KeyError, TypeError, ValueError: the bytes are not its.
    """
    return tuple(from_plain(each) for each in json.loads(raw))
