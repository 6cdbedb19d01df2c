"""What the menu of the pages offers a role: a few entries at hand, the others by what they are for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.access import PERMISSIONS, AccountRole, Action


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu, and the actions of which an account needs one to see it."""

    address: str
    label: str
    actions: tuple[Action, ...]

    def leads_to(self, path: str) -> bool:
        """Return whether an address is this page, or one below it."""
        return path == self.address or path.startswith(f"{self.address}/")


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries at hand, and the others in named groups."""

    first: tuple[Entry, ...]
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]

    def at_hand(self, path: str) -> tuple[Entry, ...]:
        """Return the entries to show on a page: the first ones, and its own where it is none of them."""
        others = (entry for _, entries in self.groups for entry in entries if entry.leads_to(path))
        return (*self.first, *others)


EVERYBODY = tuple(Action)
ENTRIES: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Việc hằng ngày",
        (
            Entry("/worklist", "Việc của đơn vị", (Action.WRITE_ENTRY,)),
            Entry("/reviews", "Thẩm định", (Action.SPEAK_FOR_UNIT,)),
            Entry("/dashboard", "Điều hành", (Action.SEE_FIGURES,)),
            Entry("/directives", "Văn bản đến", (Action.SEE_ALL_DIRECTIVES,)),
            Entry("/entries", "Chờ xác nhận", (Action.JUDGE_ENTRY,)),
            Entry("/decisions", "Cần quyết định", (Action.JUDGE_ENTRY,)),
            Entry("/orders", "Nhập nhiệm vụ", (Action.REVIEW_DIRECTIVE,)),
        ),
    ),
    (
        "Theo dõi",
        (
            Entry("/late", "Chậm cập nhật", (Action.SEE_LATE_LIST,)),
            Entry("/plans", "Kế hoạch", (Action.SEE_ALL_DIRECTIVES,)),
            Entry("/updates", "Thu hồi, cập nhật", (Action.SEE_ALL_DIRECTIVES,)),
            Entry("/law", "Quy định và lịch", EVERYBODY),
            Entry("/pipeline", "Đường văn bản", (Action.SEE_PIPELINE,)),
        ),
    ),
    (
        "Báo cáo, kiểm tra",
        (
            Entry("/reports", "Báo cáo", (Action.SEE_FIGURES,)),
            Entry("/inspections", "Kiểm tra", EVERYBODY),
            Entry("/editions", "Kỳ công bố", EVERYBODY),
        ),
    ),
    (
        "Quản trị",
        (
            Entry("/units", "Đơn vị", (Action.ADMINISTER,)),
            Entry("/accounts", "Tài khoản", (Action.ADMINISTER,)),
            Entry("/duty", "Trực và nghỉ", (Action.ADMINISTER,)),
            Entry("/fields", "Lĩnh vực", (Action.ADMINISTER,)),
            Entry("/connectors", "Kết nối", (Action.ADMINISTER,)),
            Entry("/webhooks", "Webhook", (Action.ADMINISTER,)),
            Entry("/audit", "Nhật ký", (Action.SEE_AUDIT,)),
        ),
    ),
)  # fmt: skip
# What each role opens every day; the first is where it begins.
FIRST: dict[AccountRole, Sequence[str]] = {
    AccountRole.OFFICE: ("/directives", "/entries", "/decisions", "/dashboard"),
    AccountRole.UNIT: ("/worklist", "/reviews", "/late"),
    AccountRole.UNIT_OFFICER: ("/worklist", "/late"),
    AccountRole.LEADER: ("/dashboard", "/directives", "/plans", "/reports"),
    AccountRole.INSPECTION: ("/late", "/inspections", "/reports", "/dashboard"),
    AccountRole.AUDITOR: ("/audit", "/late", "/dashboard", "/law"),
    AccountRole.ADMINISTRATOR: ("/pipeline", "/units", "/accounts", "/connectors"),
}


@cache
def menu_of(role: AccountRole) -> Menu:
    """Return the menu of a role: what it may see, each entry once."""
    may = PERMISSIONS[role]
    seen = [(name, [entry for entry in entries if may & set(entry.actions)]) for name, entries in ENTRIES]
    by_address = {entry.address: entry for _, entries in seen for entry in entries}
    first = tuple(by_address[address] for address in FIRST[role])
    rest = ((name, tuple(entry for entry in entries if entry not in first)) for name, entries in seen)
    return Menu(first, tuple((name, entries) for name, entries in rest if entries))
