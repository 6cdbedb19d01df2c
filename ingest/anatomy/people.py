"""Pure: to whom a document goes ("Kính gửi", "Nơi nhận") and who signed it."""

import re
from dataclasses import dataclass

from ingest.anatomy.places import confidence
from ingest.anatomy.spelling import FoldedText, is_capital, squeezed
from ingest.anatomy.zone import HeadLine, columns, head_line
from ingest.text import DocumentText, Region

_TO = re.compile(r"^\W{0,3}k[il1|]nh\s?g[uo0]\w?[il1|]?\s*([:.;]|$)\s*|^\W{0,3}kinh goi\s*[:.;]?\s*")
_DISPATCH_TO = re.compile(r"\bdien\s*[:;]\s*$")
_COPIES = re.compile(r"^\W{0,3}n\w{1,2}i nh\w{1,2}n\W{0,3}$|^\W{0,3}noi nhan\s*[:;.]")
_ITEM = re.compile(r"^\s*[-–—~•+*]\s*")
_ENDED = re.compile(r"[.]\W*$")
_GOES_ON = re.compile(r"[;,:]\W*$")
_BODY = re.compile(
    r"^\W*(can cu|thuc hien|xet |theo |ngay \d|de |trong |nham |tiep theo|sau khi|qua |hien nay|thoi gian qua|ubnd"
    r"|uy ban)\b"
)
_TITLE = re.compile(
    r"^\W*((tm|kt|tl|tuq|q|ky thay|thua lenh)[.,\s]|(pho )?(chu tich|giam doc|chanh van phong|truong ban|truong phong"
    r"|bi thu|bo truong|thu truong|cuc truong|vien truong|hieu truong|tong giam doc|thu tuong|chu nhiem|truong doan)\b)"
)
_MAY_TITLE = re.compile(r"[\W_]*(?:tm|kt|tl|tuq|q|ky|thua|pho|chu|giam|chanh|truong|bi|bo|thu|cuc|vien|hieu|tong)")
_NAME = re.compile(r"^\W*((ts|ths|pgs|gs|bs|bscki+|ks|ls|cn)[.\s]+)*[^\W\d]{1,9}(\s+[^\W\d]{1,9}){1,4}\W*$")
_NOTE = re.compile(
    r"\s*\((b/?c|để b/?c|để t/?h|để (báo cáo|biết|theo dõi|thực hiện)|thực hiện|theo dõi)[^)]*\)", re.IGNORECASE
)
_AFTER_TITLE = 9
_MAX_TITLE_WORDS = 12
_MAX_ADDRESSEE_LINES = 40
_INDENT = 0.05
_SHORTEST_NAME = 5
_SURE_NAME = 0.6
_MAX_COPY_LINES = 45


