"""Pure: the issuing body, named above the number, with the province of the body above it."""

import re
from collections import Counter

from ingest.anatomy.spelling import FoldedText, is_capital, squeezed
from ingest.anatomy.zone import HeadLine, Zone, is_nation
from ingest.folding import fold
from ingest.text import Region

_HEADS = (
    "uy ban nhan dan", "ubnd", "so", "ban", "van phong", "bo", "cuc", "chi cuc", "tong cuc", "dang uy", "tinh uy",
    "thanh uy", "huyen uy", "hoi dong nhan dan", "hdnd", "hoi", "phong", "trung tam", "truong", "benh vien",
    "cong an", "thanh tra", "lien doan", "lien minh", "vien", "thu tuong", "chinh phu", "quoc hoi", "uy ban",
    "bao hiem", "kho bac", "ngan hang", "toa an", "vien kiem sat", "tinh doan", "to", "doan", "hiep hoi",
    "mat tran", "quy", "cong ty", "chu tich", "nha", "bao", "dai", "tram", "doi", "hat", "chi nhanh", "cong doan",
    "hoc vien", "tieu ban", "hoi dong",
)  # fmt: skip
_HEAD = re.compile(rf"({'|'.join(sorted(_HEADS, key=len, reverse=True))})\b")
_WRITTEN = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "quan": "quận", "thi xa": "thị xã", "xa": "xã",
    "phuong": "phường", "thi tran": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
_AREA_WORDS = "|".join(_WRITTEN)
_AREA = re.compile(rf"\b({_AREA_WORDS}|tp\.?)\s+(?!uy\b)(?P<name>\S+(?:\s+\S+){{0,3}})$")
_IN_TITLE = re.compile(r"^\W*cua\s+(?P<body>.+?)\s+(so|ngay)\b")
_ABOVE_ONLY = re.compile(
    r"(ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|tinh uy|thanh uy|huyen uy|dang uy|bo|tong cuc|chinh phu)\b"
)
_PARTY_BODY = re.compile(r"(tinh|thanh|huyen|dang) uy\b")
_SMALL = frozenset(
    [
        "tinh",
        "thanh",
        "pho",
        "huyen",
        "quan",
        "thi",
        "xa",
        "phuong",
        "tran",
        "dac",
        "khu",
        "va",
        "cac",
        "cua",
        "cho",
        "ve",
        "trong",
        "tai",
        "voi",
        "thuoc",
        "truc",
    ]
)
_MAX_LINES = 7
_TELLING_LETTERS = 5
_CITIES = frozenset(("ha noi", "hai phong", "da nang", "can tho", "hue", "ho chi minh"))


def find_issuer(zone: Zone, number_line: HeadLine | None, body: FoldedText) -> tuple[str, HeadLine, HeadLine] | None:
    """Return the issuing body as the text writes it, and its first and last line; None where no letterhead names it.

    Args:
        zone: the letterhead.
        number_line: what stands under the issuer; None where there is no number.
        body: the whole document, in which the name may stand in its usual spelling.
    """
    lines = _lines_above(zone, number_line)
    groups = _bodies(lines)
    if not groups:
        return _in_title(zone, body)
    names = [" ".join(_tidied(head.text) for head in group).rstrip(" ,") for group in groups]
    issuer = in_usual_spelling(names[-1], body)
    if len(names) > 1:
        above = in_usual_spelling(names[-2], body)
        issuer = with_area(issuer, above)
    return issuer, groups[-1][0], groups[-1][-1]


def with_area(name: str, above: str) -> str:
    """Return the name with the province or city of the body above it, unless it says its own."""
    if not _ABOVE_ONLY.match(squeezed(above)) or _AREA.search(fold(name)):
        return name
    if _PARTY_BODY.match(squeezed(above)):
        return f"{name} {above}"
    area = _AREA.search(fold(above))
    if area is None:
        return name
    if squeezed(name) == "van phong":
        return f"{name} {above}"
    return f"{name} {above[area.start() :].strip()}"


def with_place(name: str, place: str, body: FoldedText) -> str:
    """Return the name with its area, which is the place beside the day, where the letterhead does not say it.

    Args:
        name: a department, or a committee whose area could not be read; others are returned as they are.
        place: the place as written.
        body: the whole document, which calls the place a province, city, commune …
    """
    words = squeezed(name)
    place = re.sub(r"^(tp\b\.?|thành phố\b|tỉnh\b)\s*", "", place, flags=re.IGNORECASE)
    if not (words == "ubnd" or words.startswith("so ")) or _AREA.search(fold(name)) or not place:
        return name
    called = re.findall(rf"\b({_AREA_WORDS})\s+{re.escape(fold(place))}\b", body.folded)
    if words.startswith("so "):
        called = [word for word in called if word in ("tinh", "thanh pho")]
    default = "thanh pho" if squeezed(place) in _CITIES else "tinh"
    return f"{name} {_WRITTEN[Counter(called).most_common(1)[0][0] if called else default]} {place}"


