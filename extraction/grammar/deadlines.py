"""The time limit of one task: the words of its clause, of its labelled line, or of the place they refer to."""

import re
from collections.abc import Sequence
from datetime import date

from extraction.grammar.marks import Rank
from extraction.grammar.normal import holds_any
from extraction.grammar.periods import find_period
from extraction.grammar.structure import Paragraph
from extraction.grammar.terms import TermFound, find_terms, is_superseded
from extraction.values import DeadlineMention, Period, Term, TermKind
from ingest.folding import fold

_AT_ONCE = re.compile(
    r"\b(?:[Nn]gay lập tức|[Nn]gay)\b(?! (?:sau|từ|tại|khi|cả|trong|ở|ban|trước|đến|này|thẳng|bên|chính|những|đầu))"
)
NEAR = 12  # characters of words of limit between "bằng" and the new time
_AT_ONCE_REACH = 70  # characters from where the work begins: the main verb, not a later clause
_LINKS = (" bang ", " thanh ", " sang ", " xuong ", " len ", " den ")
_REFERRED = re.compile(r"(?:khoan|muc|diem|dieu|phan) (\w+(?:\.\w+)*)")
_BRACKETS = re.compile(r"\([^()]*\)")
_INLINE = re.compile(
    r"\bthoi (?:gian|han)(?: (?:hoan thanh|hoan tat|thuc hien|xong|bao cao|trien khai|gui|nop|cuoi cung"
    r"|tra loi))+ ?: ?(?=\S)"
)
_TIME_WORDS = re.compile(r"\b(?:thoi (?:gian|han|diem|hieu)|tien do|moc|han)\b")
_MOVED = re.compile(
    r"\b(?:thay|dieu chinh|sua(?: doi)?|doi|chuyen|lui|keo dai|gia han|rut ngan)\b(?:[^.;]|[.](?=\d)){0,160}?"
    r" (?:bang|(?<!hoan )thanh|sang|xuong(?: con)?|len|den(?: het)?) (?:(?:thoi (?:han|diem|gian)|moc|han) (?:moi )?"
    r"(?:la )?)?\"?"
    r"(?=(?:(?:truoc|het|cham nhat(?: la| den| vao)?|trong|vao|den|cuoi) )?(?:het )?(?:ngay \d|\d{1,2}[/.]\d|thang \d"
    r"|quy [i1-4]))"
)
_SENTENCE_END = re.compile(r"[;.](?= |$)|\)")
_SOFT_ONLY = re.compile(
    r"^\W*(?:thuc hien |trien khai )?(?:thuong xuyen|lien tuc|hang ngay|ca nam|khi co yeu cau|kip thoi|theo quy dinh"
    r"|theo yeu cau)(?: thuc hien)?(?:,? (?:lien tuc|thuong xuyen))*\W*$"
)


def deadline_of(
    text: str, folded: str, said: int, issued_on: date | None
) -> tuple[DeadlineMention | None, Period | None]:
    """Return the time limit stated in a clause and how often its duty returns.

    Several days give the latest; a month, quarter, year or count gives no day.

    Args:
        text: of the clause.
        folded: the same, folded.
        said: where the work begins.
        issued_on: day of issue; before the work an earlier day is no limit.
    """
    labelled = inline_time(folded, said)
    if labelled is not None:
        return labelled_deadline(_first_sentence(text[labelled:]), issued_on)
    found = [f for f in _stated(text, folded, issued_on) if f.start >= said or not _is_past(f.term, issued_on)]
    period = find_period(folded)
    recurring = [f.term.period for f in found if f.term.kind == TermKind.RECURRING]
    if recurring:
        period = recurring[0]
    if not found:
        at_once = _AT_ONCE.search(text, said) if "gay" in text else None
        if at_once is None or at_once.start() > said + _AT_ONCE_REACH:
            return None, period
        words = at_once.group()
        return DeadlineMention(None, words, Term(TermKind.SOFT, words)), period
    firm = [f for f in found if f.term.kind not in (TermKind.SOFT, TermKind.REFERENCE)] or found
    return _mention([f.term for f in firm]), period


