"""Pure: the identity of a document that is quoted, not reproduced: what an article says of number, day and issuer."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from ingest.anatomy.kind import KINDS, kind_named
from ingest.anatomy.number import SYMBOL, symbol_as_written
from ingest.anatomy.spelling import FoldedText, squeezed
from ingest.folding import fold

_KIND = "|".join(sorted((squeezed(kind) for kind in KINDS), key=len, reverse=True))
_MENTION = re.compile(
    rf"\b(?P<kind>{_KIND})\s+(?:hoa toc\s+|khan\s+)?(?:so\s*:?\s*)?(?P<digits>\d{{1,5}})\s?/\s?(?P<symbol>{SYMBOL})"
)
_SLASHED = re.compile(r"/\s?(?:[a-z]|(?:19|20)\d\d\s?/)")  # what every symbol has; asked first because it is quick
_DATE = r"(?P<day>\d{1,2})\s?(?:/|-|\.|thang\s)\s?(?P<month>\d{1,2})\s?(?:/|-|\.|nam\s)\s?(?P<year>\d{4})"
_DAY_AFTER = re.compile(rf"^[\s,(]*(?:ban hanh\s+)?ngay\s+{_DATE}")
_DAY_BEFORE = re.compile(
    rf"\bngay\s+{_DATE}\s*,?\s*(?P<issuer>[^.;\n]{{3,90}}?)\s+(?:da\s+)?(?:vua\s+)?(?:co|ban hanh|ky ban hanh)\s*$"
)
_BODY = r"(?:ubnd|uy ban nhan dan|so|bo|ban|van phong|cong an)\b[^,.;:()\n]{0,60}?"
_AREA = r"(?:tinh|thanh pho|tp\.?)\s+\S+(?:\s\S+){0,2}?"
_ISSUER_AFTER = re.compile(
    r"^(?:\s*,?\s*(?:nam \d{4}|ngay [\d/.\-]+|ngay \d+ thang \d+ nam \d+))?\s*,?\s*cua\s+"
    rf"(?P<issuer>(?:chu tich\s+)?{_BODY}{_AREA})"
    r"(?=\s*(?:$|[,.;:()\n]|ve\b|yeu cau|chi dao|da\b|giao\b|thi\b|co\b))"
)
_HEADING_WEIGHT = 3
_MAX_BEFORE = 160
_LONGEST_MENTION = 120  # characters on either side of its slash


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an article says of the document that it quotes; ``start:end`` slices the text at its number."""

    number: str
    kind: str | None
    issued_on: date | None
    issuer: str | None
    start: int
    end: int


def find_quoted(body: FoldedText) -> Quoted | None:
    """Return the document that the text quotes, None where it names none by number.

    The one in the headings counts three times, any other mention once; of equals the first.
    """
    text, folded = body.text, body.folded
    found = [mention for start, end in _around_slashes(folded) for mention in _MENTION.finditer(folded, start, end)]
    if not found:
        return None
    weights: Counter[str] = Counter()
    for mention in found:
        line_start = text.rfind("\n", 0, mention.start()) + 1
        weights[_number(text, mention)] += _HEADING_WEIGHT if text[line_start : line_start + 1] == "#" else 1
    number = max(weights, key=lambda key: weights[key])
    mentions = [mention for mention in found if _number(text, mention) == number]
    day, issuer = _day_and_issuer(text, folded, mentions)
    first = mentions[0]
    kind = kind_named(first["kind"])
    return Quoted(number, kind, day, issuer, first.start("digits"), first.end("symbol"))


def _around_slashes(folded: str) -> list[tuple[int, int]]:
    """The stretches in which a document may be named: in an article few, where the whole of it would be searched."""
    stretches: list[tuple[int, int]] = []
    for slash in _SLASHED.finditer(folded):
        start, end = max(0, slash.start() - _LONGEST_MENTION), slash.end() + _LONGEST_MENTION
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _number(text: str, mention: re.Match[str]) -> str:
    """Number and symbol of a mention."""
    return f"{mention['digits']}/{symbol_as_written(text[mention.start('symbol') : mention.end('symbol')])}"


def _day_and_issuer(text: str, folded: str, mentions: list[re.Match[str]]) -> tuple[date | None, str | None]:
    """What stands around the mentions: the day after the number, or day and issuer before it."""
    day: date | None = None
    issuer: str | None = None
    for mention in mentions:
        after = _DAY_AFTER.match(folded[mention.end() : mention.end() + 40])
        before_from = max(mention.start() - _MAX_BEFORE, 0)
        before = _DAY_BEFORE.search(folded[before_from : mention.start()])
        day = day or _date(after) or _date(before)
        if issuer is None and before:
            issuer = text[before_from + before.start("issuer") : before_from + before.end("issuer")]
        named = _ISSUER_AFTER.match(folded[mention.end() : mention.end() + 140])
        if issuer is None and named:
            issuer = text[mention.end() + named.start("issuer") : mention.end() + named.end("issuer")]
    return day, _body(issuer)


def _body(name: str | None) -> str | None:
    """The body without the office of its head."""
    if name is None:
        return None
    found = re.match(r"\s*(pho )?chu tich\s+", fold(name))
    name = name[found.end() :] if found else name
    short = re.match(r"uy ban nhan dan\b", fold(name))
    return ("UBND" + name[short.end() :] if short else name).strip()


def _date(found: re.Match[str] | None) -> date | None:
    """The day of a match, None where the figures name none."""
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
