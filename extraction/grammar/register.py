"""Which unit of the register a name means, on the day the directive was issued. Pure.

A name that could mean two units stays open and is asked, never guessed. Names are compared without diacritics (the
recogniser loses some), and with them where that alone does not decide.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from core.naming import fold

# How alike (0 to 100) a damaged name must be, and by how much it must lead the next unit's.
SURE, LEAD, POSSIBLE = 93.0, 5.0, 86.0
LOCAL_KINDS = frozenset({"commune", "ward"})
PROVINCIAL_KINDS = frozenset({"department", "agency"})

ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "vp": "van phong",
    "tp": "thanh pho",
    "bql": "ban quan ly",
    "kkt": "khu kinh te",
    "kcn": "khu cong nghiep",
}
HOLDERS = re.compile(
    r"^(?:dong chi |ong |ba )?(?:quyen )?(?:pho )?"
    r"(?:giam doc|chu tich|truong ban|cuc truong|chi cuc truong|vien truong|tong bien tap|hieu truong|bi thu|"
    r"thu truong|chi huy truong|chanh(?= (?:van phong|thanh tra|toa)))(?: co quan)? "
)
PROVINCE_TAIL = re.compile(r" (?:cap )?tinh(?: (?!doan\b)[a-z ]+)?$")
MANY = re.compile(r"^(?:(?:toan the|tat ca|toan bo) )?(?:cac|nhung) |^uy ban nhan dan (?:cac|cap xa)|^thu truong cac ")
UNNAMED = re.compile(r"\blien quan\b|\btruc thuoc\b|\bdia phuong\b|\bco ten\b|^cac (?:co quan|don vi|to chuc)\b")
DEPARTMENTS = re.compile(r"\bcac so\b|\bso ban nganh\b|\bso nganh\b|\bban nganh\b")
COMMUNES = re.compile(r"\bcap xa\b|\bcac (?:[a-z ]+ )?xa\b|\bxa phuong\b")
WARDS = re.compile(r"\bcap xa\b|\bcac (?:[a-z ]+ )?phuong\b|\bxa phuong\b")
DISTRICTS = re.compile(r"\bhuyen\b|\bthi xa\b|\buy ban nhan dan (?:cac )?thanh pho\b")
# "các xã, phường" followed by a capital: the places are named.
PLACES = re.compile(r"(?i:^.*?\bcác (?:xã|phường)(?:,? (?:và )?(?:xã|phường))*[:,]?) +(?=[A-ZÀ-ỸĐ])")
SEPARATORS = re.compile(r"\s*(?:[,;]|\bvà\b)\s*")


@dataclass(frozen=True, slots=True)
class RegisteredName:
    """Another name of a unit; kind is abbreviation, former, place or taught; it ends on the day before ``valid_to``."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit; kind is department, agency, commune, ward, force, central, judicial, mass, public or enterprise."""

    code: str
    name: str
    kind: str
    names: tuple[RegisteredName, ...]
    valid_from: date | None
    valid_to: date | None


class ResolutionStatus(StrEnum):
    """How far a name is understood."""

    RESOLVED = "resolved"
    COLLECTIVE = "collective"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: one code when resolved, members when collective, candidates when ambiguous, else none.

    ``reason`` says why, in Vietnamese, for the person who is asked.
    """

    status: ResolutionStatus
    codes: tuple[str, ...]
    reason: str


class Register:
    """All units with their names, made ready for looking up."""

    def __init__(self, units: Iterable[RegisteredUnit]) -> None:
        """Fold every name once."""
        self.units = tuple(units)
        self._by_name: dict[str, list[tuple[RegisteredUnit, str]]] = {}
        for unit in self.units:
            for name in (unit.name, *(other.name for other in unit.names)):
                self._by_name.setdefault(plain(name), []).append((unit, name))

    def named(self, name: str, on: date) -> list[RegisteredUnit]:
        """Return the units that bear this name on a day; an exact one goes before those that differ in diacritics."""
        found = [(unit, written) for unit, written in self._by_name.get(plain(name), ()) if _existed(unit, on)]
        exact = [unit for unit, written in found if written.casefold() == name.casefold()]
        return _once(exact or [unit for unit, _ in found])

    def alike(self, name: str, on: date) -> list[tuple[float, RegisteredUnit]]:
        """Return the units whose names are most like this one, each once, best first, with likeness (0 to 100)."""
        matches = process.extract(plain(name), self._by_name.keys(), scorer=fuzz.ratio, limit=8, score_cutoff=POSSIBLE)
        best: dict[str, tuple[float, RegisteredUnit]] = {}
        for key, score, _ in matches:
            for unit, _name in self._by_name[key]:
                if _existed(unit, on) and unit.code not in best:
                    best[unit.code] = (score, unit)
        return sorted(best.values(), key=lambda pair: -pair[0])

    def of_kinds(self, kinds: frozenset[str], on: date) -> list[RegisteredUnit]:
        """Return the units of some kinds that exist on a day."""
        return [unit for unit in self.units if unit.kind in kinds and _existed(unit, on)]


def resolve(name: str, register: Register, on: date) -> Resolution:
    """Return which unit a name means on a day.

    Office-holders stand for their unit; a former name for the unit that took over. A collective gives its members,
    to be confirmed. What no rule settles is ambiguous (with candidates) or unknown.

    Args:
        name: the unit as the directive writes it.
        on: the issue day, local.
    """
    found = register.named(name, on)
    if len(found) == 1:
        return Resolution(ResolutionStatus.RESOLVED, (found[0].code,), "Trùng tên trong danh mục.")
    folded = fold_unit(name)
    if not found and DISTRICTS.search(folded):
        # A commune that bears a former district's name is another body: it is never taken for it.
        return Resolution(ResolutionStatus.UNKNOWN, (), "Cấp huyện không còn từ 01/7/2025; chọn đơn vị.")
    if not found and MANY.search(folded):
        return _resolve_collective(name, register, on)
    if found:
        return _ask(found, "Có nhiều đơn vị cùng tên; chọn một.")
    return _resolve_damaged(name, register, on)


def plain(name: str) -> str:
    """Return the name as names are compared: folded, abbreviations written out, office-holder and province left off."""
    return PROVINCE_TAIL.sub("", HOLDERS.sub("", fold_unit(name)))


def fold_unit(name: str) -> str:
    """Return a unit's name folded, its abbreviations written out."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in fold(name).split())


