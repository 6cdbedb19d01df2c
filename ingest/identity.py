"""Which two documents are the same one: issuer, number with symbol, issue day. Pure.

Source: Decree 30/2020/NĐ-CP, Annex VI, III.1.h (number, symbol and issuing body equal).
"""

import re
import unicodedata
from datetime import date

from core.naming import fold

ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "tp": "thanh pho",
    "bch": "ban chi huy",
    "vp": "van phong",
}


def identity_key(issuer: str, number: str, issued_on: date) -> str:
    """Return one key for all spellings of the same identity: case, tone placement, spaces and leading zeros aside."""
    return f"{issuer_key(issuer)}|{number_key(number)}|{issued_on.isoformat()}"


def issuer_key(issuer: str) -> str:
    """Return an issuer's name in one spelling: ``UBND tỉnh`` → ``uy ban nhan dan tinh``."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in fold(issuer).split())


def number_key(number: str) -> str:
    """Return number and symbol without spaces and leading zeros, in one case: ``05 /CT-UBND`` → ``5/ct-ubnd``."""
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFC", number).lower().replace("–", "-"))
    return re.sub(r"^0+(?=\d)", "", compact)
