"""Pure: what a document is about (trích yếu): after "V/v" under the number, or below the title."""

import re

from ingest.anatomy.spelling import is_capital, squeezed
from ingest.anatomy.zone import HeadLine, Zone, is_nation
from ingest.text import Region

_ABOUT = re.compile(r"^\W{0,3}(v\s?[/iìlj|]\s?v|ve viec)\b[:.\s]*")
_AUTHORITY = re.compile(
    r"^\W*(chu tich|uy ban nhan dan|ubnd|giam doc|bo truong|hoi dong nhan dan|thu tuong|truong ban)\b"
)
_TITLE_DATA = re.compile(r"^\W*(so\W.*/|ngay\b.*\d{4}\W*$|cua\b.*\bso\b.*/)")
_RULE = re.compile(r"[\W_]*")
_MAX_LINES = 12


def find_subject(zone: Zone, title_at: int | None) -> tuple[str, HeadLine, HeadLine] | None:
    """Return the subject on one line, with its first and last line.

    Args:
        zone: the letterhead.
        title_at: place of the title among its lines; None for a letter.
    """
    if title_at is not None:
        return _below(zone, title_at)
    for place, head in enumerate(zone.lines):
        found = _ABOUT.match(head.folded)
        if found:
            kept = [head.text[found.end() :]]
            last = head
            for line in zone.lines[place + 1 : place + _MAX_LINES]:
                if line.region is not head.region or _ends(line):
                    break
                kept.append(line.text)
                last = line
            return _joined(kept), head, last
    return None


def _below(zone: Zone, title_at: int) -> tuple[str, HeadLine, HeadLine] | None:
    """The lines below the title, up to one in another dress."""
    following = [line for line in zone.lines[title_at + 1 :] if line.region is not Region.LEFT or not line.line.words]
    following = [
        line
        for line in following
        if not is_nation(line.folded) and not _RULE.fullmatch(line.folded) and not _TITLE_DATA.match(line.folded)
    ]
    kept: list[HeadLine] = []
    for line in following[:_MAX_LINES]:
        capitals = is_capital(line.text)
        if kept and (_ends(line) or capitals != is_capital(kept[0].text)):
            break
        if kept and capitals and _AUTHORITY.match(line.folded):
            break
        kept.append(line)
    if not kept:
        return None
    return _joined([line.text for line in kept]), kept[0], kept[-1]


def _ends(line: HeadLine) -> bool:
    """Whether a line cannot belong to the subject any more."""
    words = squeezed(line.folded)
    return not words or words.startswith(("kinh gui", "can cu", "so ")) or is_nation(line.folded)


def _joined(texts: list[str]) -> str:
    """The lines as one, without the rule below them."""
    return re.sub(r"[\s_\-–—.*]+$", "", " ".join(" ".join(texts).split()))
