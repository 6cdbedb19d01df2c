"""Mentions of units to units of the register: abbreviations, former names, office-holders, collectives, OCR damage.

A mention that may mean two units stays open; a district named before July 2025 is not the commune of its name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from extraction.grammar.normal import key, place_tones

CLOSE_ENOUGH = 90.0  # likeness (0 to 100) from which a damaged name is read as a registered one
CLEARLY_AHEAD = 4.0  # by which it must be liker than every other unit's name


class UnitKind(StrEnum):
    """Kind of a registered unit; collectives are expanded by kind."""

    DEPARTMENT = "department"
    AGENCY = "agency"
    COMMUNE = "commune"
    WARD = "ward"
    FORCE = "force"
    CENTRAL = "central"
    JUDICIAL = "judicial"
    MASS = "mass"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit of the register; valid from ``valid_from`` to ``valid_to`` inclusive, open where None.

    ``former_names`` are those of bodies that it continues; ``successor`` is the code of the unit that continues it.
    """

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    former_names: tuple[str, ...] = ()
    successor: str | None = None

    def is_valid(self, on: date) -> bool:
        """Say whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class ResolutionStatus(StrEnum):
    """What became of a mention."""

    RESOLVED = "resolved"
    COLLECTIVE = "collective"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The codes that a mention means: one if resolved, the members if collective, the candidates if ambiguous."""

    status: ResolutionStatus
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Register:
    """Units with their names as keys; made by `make_register`, once for many mentions."""

    units: Mapping[str, RegisteredUnit]
    current: Mapping[str, tuple[str, ...]]
    former: Mapping[str, tuple[str, ...]]
    bare: Mapping[str, tuple[str, ...]]
    by_level: Mapping[str, tuple[str, ...]]  # the keys of `current` by the level that they name


def make_register(units: Iterable[RegisteredUnit]) -> Register:
    """Return the register of ``units`` with every name, alias and former name as a key; of equal units the same one."""
    return _made(tuple(units))


@lru_cache(maxsize=4)
def _made(units: tuple[RegisteredUnit, ...]) -> Register:
    """A province's units change a few times a year, and every directive asks for them."""
    by_code = {u.code: u for u in units}
    current: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    bare: dict[str, list[str]] = {}
    for unit in by_code.values():
        for name in (unit.name, *unit.aliases):
            _add(current, _plain(name), unit.code)
        for name in unit.former_names:
            _add(former, _plain(name.replace("(merged)", "")), unit.code)
        if unit.kind in (UnitKind.COMMUNE, UnitKind.WARD):
            _add(bare, re.sub(r"^(?:xa|phuong|dac khu|thi tran) ", "", _plain(unit.name)), unit.code)
    by_level: dict[str, list[str]] = {}
    for name in current:
        by_level.setdefault(_level(name), []).append(name)
    return Register(by_code, _frozen(current), _frozen(former), _frozen(bare), _frozen(by_level))


def resolve(mention: str, register: Register, on: date) -> Resolution:
    """Return the units that ``mention`` means on a day.

    Args:
        mention: a unit as the directive writes it.
        register: all units, past ones included.
        on: the issue day; names are read as they stood then, successors followed to the unit in force.
    """
    named = _holder(_plain(mention))
    collective = _collective(named, register, on)
    if collective is not None:
        return collective
    for candidate in _variants(named):
        if candidate in register.current:
            return _by_name(candidate, mention, register, on)
        if candidate in register.former:
            codes = register.former[candidate]
            if len(codes) > 1:
                return Resolution(ResolutionStatus.AMBIGUOUS, codes, "Tên cũ của nhiều đơn vị hiện nay.")
            return _followed(codes[0], register, on, "Tên cũ, nay là")
    if _DISTRICT.match(named):
        return Resolution(
            ResolutionStatus.UNKNOWN, (), "Đơn vị cấp huyện, không phải xã hoặc phường cùng tên từ 01/7/2025."
        )
    if named in register.bare:
        return _by_place(named, register, on)
    return _damaged(named, register, on)