def handed_down(
    text: str, begin: int, said: int, issued_on: date | None
) -> tuple[DeadlineMention | None, Period | None]:
    """Return the time limit that a lead-in gives to its items: of its charging clause, none that tells what was.

    "Ngay" beside its verb is one; other words without a day are not.

    Args:
        text: of the lead-in.
        begin: where its charge begins, after its grounds.
        said: where the work begins.
        issued_on: day of issue; an earlier day is no limit.
    """
    charge = max(begin, text.rfind(". ", 0, said) + 1)
    words = _BRACKETS.sub(lambda m: " " * len(m.group()), text)[charge:]
    deadline, period = deadline_of(words, fold(words), said - charge, issued_on)
    if deadline is None or deadline.term is None:
        return None, period
    if deadline.term.kind == TermKind.SOFT and not _AT_ONCE.fullmatch(deadline.phrase):
        return None, period
    return (None if _is_past(deadline.term, issued_on) else deadline), period


def inline_time(folded: str, said: int) -> int | None:
    """Return the offset after "Thời gian thực hiện:" in the words from ``said`` on, None without such words."""
    match = _INLINE.search(folded, said) if ":" in folded else None
    return match.end() if match is not None else None


def _stated(text: str, folded: str, issued_on: date | None) -> list[TermFound]:
    """The time limits of a clause that hold: none of an earlier document, none that another takes the place of."""
    moved = _moved(folded)
    if moved is None:
        return [f for f in find_terms(text, issued_on, folded=folded) if not is_superseded(folded, f.start)]
    words = text[: moved.start] + " " * (moved.stop - moved.start) + text[moved.stop :]
    found = [f for f in find_terms(words, issued_on) if not is_superseded(folded, f.start)]
    if any(0 <= f.start - moved.stop < NEAR for f in found):
        return found
    new = find_terms(text[moved.stop :], issued_on, lenient=True)[:1]
    return sorted([*found, *(f._replace(start=f.start + moved.stop, end=f.end + moved.stop) for f in new)])


def _moved(folded: str) -> range | None:
    """The stretch before a new time that tells of the old one ("thay thời hạn A bằng B"), None without one."""
    match = _MOVED.search(folded) if holds_any(folded, _LINKS) else None
    if match is None:
        return None
    told = max(folded.rfind(". ", 0, match.start()), folded.rfind("; ", 0, match.start()), 0)
    return range(told, match.end()) if _TIME_WORDS.search(folded, told, match.end()) else None


def _first_sentence(text: str) -> str:
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def _is_past(term: Term, issued_on: date | None) -> bool:
    return term.kind == TermKind.DAY and term.on is not None and issued_on is not None and term.on < issued_on


def labelled_deadline(text: str, issued_on: date | None) -> tuple[DeadlineMention | None, Period | None]:
    """Return the time limit of a labelled line or a time cell, where any words are meant as one."""
    words = " ".join(text.split()).strip(" .;,")
    if not words:
        return None, None
    folded = fold(words)
    found = find_terms(words, issued_on, lenient=True, folded=folded)
    period = find_period(folded) or next((f.term.period for f in found if f.term.period is not None), None)
    if _SOFT_ONLY.match(folded) or (not found and period is not None):
        return None, period
    if not found:
        return DeadlineMention(None, words, Term(TermKind.SOFT, words)), period
    if len(found) == 1:
        term = found[0].term
        return DeadlineMention(term.on if term.kind == TermKind.DAY else None, words, term), period
    return _mention([f.term for f in found]), period


def resolve_reference(
    mention: DeadlineMention, paragraphs: Sequence[Paragraph], issued_on: date | None
) -> DeadlineMention:
    """Return ``mention`` with the day of the place that it refers to ("thời gian nêu tại khoản 1")."""
    if mention.term is None or mention.term.kind != TermKind.REFERENCE:
        return mention
    referred = _REFERRED.search(fold(mention.phrase))
    if referred is None:
        return mention
    for paragraph in paragraphs:
        label = fold(paragraph.mark).strip(" .)(/-")
        if paragraph.rank in (Rank.NUMBER, Rank.LETTER, Rank.ARTICLE, Rank.ROMAN, Rank.DECIMAL) and label.split()[
            -1:
        ] == [referred.group(1)]:
            days = [
                f.term.on for f in find_terms(paragraph.text, issued_on) if f.term.kind == TermKind.DAY and f.term.on
            ]
            if days:
                return DeadlineMention(max(days), mention.phrase, mention.term, mention.place)
    return mention


def _mention(terms: list[Term]) -> DeadlineMention:
    days = [t for t in terms if t.kind == TermKind.DAY and t.on is not None]
    latest = max(days, key=lambda t: t.on or date.min) if days else terms[-1]
    phrases = list(dict.fromkeys(t.phrase for t in terms))
    return DeadlineMention(latest.on if days else None, "; ".join(phrases), latest)