@dataclass(frozen=True, slots=True)
class NameList:
    """Names as written, one an item, and the lines in which they stand."""

    names: tuple[str, ...]
    first: HeadLine
    last: HeadLine


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: the lines of power and office joined, and the name; either may be missing."""

    title: str | None
    name: str | None
    first: HeadLine
    last: HeadLine


def columns_of(document: DocumentText, body: FoldedText) -> list[HeadLine]:
    """Return all lines, those in which two columns were joined parted again."""
    return [
        head_line(body, part) for line in document.lines() for part in columns(line, body.folded[line.start : line.end])
    ]


def find_addressees(lines: list[HeadLine]) -> NameList | None:
    """Return the bodies after "Kính gửi", or after "… điện:" of a Công điện."""
    for place, head in enumerate(lines):
        opening = _TO.match(head.folded)
        if opening or (
            place < _MAX_ADDRESSEE_LINES
            and _DISPATCH_TO.search(head.folded)
            and len(head.folded.split()) <= _MAX_TITLE_WORDS
        ):
            rest = head.text[opening.end() :].strip() if opening else ""
            return _addressees(head, rest, lines[place + 1 : place + 1 + _MAX_ADDRESSEE_LINES])
    return None


def _addressees(head: HeadLine, rest: str, following: list[HeadLine]) -> NameList | None:
    """The items from the first line on, up to one that ends the list."""
    items: list[str] = [rest] if rest else []
    last = head
    edge = head.line.box.x0
    for line in following:
        if line.region is Region.RIGHT and head.region is Region.LEFT:
            continue
        is_item = _ITEM.match(line.text) is not None
        if items and _leaves(line, last, items[-1], edge, is_item=is_item):
            break
        if is_item or not items or items[-1].rstrip().endswith(";"):
            items.append(line.text)
            edge = line.line.box.x0
        else:
            items[-1] += " " + line.text
        last = line
    names = tuple(name for item in items if (name := _name_of(item)))
    return NameList(names, head, last) if names else None


def _leaves(line: HeadLine, last: HeadLine, item: str, edge: float, *, is_item: bool) -> bool:
    """Whether a line no longer belongs to the list: it begins further left, stands apart, or opens the text."""
    goes_on = _GOES_ON.search(item) is not None
    if is_item:
        return _ENDED.search(item) is not None and line.line.box.x0 < edge - _INDENT
    if _ENDED.search(item) or (_BODY.match(line.folded) and not goes_on):
        return True
    if line.line.words:
        return line.line.box.x0 < edge - _INDENT
    return line.line.paragraph != last.line.paragraph and not goes_on


def find_recipients(lines: list[HeadLine]) -> NameList | None:
    """Return the items under "Nơi nhận:" of the first document, without the notes in brackets."""
    for place, head in enumerate(lines):
        if _COPIES.match(head.folded):
            return _copies(head, lines[place + 1 : place + 1 + _MAX_COPY_LINES])
    return None


def _copies(head: HeadLine, following: list[HeadLine]) -> NameList | None:
    """The items of the left column up to the archive's."""
    items: list[str] = []
    last = head
    for line in following:
        if line.region is Region.RIGHT or line.line.page != head.line.page:
            continue
        if _ITEM.match(line.text):
            items.append(line.text)
        elif items and not is_capital(line.text):
            items[-1] += " " + line.text
        elif items:
            break
        last = line
        if items and re.match(r"\W*luu\b", squeezed(items[-1])):
            break
    names = tuple(name for item in items if (name := _name_of(_NOTE.sub("", item))))
    return NameList(names, head, last) if names else None


def _name_of(item: str) -> str:
    """An item without its dash and the sign that ends it."""
    return " ".join(_ITEM.sub("", item).split()).rstrip(" ;.,:/")


def find_signature(lines: list[HeadLine], from_line: int) -> Signature | None:
    """Return the first signature after a line: capitals that name a power or an office, and the name below them."""
    for place in range(from_line, len(lines)):
        head = lines[place]
        if not _MAY_TITLE.match(head.folded):
            continue  # most lines; looked at first because it is quick
        if head.region is Region.LEFT or not is_capital(head.text) or not _TITLE.match(squeezed(head.folded) + " "):
            continue
        return _signature(head, [line for line in lines[place + 1 : place + 40] if line.region is not Region.LEFT])
    return None


def _signature(head: HeadLine, following: list[HeadLine]) -> Signature:
    """The lines of the title and the name that closes them."""
    titles, last = [head.text.strip()], head
    for line in following[:_AFTER_TITLE]:
        if is_capital(line.text) and len(titles) < 4 and not _is_name_in_capitals(line):  # noqa: PLR2004  TM., KT., PHÓ
            titles.append(line.text.strip())
        elif _is_person(line):
            return Signature(" ".join(titles), line.text.strip(" .,;*_-"), head, line)
        last = line
    return Signature(" ".join(titles), None, head, last)


def _is_person(line: HeadLine) -> bool:
    """Whether a line is a person's name: a few words of letters, each with a capital first, surely read."""
    words = [word for word in re.split(r"[\s.]+", line.text.strip(" .,;:*_-")) if word]
    titled = all(word.isalpha() and word[0].isupper() for word in words) and any(not word.isupper() for word in words)
    if not _NAME.match(line.folded) or not titled or sum(map(len, words)) < _SHORTEST_NAME:
        return False
    return confidence(line.line, line.line.start, line.line.end) >= _SURE_NAME


def _is_name_in_capitals(line: HeadLine) -> bool:
    """Whether a line in capitals is no office: it names nothing that an office is named with."""
    return not _TITLE.match(squeezed(line.folded) + " ") and not re.search(
        r"\b(ban|so|phong|tich|doc|uy|truong|vien|cuc|van|thu|chanh|hoi|tinh)\b", squeezed(line.folded)
    )