_TITLE = re.compile(
    r"^(?:dong chi |ong |ba )*(?:quyen )?(?:pho )?(?:giam doc|tong giam doc|thu truong(?: co quan)?|cuc truong"
    r"|chi cuc truong|chi huy truong|hieu truong|truong|"
    r"nguoi dung dau|lanh dao|bi thu|chu nhiem|tong bien tap|chu tich|chanh an|vien truong|chanh) (?=\w)"
)
_HEADED = {
    "chanh van phong": "van phong",
    "chanh thanh tra": "thanh tra",
    "truong ban": "ban",
    "truong cong an": "cong an",
}
_BODY = re.compile(
    r"^(?:ubnd|uy ban nhan dan|dang uy|hdnd|hoi dong nhan dan|cong an|truong) (?=(?:xa|phuong|dac khu|thi tran) )"
)
_DISTRICT = re.compile(
    r"^(?:(?:ubnd|uy ban nhan dan|huyen uy|thi uy|thanh uy|hdnd) )?(?:huyen|quan|thi xa|thanh pho|tp) "
)
_PLURAL = re.compile(
    r"^(?:cac|nhung|toan the|tat ca)\b|^(?:ubnd|uy ban nhan dan|thu truong|giam doc|chu tich ubnd"
    r"|chu tich uy ban nhan dan|dang uy) (?:cac|cap)\b|^(?:ubnd|uy ban nhan dan) xa,? phuong\b"
)
_VAGUE = re.compile(r"\b(?:lien quan|chuc nang|don vi|dia phuong|to chuc|doanh nghiep|chu dau tu|doan the|co quan)\b")


_LEVELS = {"tx": "thi xa", "h": "huyen", "q": "quan", "tt": "thi tran", "p": "phuong", "x": "xa"}
_SHORT_LEVEL = re.compile(r"(?<=\bubnd )(?:tx|h|q|tt|p|x)(?= )")
_ANY_LEVEL = re.compile(r"\b(?:huyen|quan|thi xa|thanh pho|thi tran|xa|phuong|dac khu|tinh)\b")


def resolve_all(mentions: Iterable[str], register: Register, on: date) -> dict[str, Resolution]:
    """Return the reading of each distinct mention of a document; a name that returns is looked up once."""
    return {mention: resolve(mention, register, on) for mention in set(mentions)}


def _plain(name: str) -> str:
    """The key of a name with its usual abbreviations written out alike."""
    text = key(place_tones(name))
    text = re.sub(r"\buy ban nhan dan\b|\bub nhan dan\b|\buy ban nd\b", "ubnd", text)
    text = re.sub(r"\bmat tran to quoc\b", "mttq", text)
    text = re.sub(r"\bbql\b", "ban quan ly", text)
    text = _SHORT_LEVEL.sub(lambda match: _LEVELS[match[0]], text)
    return re.sub(r"^vp\b", "van phong", text)


def _holder(named: str) -> str:
    """The unit of an office-holder: "giám đốc Sở X" is Sở X, "chủ tịch UBND xã Y" is its committee."""
    for title, head in _HEADED.items():
        if named.startswith(title):
            return head + named[len(title) :]
    stripped = _TITLE.sub("", named)
    return stripped if stripped != "ubnd" else named


def _variants(named: str) -> list[str]:
    """The name, without its committee, and without the province after it, the nearest first."""
    found = [named, _BODY.sub("", named)]
    for each in tuple(found):
        found.append(re.sub(r" (?:tinh|thanh pho)(?: [a-z]+){1,3}$", "", each))
        found.append(re.sub(r" tinh(?: [a-z]+){1,3}$", " tinh", each))
        found.append(re.sub(r" (?:tinh|thanh pho)$", "", each))
        found.append(f"{each} tinh")
    return list(dict.fromkeys(found))


def _collective(named: str, register: Register, on: date) -> Resolution | None:
    if not _PLURAL.match(named):
        return None
    vague = bool(re.search(r"\blien quan\b", named))
    named = re.sub(r"\b(?:lien|co) quan\b", " ", named)
    kinds: set[str] = set()
    if re.search(r"\bso\b", named):
        kinds.add(UnitKind.DEPARTMENT)
    if re.search(r"\b(?:ban|nganh)\b", named):
        kinds |= {UnitKind.DEPARTMENT, UnitKind.AGENCY}
    if re.search(r"\bxa\b|\bcap xa\b", named):
        kinds.add(UnitKind.COMMUNE)
    if re.search(r"\bphuong\b|\bcap xa\b", named):
        kinds.add(UnitKind.WARD)
    if re.search(r"\b(?:huyen|quan|thi xa)\b", named):
        return Resolution(
            ResolutionStatus.COLLECTIVE,
            (),
            "Tập hợp đơn vị cấp huyện, không còn từ 01/7/2025: cần người chọn đơn vị kế nhiệm.",
        )
    if not kinds or vague:
        return Resolution(ResolutionStatus.COLLECTIVE, (), "Nêu chung, chưa rõ gồm những đơn vị nào.")
    codes = tuple(u.code for u in register.units.values() if u.kind in kinds and u.is_valid(on))
    note = " Phần nêu chung còn lại cần người chọn." if _VAGUE.search(named) else ""
    return Resolution(ResolutionStatus.COLLECTIVE, codes, f"Tập hợp gồm {len(codes)} đơn vị.{note}")


