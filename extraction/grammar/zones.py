"""The zones of a directive by Decree 30/2020: letterhead, addressees, body, recipients, signature, annexes; noise."""

import re
from itertools import pairwise
from typing import NamedTuple

from extraction.grammar.marks import Rank, mark_of
from extraction.grammar.normal import holds_any
from extraction.values import PartKind
from ingest.text import DocumentText, Line, Page

FOOT = 0.93  # share of the page below which a number is the page's
RUNNING_LINE = 60  # characters of a line of prose; an addressee or a title is shorter
LONGEST_OPENING = 12  # characters of "Nơi nhận" with the specks before it
LONGEST_CLOSE = 12  # characters of the mark that ends a document ("./.")
LONG = 120  # characters; a heading is shorter

_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap.{0,5}tu do.{0,5}hanh phuc|^so ?: |^v/v\b|^ve viec\b(?! (?:nay|tren|do)\b)"
    r"|^[\w ]{2,30}, ?ngay .{0,30}thang .{0,12}nam \d{4}"
)
_TELLING = ("hoi chu nghia", "doc lap", "so: ", "so : ", "v/v", "ve viec", "ngay ")  # of which a letterhead has one
_RECIPIENTS = re.compile(r"^\W{0,3}noi ?nhan ?[:.;]?(?:$| )")
_SIGNATURE = re.compile(
    r"^(?:tm|kt|tl|tuq|q) ?[.,] ?[a-z]|^(?:chu tich|pho chu tich|giam doc|pho giam doc|chanh van phong"
    r"|pho chanh van phong|bo truong|thu truong|cuc truong)$"
)
_ANNEX = re.compile(
    r"^(?:phu luc|phu bieu|danh sach|bieu mau|mau so|bieu so|ke hoach|quy che|quy dinh|chuong trinh|phuong an|de an"
    r"|noi quy|bang phan cong|phan cong nhiem vu|bang tong hop|danh muc)"
    r"(?: [ivx\d]+)?[ .:]*$|^phu luc\b|^\(?kem theo|^\(?ban hanh kem theo"
)
_ADDRESSEES = re.compile(r"^k[ií]nh g[uiủ]i ?[:.;]?|^[\w ]{3,40} dien ?:")
_PAGE_NUMBER = re.compile(r"^\W{0,3}\d{1,3}\W{0,3}$|^trang \d+(?:/\d+)?$")
_NOISE = re.compile(r"^(?:ky boi|nguoi ky|signed by|email|co quan|thoi gian ky|ngay ky|date)\s?:.{0,80}$|^[\W_]{1,12}$")
_END = re.compile(r"[.;] ?/ ?\.")


class Zone(NamedTuple):
    """What the stretch around a line is, and the number of its document in the file: 0 the directive, then annexes."""

    kind: PartKind
    part: int


def zones_of(document: DocumentText, folded: str, body_start: int) -> dict[int, Zone]:
    """Return the zone of each line by its start; noise has none.

    Args:
        document: as a reader gives it.
        folded: its text folded.
        body_start: offset before which the letterhead was read; 0 where that is not known.
    """
    zones: dict[int, Zone] = {}
    zone = Zone(PartKind.LETTERHEAD, 0)
    head_end = max(body_start, _letterhead_end(document, folded))
    closed_page = 0
    for page in document.pages:
        for index, line in enumerate(page.lines):
            words = folded[line.start : line.end].strip()
            if _is_noise(words, line, index, page):
                continue
            kind, part = zone
            if kind in (PartKind.RECIPIENTS, PartKind.SIGNATURE):
                kind = _after_close(words, line, kind, closed_page, document)
                part += kind == PartKind.OTHER
            elif "nhan" in words[:LONGEST_OPENING] and _RECIPIENTS.match(words):
                kind, closed_page = PartKind.RECIPIENTS, line.page
            elif kind == PartKind.OTHER and _SIGNATURE.match(words) and document.text[line.start : line.end].isupper():
                kind, closed_page = PartKind.SIGNATURE, line.page
            elif kind in (PartKind.LETTERHEAD, PartKind.ADDRESSEES):
                kind = _opening(words, line, kind, head_end, document)
            if (kind, part) != zone:
                zone = Zone(kind, part)
            zones[line.start] = zone
            if kind == PartKind.OTHER and "/" in words[-LONGEST_CLOSE:] and _END.search(words[-LONGEST_CLOSE:]):
                zone, closed_page = Zone(PartKind.RECIPIENTS, part), line.page
    return zones


