"""The marks of items: "Phần I", "Điều 2.", "1.1.", "a)", "-", and how deep each stands (Decree 30/2020)."""

import re
from enum import IntEnum

LONGEST_TITLE = 160  # characters of a heading in capitals


class Rank(IntEnum):
    """Depth of an item by its mark; a smaller rank holds a greater one."""

    PART = 0  # Phần, Chương
    ROMAN = 1  # I.
    ARTICLE = 2  # Điều 1.
    NUMBER = 3  # 1.
    DECIMAL = 4  # 1.1.
    DEEP = 5  # 1.1.1.
    BRACKET = 6  # 1) (1)
    LETTER = 7  # a)
    DASH = 8
    PLUS = 9
    NONE = 10


_MARKS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (
        Rank.PART,
        re.compile(r"(?:phan|chuong) (?:thu (?:nhat|hai|ba|tu|nam|sau|bay)|[ivx]{1,5}|\d{1,2})\b[.:]?(?= |$)"),
    ),
    (Rank.ARTICLE, re.compile(r"dieu \d{1,3} ?[.:]")),
    (Rank.ROMAN, re.compile(r"(?:muc )?[ivx]{1,5} ?(?:[.)]|/(?= )|- )")),
    (Rank.DEEP, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.)]?(?= )")),
    (Rank.DECIMAL, re.compile(r"\d{1,2}\.\d{1,2}[.)]?(?= )")),
    (Rank.NUMBER, re.compile(r"(?:muc )?[\dlo]{1,2} ?[./](?= |[^\d\s])|\d{1,2},(?= [a-z])|khoan \d{1,2}[.:]")),
    (Rank.BRACKET, re.compile(r"\(?\d{1,2}\)")),
    (Rank.LETTER, re.compile(r"\(?[^\W\d]\d? ?\)|[©®]\)|[a-z][./](?= )")),
    (Rank.DASH, re.compile(r"[-•*●▪§~_](?![-_.*])|>(?= )")),
    (Rank.PLUS, re.compile(r"[+o](?= )|\+")),
)
_DEBRIS = " |¦!'\"_.,:¬`^„“”‘’"  # specks of a scan before a mark
_MAY_MARK = re.compile(r"[^a-z]|[a-z][^a-z]|[ivxlo]|phan|chuong|dieu|muc|khoan")  # asked first; most lines have none
_SPECK = re.compile(r"[^\W\d]\W? (?=\d{1,2}\. )")
_LOST_DOT = re.compile(r"[IVXHÍÌl1]{1,4}[.,]? (?=[^a-z]{12,}$)")
_ROMAN_CAPITAL = re.compile(r"(?:Mục |MỤC )?[IVX]{1,5} ?(?:[.)]|/(?= )|- )")


def mark_of(text: str, folded: str) -> tuple[Rank, int]:
    """Return the rank of the item mark with which ``text`` begins, and its length with the space after it."""
    lead = len(folded) - len(folded.lstrip(_DEBRIS))
    speck = _SPECK.match(folded, lead)
    if speck is not None:
        lead = speck.end()
    lost = _LOST_DOT.match(text, lead)
    if lost is not None and len(text) < LONGEST_TITLE and text[lost.end() :].isupper():
        return Rank.ROMAN, lost.end()
    for rank, pattern in _MARKS if _MAY_MARK.match(folded, lead) else ():
        match = pattern.match(folded, lead)
        if match is None or (rank == Rank.ROMAN and not _ROMAN_CAPITAL.match(text, lead)):
            continue
        mere_comma = match.group().endswith(",") and not text[match.end() + 1 : match.end() + 2].isupper()
        if mere_comma or (rank == Rank.PLUS and match.group()[0] == "o"):
            continue
        end = match.end()
        while end < len(text) and text[end] in " \u00a0":
            end += 1
        return rank, end
    return Rank.NONE, lead