def _by_name(found: str, mention: str, register: Register, on: date) -> Resolution:
    """The unit of a registered name; spelling decides between names that differ only in diacritics."""
    codes = register.current[found]
    valid = tuple(c for c in codes if register.units[c].is_valid(on)) or codes
    if len(valid) > 1:
        spelt = tuple(c for c in valid if place_tones(register.units[c].name).lower() in place_tones(mention).lower())
        if len(spelt) != 1:
            return Resolution(ResolutionStatus.AMBIGUOUS, valid, "Nhiều đơn vị cùng tên.")
        valid = spelt
    return _followed(valid[0], register, on, "")


def _followed(code: str, register: Register, on: date, note: str) -> Resolution:
    """The unit itself, or the one that continues it on that day."""
    unit = register.units[code]
    seen = {code}
    while unit.valid_to is not None and unit.valid_to < on:
        heir = unit.successor
        if heir is None or heir in seen or heir not in register.units:
            break
        seen.add(heir)
        unit = register.units[heir]
        note = "Đã sáp nhập hoặc đổi tên, nay là"
    early = unit.valid_from is not None and on < unit.valid_from and not note
    if early and unit.kind in (UnitKind.COMMUNE, UnitKind.WARD):
        return Resolution(
            ResolutionStatus.AMBIGUOUS,
            (unit.code,),
            f"{unit.name} chưa thành lập tại ngày văn bản: có thể là đơn vị cũ cùng tên.",
        )
    return Resolution(
        ResolutionStatus.RESOLVED, (unit.code,), f"{note} {unit.name}.".strip() if note else f"Đúng tên {unit.name}."
    )


def _by_place(named: str, register: Register, on: date) -> Resolution:
    """A place without its level: one commune of that name may be meant, but so may the former district."""
    codes = tuple(c for c in register.bare[named] if register.units[c].is_valid(on))
    if len(codes) == 1:
        return Resolution(ResolutionStatus.RESOLVED, codes, f"Tên nơi, duy nhất {register.units[codes[0]].name}.")
    return Resolution(
        ResolutionStatus.AMBIGUOUS,
        codes or register.bare[named],
        "Chỉ nêu tên nơi, không rõ cấp hoặc nhiều đơn vị cùng tên.",
    )


def _damaged(named: str, register: Register, on: date) -> Resolution:
    """The one registered name that is nearly the same, as OCR leaves it."""
    best: dict[str, float] = {}
    for candidate in _variants(named)[:4]:
        alike = register.by_level.get(_level(candidate), ())  # "thị xã X" is no misread "xã X"
        for found, score, _ in process.extract(
            candidate, alike, scorer=fuzz.ratio, limit=4, score_cutoff=CLOSE_ENOUGH - CLEARLY_AHEAD
        ):
            for code in register.current[found]:
                best[code] = max(best.get(code, 0.0), score)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < CLOSE_ENOUGH:
        return Resolution(ResolutionStatus.UNKNOWN, (), "Không có trong danh bạ đơn vị.")
    near = tuple(code for code, score in ranked if ranked[0][1] - score < CLEARLY_AHEAD)
    if len(near) > 1:
        return Resolution(ResolutionStatus.AMBIGUOUS, near, "Tên đọc không rõ, gần giống nhiều đơn vị.")
    return _followed(near[0], register, on, "Tên đọc gần đúng:")


def _level(named: str) -> str:
    match = _ANY_LEVEL.search(named)
    return match[0] if match is not None else ""


def _add(index: dict[str, list[str]], name: str, code: str) -> None:
    codes = index.setdefault(name, [])
    if code not in codes:
        codes.append(code)


def _frozen(index: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in index.items()}