def _resolve_collective(name: str, register: Register, on: date) -> Resolution:
    folded = fold_unit(name)
    listed = PLACES.match(name)
    if listed is not None:
        return _resolve_places(SEPARATORS.split(name[listed.end() :].strip(" .;")), register, on)
    kinds: set[str] = set()
    kinds |= PROVINCIAL_KINDS if DEPARTMENTS.search(folded) else set()
    kinds |= {"commune"} if COMMUNES.search(folded) else set()
    kinds |= {"ward"} if WARDS.search(folded) else set()
    if not kinds and UNNAMED.search(folded):
        return Resolution(ResolutionStatus.UNKNOWN, (), "Văn bản không nêu tên đơn vị; chọn đơn vị nếu cần giao.")
    members = register.of_kinds(frozenset(kinds), on)
    if not members:
        return Resolution(ResolutionStatus.UNKNOWN, (), "Nhóm đơn vị không có trong danh mục; chọn đơn vị.")
    codes = tuple(unit.code for unit in members)
    return Resolution(
        ResolutionStatus.COLLECTIVE, codes, f"Nhóm {len(codes)} đơn vị; xác nhận để giao cho từng đơn vị."
    )


def _resolve_places(places: Sequence[str], register: Register, on: date) -> Resolution:
    """Look up "các xã, phường A, B, C": each place is a commune or a ward; one unsure place leaves all open."""
    units: list[RegisteredUnit] = []
    for place in filter(None, places):
        found = _once([*register.named(f"Xã {place}", on), *register.named(f"Phường {place}", on)])
        if len(found) != 1:
            reason = f"Không rõ “{place}” là đơn vị nào; chọn các đơn vị."
            return Resolution(ResolutionStatus.AMBIGUOUS, tuple(unit.code for unit in [*units, *found]), reason)
        units += found
    codes = tuple(unit.code for unit in _once(units))
    return Resolution(
        ResolutionStatus.COLLECTIVE, codes, f"Nhóm {len(codes)} đơn vị nêu tên; xác nhận để giao từng đơn vị."
    )


def _resolve_damaged(name: str, register: Register, on: date) -> Resolution:
    alike = register.alike(name, on)
    if not alike:
        return Resolution(
            ResolutionStatus.UNKNOWN, (), "Không có trong danh mục đơn vị; chọn đơn vị hoặc bổ sung danh mục."
        )
    best, unit = alike[0]
    following = alike[1][0] if len(alike) > 1 else 0.0
    if best >= SURE and best - following >= LEAD:
        return Resolution(ResolutionStatus.RESOLVED, (unit.code,), f"Tên đọc được gần đúng với “{unit.name}”.")
    return _ask([other for _, other in alike[:5]], "Tên gần giống với đơn vị trong danh mục; chọn một.")


def _ask(units: Iterable[RegisteredUnit], reason: str) -> Resolution:
    return Resolution(ResolutionStatus.AMBIGUOUS, tuple(unit.code for unit in units), reason)


def _existed(unit: RegisteredUnit, on: date) -> bool:
    """A body goes on under new names; a commune of before the two-tier order is another place than its namesake now."""
    if unit.valid_to is not None and on >= unit.valid_to:
        return False
    return unit.kind not in LOCAL_KINDS or unit.valid_from is None or unit.valid_from <= on


def _once(units: Iterable[RegisteredUnit]) -> list[RegisteredUnit]:
    return list({unit.code: unit for unit in units}.values())
