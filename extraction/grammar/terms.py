"""Time words: "trước ngày 25 hằng tháng", "trong thời hạn 05 ngày làm việc" → Term, before any calendar is asked."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

from extraction.grammar.normal import compose, holds_any
from extraction.grammar.term_rules import BY_SIGN, NUMBERED, RULES, Rule
from extraction.values import Term, TermKind
from ingest.folding import fold

BEFORE_DIGIT = 64  # characters before the first number in which its time phrase begins
REACH = 320  # characters before a time in which an earlier document may be named


class TermFound(NamedTuple):
    """A time phrase at ``start:end`` of the text; ``firm`` where its words set a limit by themselves."""

    start: int
    end: int
    term: Term
    firm: bool


def parse_term(phrase: str, issued_on: date | None) -> Term:
    """Return what ``phrase`` says, read as a deadline on its own; SOFT where it names no time.

    A day without a year is the next such day on or after ``issued_on``. The firmest reading comes first; the other
    readings that can be defended stand in ``alternatives``.
    """
    text = " ".join(compose(phrase).text.split())
    found = find_terms(text, issued_on, lenient=True)
    firm = [f for f in found if f.firm] or found
    if not firm:
        return Term(TermKind.SOFT, text)
    best = max(firm, key=lambda f: (f.term.kind != TermKind.SOFT, f.term.on or date.min))
    return best.term


def find_terms(
    text: str, issued_on: date | None, *, lenient: bool = False, folded: str | None = None
) -> list[TermFound]:
    """Return the time limits of ``text`` in order, none inside another.

    Args:
        text: a paragraph in NFC.
        issued_on: fills in missing years; None leaves such a day without ``on``.
        lenient: also take times without a limiting word ("Tháng 12/2026"), as in a time column or after "Thời gian:".
        folded: the text folded, where that is at hand.
    """
    folded = fold(text) if folded is None else folded
    found: list[TermFound] = []
    if not _TIMELY.search(folded):
        return found
    digit = _DIGIT.search(folded)
    for pattern, build, loose, _ in _rules_for(folded, lenient=lenient):
        if digit is None and build in NUMBERED:
            continue
        start = max(0, digit.start() - BEFORE_DIGIT) if build in NUMBERED and digit is not None else 0
        for match in pattern.finditer(folded, start):
            if any(match.start() < f.end and f.start < match.end() for f in found):
                continue
            if _quoted(folded, match) or (loose and _cited(folded, match)):
                continue
            term = build(match, text[match.start() : match.end()].strip(" ,;."), issued_on)
            if term is not None:
                found.append(TermFound(match.start(), match.end(), term, firm=not loose))
    return sorted(found)


def _rules_for(folded: str, *, lenient: bool) -> Iterator[Rule]:
    """The rules of whose words the text holds some, in their order; looked up by its words and its pairs of words."""
    by_sign = BY_SIGN[lenient]
    words = folded.translate(_LETTERS_ALONE).split()
    signs = by_sign.keys() & [*words, *pairwise(words)]
    for number in sorted(by_sign[""].union(*(by_sign[sign] for sign in signs))):
        if holds_any(folded, RULES[number].needs):
            yield RULES[number]


def is_superseded(folded: str, at: int) -> bool:
    """Say whether the time at ``at`` of a folded text is quoted from an earlier document."""
    before = folded[max(0, at - REACH) : at]
    return holds_any(before, _EARLIER) and bool(_SUPERSEDED.search(before))


_TIMELY = re.compile(
    r"\d|\bqu[yi]\b|\bkhi |\btruoc (?:mua|tet|nam|khai|ky|phien)|\b(?:cuoi|trong) (?:thang|tuan|ngay)"
    r"|\b(?:trong|vao|dau|cuoi|giua|het) (?:mua|vu|he|dip|nam hoc|hoc ky)\b"
    r"|thoi (?:gian|han|diem|vu)|moc thoi|tien do|\bdung han|nam nay|quy nay|chu nhat|\bthu (?:hai|ba|tu|nam"
    r"|sau|bay)"
)
_DIGIT = re.compile(r"[0-9](?!\d?[.)] )")  # no item mark
_LETTERS_ALONE = defaultdict(lambda: " ", {ord(letter): letter for letter in ascii_lowercase})


def _quoted(folded: str, match: re.Match[str]) -> bool:
    """Say whether the time belongs to data, a meeting or a cited document instead of a limit."""
    before = folded[max(0, match.start() - 60) : match.start()]
    if _NO_LIMIT.search(before):
        return True
    return not _CUED.match(match.group()) and bool(_EVENT.search(before))


def _cited(folded: str, match: re.Match[str]) -> bool:
    """Say whether a loose date is that of a cited document ("Công văn số 12/UBND ngày 5/3/2025 của")."""
    return bool(_CITATION.search(folded[max(0, match.start() - 40) : match.start()]))


_NO_LIMIT = re.compile(
    r"(?:so lieu (?:bao cao )?(?:duoc )?(?:tinh )?|hop (?:kiem diem )?(?:vao )?|du kien hop (?:kiem diem )?|tinh den "
    r"|co mat |luy ke |phat sinh |ton dong )$"
)
_EVENT = re.compile(
    r"(?:to chuc (?:cuoc )?hop|hoi nghi|cuoc hop|buoi lam viec|giai doan|nhiem ky|ban hanh|duoc phe duyet|thanh lap"
    r"|(?<!hoc )(?<!thi )(?<!ve )sinh|khai mac|le phat dong|thoi diem)(?: \w+){0,3} $"
)
_CUED = re.compile(r"(?:hoan thanh|hoan tat|xong|cham nhat|muon nhat|truoc|den het|han|bao cao)\b")
_CITATION = re.compile(
    r"(?:\d+ ?/ ?(?![\d/ ,\-]*$)[\w/\-& ,]{2,30}|[a-z]{2,}-[a-z]{2,}\)?|ky|so \d+[^;.]{0,25}) ?(?:ngay )?$"
)
_SUPERSEDED = re.compile(
    r"\bthay (?:cho|vi|the)(?: [a-z]+){0,6} $|"
    r"(?:da (?:yeu cau|de nghi|giao|co|ban hanh)|tai (?:cong van|van ban|thong bao|ke hoach)[^,;]{0,120})[^.;]{0,160}$"
)

_EARLIER = (  # without one of them nothing is superseded
    *("thay cho", "thay vi", "thay the", "da yeu cau", "da de nghi", "da giao", "da co", "da ban hanh"),
    *("tai cong van", "tai van ban", "tai thong bao", "tai ke hoach"),
)
