"""Labelled lines of a plan ("Đơn vị chủ trì: …") and cells of units: what each states of the item above it."""

import re
from enum import StrEnum

from extraction.grammar.names import Named
from extraction.grammar.structure import Paragraph
from extraction.grammar.units import UnitReader
from ingest.folding import fold


class Label(StrEnum):
    """What a labelled line states of the item above it."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    TIME = "time"
    PRODUCT = "product"
    GROUP = "group"  # "Cơ quan thực hiện:" before lines of its own
    WORK = "work"  # "Nhiệm vụ: …"
    NOTE = "note"  # money, place, number: nothing that a task keeps


def label_of(paragraph: Paragraph) -> tuple[Label, int] | None:
    """Return the label with which the paragraph begins, and the offset after it."""
    folded = paragraph.folded
    match = _LABEL.match(folded, paragraph.body)
    if match is None or match.lastgroup is None:
        return (Label.TIME, paragraph.body) if _TIME_ALONE.match(folded, paragraph.body) else None
    end = match.end()
    while end < len(folded) and folded[end] == " ":
        end += 1
    return Label(match.lastgroup), end


def parted_labels(paragraph: Paragraph) -> tuple[Paragraph, ...]:
    """Return the paragraph, parted where further labels follow on its line ("Chủ trì: …; thời gian: …")."""
    if label_of(paragraph) is None:
        return (paragraph,)
    folded = paragraph.folded
    found = [m.end() for m in _NEXT.finditer(folded, paragraph.body)]
    cuts = [0, *(at for at in found if _LABEL.match(folded, at))]
    ends = [*cuts[1:], len(paragraph.text)]
    return tuple(paragraph.part_of(start, end) for start, end in zip(cuts, ends, strict=True))


def units_listed(units: UnitReader, said: int, kind: Label) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return who leads and who coordinates after a label; all of its words where they name no known kind of unit."""
    if kind not in (Label.LEAD, Label.COORDINATING):
        return (), ()
    at = units.tokens.from_offset(said)
    leads, coordinators = _parted(units, at, kind)
    if not leads and not coordinators:
        words = " ".join(units.text[said:].split()).strip(" .;:-–_")
        leads = [Named(words, said, len(units.text))] if words and fold(words) not in _AS_ABOVE else []
    if kind == Label.COORDINATING:
        return (), tuple(coordinators or leads)
    return tuple(leads), tuple(coordinators)


def _parted(units: UnitReader, at: int, kind: Label) -> tuple[list[Named], list[Named]]:
    """Units that lead and units that coordinate, in a cell or line that may name both ("A chủ trì; B phối hợp")."""
    leads: list[Named] = []
    coordinators: list[Named] = []
    into = coordinators if kind == Label.COORDINATING else leads
    folds = [t.fold for t in units.tokens]
    while at < len(folds):
        if folds[at : at + 2] == ["phoi", "hop"]:
            into = coordinators
        elif folds[at : at + 2] == ["chu", "tri"]:
            into = leads
        found = units.read(at, bare=True)
        if not found.units:
            at += 1
            continue
        end = found.end
        behind = folds[end : end + 2] == ["phoi", "hop"] and folds[end + 2 : end + 3] in ([], *([m] for m in ";.,)"))
        (coordinators if behind else into).extend(found.units)
        at = max(end, at + 1)
    return leads, coordinators


_AS_ABOVE = frozenset({"nt", "nhu tren", "khong", "khong co"})  # names nobody by itself
_NEXT = re.compile(r"[;.] ?(?=[a-z][^;:]{3,40}:)")
_LABELS = {
    Label.LEAD: (
        r"(?:(?:don vi|co quan|so|nganh|bo phan|don vi, ca nhan)(?: \w+)? )?(?:chu tri|dau moi)(?: thuc hien"
        r"| tham muu| trien khai)? ?[:\-]"
        r"|(?:don vi|co quan|bo phan|nguoi)(?: chiu trach nhiem)?(?: thuc hien| phu trach| trien khai| nhan viec"
        r"| nhan nhiem vu| duoc giao(?: viec| nhiem vu)?) ?:(?= ?\S)"
        r"|(?:trach nhiem thuc hien|phan cong thuc hien|nguoi thuc hien|thuc hien) ?:(?= ?\S)"
    ),
    Label.COORDINATING: (
        r"(?:(?:don vi|co quan|cac don vi|cac co quan|cac co quan, don vi)(?: \w+)? )?phoi hop(?: thuc hien"
        r"| trien khai)? ?[:\-]"
    ),
    Label.TIME: (
        r"(?:thoi (?:gian|han|diem)|tien do|han|lo trinh|moc|hoan thanh|ket thuc|xong)(?: (?:"
        r"thuc hien|hoan thanh|trien khai|ket thuc|bao cao|xong|to chuc|thuc hien va hoan thanh))* ?:"
    ),
    Label.PRODUCT: (
        r"(?:san pham|ket qua|dau ra|yeu cau san pham|san pham dau ra)(?: (?:thuc hien|dau ra|can dat|dat duoc"
        r"|du kien|hoan thanh|can hoan thanh))* ?:"
    ),
    Label.GROUP: (
        r"(?:don vi|co quan|phan cong|trach nhiem|to chuc)(?: chiu trach nhiem)? (?:thuc hien|trien khai"
        r"|nhiem vu)(?: va thoi gian)? ?:? ?$"
    ),
    Label.WORK: (
        r"(?:nhiem vu|noi dung|noi dung thuc hien|noi dung nhiem vu|nhiem vu cu the|noi dung cong viec|cong viec) ?:"
    ),
    Label.NOTE: (
        r"(?:kinh phi|nguon kinh phi|dia diem|thanh phan|so luong|ghi chu|don vi tu van"
        r"|hinh thuc)(?: (?:thuc hien|du kien))? ?:"
    ),
}
_LABEL = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS.items()))
_TIME_ALONE = re.compile(r"(?:phai )?(?:hoan thanh|xong)(?: xong)? (?:trong|truoc|cham nhat)[^.;:]{0,50}[.;]?$")
