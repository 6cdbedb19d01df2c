"""Directives put before the Office as if read already: pages with words in their places, tasks found, clocks set."""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from compliance.deadlines.service import set_deadlines
from core.database import transaction
from extraction.grammar.terms import parse_term
from extraction.service import extract_tasks, open_provisional
from extraction.values import DeadlineMention, EntryClass, Extraction, Mode, Place, TaskDraft, UnitMention
from ingest.letterhead import FieldPlace, Letterhead, Urgency
from ingest.service import record_reading, take_file
from ingest.text import Box, DocumentText, Line, Origin, Page, Word
from tests.api.conftest import Site

WIDTH, HEIGHT = 595.0, 842.0
SCALE = 2
LEFT, TOP, STEP = 0.12, 0.07, 0.036
ISSUER = "UBND tỉnh Thanh Hóa"


@dataclass(frozen=True)
class Order:
    """One task as written: lead, verb and object, time words; lead empty: a sentence that charges nobody."""

    lead: str
    text: str
    phrase: str = ""


def put_up(site: Site, number: str, orders: list[Order], issued_on: date, **others: object) -> int:
    """One directive at the Office's desk; returns its id."""
    document, places = _document([_head(number, issued_on), *_sentences(orders)])
    content = _drawn(document)
    now = site.clock.now()
    with transaction(site.resources.sessions) as session:
        sha256 = site.resources.store.put(content)
        arrival = take_file(
            session, site.resources.store, source="test", name=f"{number.replace('/', '-')}.pdf", size=len(content),
            sha256=sha256, now=now,
        )  # fmt: skip
        session.flush()
        letterhead = _letterhead(number, issued_on, places[0], **others)
        record_reading(session, site.resources.store, arrival.directive_id, document, letterhead, now)
        extraction = _extraction(document, orders, places[1:], issued_on)
        extract_tasks(session, arrival.directive_id, extraction, now)
        open_provisional(session, arrival.directive_id, now)
        set_deadlines(session, arrival.directive_id, site.resources.law, now)
        return arrival.directive_id


def _head(number: str, issued_on: date) -> str:
    return f"ỦY BAN NHÂN DÂN TỈNH THANH HÓA. Số: {number}. Thanh Hóa, ngày {issued_on:%d/%m/%Y}"


def _sentences(orders: list[Order]) -> list[str]:
    return [
        f"{n}. {f'Giao {order.lead} ' if order.lead else ''}{order.text}{f' {order.phrase}' if order.phrase else ''}."
        for n, order in enumerate(orders, start=1)
    ]


def _document(sentences: list[str]) -> tuple[DocumentText, list[Place]]:
    lines, places, start, row = [], [], 0, 0
    for sentence in sentences:
        first, box = start, None
        for piece in _wrapped(sentence):
            line = _line(piece, start, TOP + STEP * row)
            lines.append(line)
            box = box.union(line.box) if box else line.box
            start, row = start + len(piece) + 1, row + 1
        row += 0.5
        places.append(Place(first, start - 1, 1, box))
    page = Page(1, WIDTH, HEIGHT, Origin.TEXT_LAYER, tuple(lines), readability=0.98)
    text = "\n".join(piece for sentence in sentences for piece in _wrapped(sentence))
    return DocumentText(text, (page,), "application/pdf", has_layout=True, readability=0.98), places


def _wrapped(sentence: str, width: int = 78) -> list[str]:
    pieces = [""]
    for word in sentence.split():
        if len(pieces[-1]) + len(word) >= width:
            pieces.append(word)
        else:
            pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def _line(text: str, start: int, top: float) -> Line:
    words, at = [], 0
    for word in text.split():
        left, right = (LEFT + _width(text[:end]) for end in (at, at + len(word)))
        words.append(Word(word, start + at, start + at + len(word), Box(left, top, right, top + 0.022)))
        at += len(word) + 1
    return Line(start, start + len(text), 1, Box(LEFT, top, words[-1].box.x1, top + 0.022), tuple(words))


@cache
def _font() -> ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", 11 * SCALE)
    except OSError:
        return ImageFont.load_default(12 * SCALE)


def _width(text: str) -> float:
    return _font().getlength(text) / (WIDTH * SCALE)


def _drawn(document: DocumentText) -> bytes:
    """The page as a picture in a PDF, every word where the text says it is."""
    picture = Image.new("L", (int(WIDTH * SCALE), int(HEIGHT * SCALE)), 255)
    pen = ImageDraw.Draw(picture)
    for line in document.pages[0].lines:
        place = (line.box.x0 * WIDTH * SCALE, line.box.y0 * HEIGHT * SCALE)
        pen.text(place, document.slice(line.start, line.end), 20, font=_font())
    content = io.BytesIO()
    picture.save(content, "PDF", resolution=72 * SCALE)
    return content.getvalue()


def _letterhead(number: str, issued_on: date, place: Place, **others: object) -> Letterhead:
    found = FieldPlace(place.start, place.end, 1, place.box)
    values = {
        "number": number, "issued_on": issued_on, "issuer": ISSUER, "kind": "Công văn",
        "subject": "V/v triển khai nhiệm vụ trọng tâm", "urgency": Urgency.REGULAR, "secrecy": None,
        "signer": "Lê Đức Giang", "signer_title": "Phó Chủ tịch", "addressees": (), "recipients": (), "unread": (),
        "warnings": (), "places": {"number": found, "issued_on": found, "issuer": found},
    }  # fmt: skip
    return Letterhead(**{**values, **others})


def _extraction(document: DocumentText, orders: list[Order], places: list[Place], issued_on: date) -> Extraction:
    drafts, unclaimed = [], []
    for order, place in zip(orders, places, strict=True):
        text = document.slice(place.start, place.end).replace("\n", " ")
        if not order.lead:
            unclaimed.append(place)
            continue
        lead = UnitMention(order.lead, _place_of(document, order.lead.split()[0], order.lead, place))
        deadline = _deadline(document, order, place, issued_on) if order.phrase else None
        drafts.append(TaskDraft(text, place, Mode.ASSIGN, (lead,), deadline=deadline))
    return Extraction(tuple(drafts), EntryClass.REGULAR, (), tuple(unclaimed))


def _deadline(document: DocumentText, order: Order, place: Place, issued_on: date) -> DeadlineMention:
    term = parse_term(order.phrase, issued_on)
    where = _place_of(document, order.phrase.split()[0], order.phrase, place)
    return DeadlineMention(term.on if term else None, order.phrase, term, where)


def _place_of(document: DocumentText, first: str, phrase: str, within: Place) -> Place:
    """The place of some words inside a clause: the words' own boxes."""
    text = document.text.replace("\n", " ")
    start = text.index(phrase, within.start)
    end = start + len(phrase)
    words = [word for line in document.lines() for word in line.words if start <= word.start < end]
    box = words[0].box
    for word in words:
        box = box.union(word.box)
    assert words[0].text.startswith(first)
    return Place(start, end, 1, box)
