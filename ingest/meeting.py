"""Where a document's message and its own text meet: which value stands, and where the two disagree. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.identity import identity_key, number_key
from ingest.letterhead import FieldPlace, Letterhead, Urgency

FIELDS = {"number": "số, ký hiệu", "issued_on": "ngày ban hành", "urgency": "độ khẩn", "issuer": "cơ quan ban hành"}
DISAGREE = "Gói và văn bản ghi khác nhau về {}: gói ghi {}, văn bản ghi {}. Kiểm tra trên ảnh trang."
URGENCY_WORDS = {
    Urgency.REGULAR: "thường",
    Urgency.KHAN: "khẩn",
    Urgency.THUONG_KHAN: "thượng khẩn",
    Urgency.HOA_TOC: "hỏa tốc",
}
_DEGREES = tuple(Urgency)
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Met:
    """The four values that identify and class a document, each with its ground, and what to tell the Office."""

    number: str | None
    issued_on: date | None
    urgency: Urgency
    issuer: str | None
    grounds: dict[str, dict[str, Any]]
    unread: tuple[str, ...]
    warnings: tuple[str, ...]


def meet(told: Mapping[str, Any], grounds: Mapping[str, Any], letterhead: Letterhead) -> Met:
    """Return what stands of a message and of the text read.

    The message is ground for number and day, the text for the issuer, which senders name as they like. Of two degrees
    of urgency the higher stands: ordinary is what senders leave unset, and a stamp what printing leaves out. A value
    that both give stands on the page, where it can be looked at.

    Args:
        told: the directive's values before reading.
        grounds: the directive's grounds before reading; only values of kind ``message`` take part.
        letterhead: what was read in the text.
    """
    sent = {name: told[name] for name, ground in grounds.items() if ground.get("kind") == "message"}
    pages = {name: page_ground(place) for name, place in letterhead.places.items()}
    values: dict[str, Any] = {}
    warnings: list[str] = []
    for name, words in FIELDS.items():
        read = getattr(letterhead, name)
        message = sent.get(name)
        is_from_text = message is None or _prefers_text(name, message, read)
        values[name] = read if is_from_text else message
        if message is not None and read is not None and not _is_same(name, message, read):
            warnings.append(DISAGREE.format(words, _word(message), _word(read)))
        if not is_from_text and (read is None or not _is_same(name, message, read)):
            pages[name] = {"kind": "message"}
    unread = tuple(name for name in letterhead.unread if name not in sent)
    return Met(
        number=values["number"],
        issued_on=values["issued_on"],
        urgency=Urgency(values["urgency"]),
        issuer=values["issuer"],
        grounds=pages,
        unread=unread,
        warnings=tuple(warnings),
    )


def page_ground(place: FieldPlace) -> dict[str, Any]:
    """Return a place on the page as the ground of a value, as JSON."""
    return {"kind": "page", "page": place.page, "box": list(place.box), "start": place.start, "end": place.end}


def _prefers_text(name: str, message: Any, read: Any) -> bool:  # noqa: ANN401 - a number, a day or a degree
    if name == "urgency":
        return _DEGREES.index(read) > _DEGREES.index(message)
    return name == "issuer" and read is not None


def _is_same(name: str, message: Any, read: Any) -> bool:  # noqa: ANN401 - a number, a day or a degree
    if name == "number":
        return number_key(message) == number_key(read)
    if name == "issuer":
        return identity_key(message, "", _ANY_DAY) == identity_key(read, "", _ANY_DAY)
    return bool(message == read)


def _word(value: Any) -> str:  # noqa: ANN401 - a number, a day or a degree
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return URGENCY_WORDS[Urgency(value)] if value in set(Urgency) else str(value)
