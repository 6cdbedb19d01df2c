"""Pure: degree of urgency and of secrecy, stamped or printed as words of their own; words in a sentence never count."""

from ingest.anatomy.spelling import likeness, squeezed
from ingest.anatomy.zone import HeadLine, Zone
from ingest.text import Mark

_URGENCY = {
    "hoa toc": "hoa_toc",
    "hoa toc hen gio": "hoa_toc",
    "thuong khan": "thuong_khan",
    "khan": "khan",
}
_SECRECY = {"tuyet mat": "Tuyệt mật", "toi mat": "Tối mật", "mat": "Mật"}
_ORDER = ("khan", "thuong_khan", "hoa_toc")
_ALIKE = 0.85
_LONGEST = 20  # letters of a mark with what recognition adds to it
_EXACT_BELOW = 5  # letters: a short word has too many neighbours to be guessed


def find_urgency(zone: Zone, marks: tuple[Mark, ...]) -> tuple[str, HeadLine | Mark] | None:
    """Return the highest urgency that is stamped or printed, and where."""
    found: list[tuple[str, HeadLine | Mark]] = [
        (level, mark) for mark in marks if mark.kind == "urgency" and (level := _named(mark.text, _URGENCY))
    ]
    found += [(level, head) for head in zone.lines if (level := _named(head.text, _URGENCY))]
    return max(found, key=lambda pair: _ORDER.index(pair[0]), default=None)


def find_secrecy(zone: Zone, marks: tuple[Mark, ...]) -> tuple[str, HeadLine | Mark] | None:
    """Return the degree of secrecy that is stamped or printed, and where."""
    for mark in marks:
        if mark.kind == "secrecy" and (degree := _named(mark.text, _SECRECY)):
            return degree, mark
    for head in zone.lines:
        if head.text.isupper() and (degree := _named(head.text, _SECRECY)):
            return degree, head
    return None


def _named(text: str, names: dict[str, str]) -> str | None:
    """The name that a short text is, give or take a letter misread."""
    words = squeezed(text).removeprefix("cong dien ")
    if words.startswith("hoa toc hen gio"):  # the hour follows
        words = "hoa toc hen gio"
    if words in names:
        return names[words]
    if len(words) > _LONGEST:
        return None
    near = max(names, key=lambda name: likeness(words, name))
    return names[near] if len(near) >= _EXACT_BELOW and likeness(words, near) >= _ALIKE else None
