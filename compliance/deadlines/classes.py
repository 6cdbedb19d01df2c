"""How fast the first entry on a directive is due: urgent, many tasks, or regular; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compliance.rulebook.parameters import Citation
from compliance.rulebook.rules import Rules
from extraction.values import EntryClass
from ingest.letterhead import Urgency

CLASS_WORDS: Mapping[EntryClass, str] = {
    EntryClass.URGENT: "văn bản khẩn",
    EntryClass.MULTI: "nhiều nhiệm vụ, nhiều đầu mối",
    EntryClass.REGULAR: "văn bản thường",
    EntryClass.NONE: "không có nhiệm vụ",
}
URGENCY_WORDS: Mapping[Urgency, str] = {
    Urgency.REGULAR: "thường",
    Urgency.KHAN: "khẩn",
    Urgency.THUONG_KHAN: "thượng khẩn",
    Urgency.HOA_TOC: "hỏa tốc",
}


@dataclass(frozen=True, slots=True)
class Classified:
    """The entry class, why in Vietnamese, and the rules that it rests on."""

    entry_class: EntryClass
    why: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    """What of a directive decides its class."""

    urgency: Urgency
    kind: str | None
    n_tasks: int
    n_lead_units: int


def classify(urgency: Urgency, kind: str | None, n_tasks: int, n_lead_units: int, rules: Rules) -> Classified:
    """Return the entry class of a directive.

    The rulebook's order decides where several classes fit; a document without tasks has none, urgent or not.

    Args:
        urgency: the degree on the document.
        kind: what the document calls itself ("Công điện"), or None.
        n_tasks: tasks found, at least 0.
        n_lead_units: different lead units as written; a collective is one.

    Source: rulebook classes.*
    """
    document = _Document(urgency, kind, n_tasks, n_lead_units)
    if n_tasks == 0:
        return Classified(EntryClass.NONE, "Không tìm thấy nhiệm vụ nào trong văn bản.", ())
    for name in rules.classes.precedence:
        why, keys = _REASONS[name](document, rules)
        if why:
            return Classified(EntryClass(name), why, rules.cite("classes.precedence", *keys))
    return Classified(EntryClass.REGULAR, _REGULAR, rules.cite("classes.precedence"))


_REGULAR = "Không khẩn, một nhiệm vụ, một đơn vị chủ trì."
_Reason = tuple[str, tuple[str, ...]]


def _urgent(document: _Document, rules: Rules) -> _Reason:
    """Say why a document is urgent, or nothing."""
    if document.urgency.value in rules.classes.urgent_degrees:
        return f"Độ khẩn: {URGENCY_WORDS[document.urgency]}.", ("classes.urgent_degrees",)
    kinds = {kind.casefold() for kind in rules.classes.urgent_kinds}
    if document.kind is not None and document.kind.casefold() in kinds:
        return f"{document.kind} luôn là văn bản khẩn.", ("classes.urgent_kinds",)
    return "", ()


def _multi(document: _Document, rules: Rules) -> _Reason:
    """Say why a document is one of many tasks, or nothing."""
    if document.n_tasks >= rules.classes.multi_from_tasks:
        return f"Có {document.n_tasks} nhiệm vụ.", ("classes.multi_from_tasks",)
    if document.n_lead_units >= rules.classes.multi_from_lead_units:
        return f"Có {document.n_lead_units} đơn vị chủ trì.", ("classes.multi_from_lead_units",)
    return "", ()


def _regular(document: _Document, rules: Rules) -> _Reason:
    """Say that nothing makes a document anything else; where it goes before the others, it takes everything."""
    del document, rules
    return _REGULAR, ()


_REASONS: Mapping[str, Callable[[_Document, Rules], _Reason]] = {
    EntryClass.URGENT: _urgent,
    EntryClass.MULTI: _multi,
    EntryClass.REGULAR: _regular,
}