def _letterhead_end(document: DocumentText, folded: str) -> int:
    """End of the last line among the first of the document that is surely letterhead."""
    first = [line for page in document.pages[:1] for line in page.lines[:40]]
    end = 0
    for before, line in pairwise((None, *first)):
        words = folded[line.start : line.end].strip() if line is not None else ""
        short = line is not None and line.end - line.start < LONG
        if line is not None and short and holds_any(words, _TELLING) and _LETTERHEAD.search(words):
            end = end if before is not None and _goes_on(document, before, line) else line.end
    return end


def _goes_on(document: DocumentText, before: Line, line: Line) -> bool:
    """Say whether "về việc" only goes on with a sentence of the body that a line's end has broken."""
    above = document.text[before.start : before.end]
    prose = len(above) > RUNNING_LINE and not above.isupper()
    return prose and document.text[line.start : line.end].lstrip().startswith("về")


def _is_noise(folded: str, line: Line, index: int, page: Page) -> bool:
    if not folded or _NOISE.match(folded):
        return True
    edge = index <= 1 or line.box.y0 > FOOT or index == len(page.lines) - 1
    return edge and line.cell is None and bool(_PAGE_NUMBER.match(folded))


def _opening(folded: str, line: Line, zone: PartKind, head_end: int, document: DocumentText) -> PartKind:
    """Zone of a line before the body has begun."""
    if _ADDRESSEES.match(folded):
        return PartKind.ADDRESSEES
    if line.start < head_end:
        return zone
    text = document.text[line.start : line.end].strip()
    rank, _ = mark_of(text, folded)
    if zone == PartKind.ADDRESSEES:
        begins = rank == Rank.NONE and (_BODY.match(folded) or _long_start(line, text))
        return PartKind.OTHER if begins else zone
    titled = line.centred or line.bold or text.isupper() or text.startswith("#")
    if rank <= Rank.LETTER or (rank != Rank.NONE and not text.endswith((";", ":"))):
        return PartKind.OTHER
    return PartKind.OTHER if not titled and (_BODY.match(folded) or len(text) > RUNNING_LINE) else zone


_BODY = re.compile(
    r"(?:can cu|thuc hien|theo|de |nham|xet|sau khi|trong|qua |ngay \d|tiep theo|nhan duoc|vua qua|thoi gian qua"
    r"|hien nay|uy ban nhan dan|ubnd|chu tich|chieu|tu |dieu 1|"
    r"trien khai|den (?:ngay|nay|thang)|so \w+|van phong|ban |hoi |cong an"
    r"|kinh de nghi|de nghi|yeu cau|giao |phuc dap|duoc |thong bao|nhu "
    r"|(?=.*\b(?:de nghi|yeu cau|giao)\b.*:$)"
    r"|tai |ve )"
)


def _long_start(line: Line, text: str) -> bool:
    """A full line that goes on to no further addressee."""
    return not text.endswith(";") and len(text) > (RUNNING_LINE if line.words else LONG)


def _after_close(folded: str, line: Line, zone: PartKind, closed_page: int, document: DocumentText) -> PartKind:
    """Zone of a line after the recipients or the signature: an annex begins the body anew."""
    if _ANNEX.match(folded) or (line.page > closed_page and "cong hoa xa hoi" in folded):
        return PartKind.OTHER
    if (
        line.page > closed_page
        and not folded.startswith(("-", "+"))
        and (line.centred or document.text[line.start : line.end].isupper())
    ):
        return PartKind.OTHER if not _SIGNATURE.match(folded) and not folded.startswith("noi nhan") else zone
    return PartKind.SIGNATURE if _SIGNATURE.match(folded) else zone