def in_usual_spelling(name: str, body: FoldedText) -> str:
    """Return a name printed in capitals as the document writes it in its sentences; by rule where it never does."""
    name = _shortened(name)
    return _in_sentence(name, body) or _by_rule(name)


def _in_title(zone: Zone, body: FoldedText) -> tuple[str, HeadLine, HeadLine] | None:
    """The body that a title names: "CHỈ THỊ CỦA BỘ … SỐ …"."""
    for head in zone.lines:
        found = _IN_TITLE.match(head.folded)
        if found and not zone.has_motto and _HEAD.match(squeezed(found["body"])):
            return in_usual_spelling(head.text[found.start("body") : found.end("body")], body), head, head
    return None


def _lines_above(zone: Zone, number_line: HeadLine | None) -> list[HeadLine]:
    """The lines that name bodies: left column, from the top to the number; without columns, capitals before it."""
    found: list[HeadLine] = []
    for head in zone.lines:
        if number_line is not None and head.line.start >= number_line.line.start and head.region is number_line.region:
            break
        words = _words(head)
        if head.region is Region.RIGHT or is_nation(head.folded) or not words:
            continue
        if not is_capital(head.text) or (
            words.startswith(("v v", "ve viec", "so ")) and any(c.isdigit() for c in words)
        ):
            if found and not _HEAD.match(words):
                break
            continue
        found.append(head)
    return found[:_MAX_LINES]


def _bodies(lines: list[HeadLine]) -> list[list[HeadLine]]:
    """The lines grouped by body: a line that begins with a head word begins one, another goes on with the last."""
    groups: list[list[HeadLine]] = []
    for head in lines:
        words = _words(head)
        goes_on = bool(groups) and (not _HEAD.match(words) or _is_unfinished(groups[-1][-1]))
        if goes_on:
            groups[-1].append(head)
        elif _HEAD.match(words):
            groups.append([head])
    return groups


def _is_unfinished(head: HeadLine) -> bool:
    """Whether a line cannot be the end of a name."""
    return squeezed(head.folded).endswith(
        (" va", " cua", " chuong", " cac", " thuoc", ",")
    ) or head.text.rstrip().endswith(",")


def _words(head: HeadLine) -> str:
    """The folded words of a line, the committee's name in its short form, also where its words ran together."""
    return squeezed(_tidied(head.text))


def _tidied(text: str) -> str:
    """A line of a name without the rules and specks around it, the committee's name short, "&" written out."""
    text = re.sub(r"^[\W_]+|(?:(?!,)[\W_])+$", "", text).strip()
    run_together = re.match(r"u\w?y?\s?ban\s?nhan\s?dan\b", fold(text))
    text = "UBND" + text[run_together.end() :] if run_together else text
    return re.sub(r"\s*&\s*", " VÀ ", re.sub(r"^UBND(?=\w)", "UBND ", text))


def _shortened(name: str) -> str:
    """The name with UBND in its short form."""
    found = re.match(r"\W*u\w?y?\s*ban nhan dan\b", fold(name))
    return "UBND" + name[found.end() :] if found else name


def _in_sentence(name: str, body: FoldedText) -> str | None:
    """The name as it stands in a sentence: the same letters, not all capitals; the most frequent spelling."""
    letters = squeezed(name).replace(" ", "")
    if len(letters) < _TELLING_LETTERS:
        return None
    first = letters[0]  # looked for before the edge of its word: a letter is found at once
    pattern = re.compile(rf"{first}(?<=\b{first})\s?" + r"\s?".join(letters[1:]) + r"\b")
    counts: dict[str, int] = {}
    for found in pattern.finditer(body.folded):
        written = " ".join(body.text[found.start() : found.end()].split())
        if not is_capital(written.replace("UBND", "")) and written[0].isupper():
            counts[written] = counts.get(written, 0) + 1
    return max(counts, key=lambda written: counts[written], default=None)


def _by_rule(name: str) -> str:
    """Capitals to usual letters: head, what follows it, names of areas, what follows "và" or a comma keep one."""
    area = _AREA.search(fold(name))
    area_from = len(name[: area.start("name")].split()) if area else len(name)
    head = _HEAD.match(squeezed(name))
    n_head = len(head[0].split()) if head else 0
    if head and _PARTY_BODY.match(head[0]):
        area_from = min(area_from, n_head)
    words = name.split()
    shown = []
    for number, word in enumerate(words):
        before = words[number - 1] if number else ""
        begins = number in (0, n_head) or squeezed(before) == "va" or before.endswith(",")
        if word in ("UBND", "HĐND"):
            shown.append(word)
        elif squeezed(word) in _SMALL and 0 < number < area_from:
            shown.append(word.lower())
        else:
            shown.append(word.capitalize() if begins or number >= area_from else word.lower())
    return " ".join(shown)
