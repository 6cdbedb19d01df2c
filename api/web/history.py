"""What happened to an assignment, told in sentences, oldest first. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.web.countdown import until
from api.web.words import ENTRY_KINDS, RETURN_REASONS
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.queries import WorkRow

DAY = "%d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Happening:
    """One sentence of the history; ``tone`` is red, ok or plain; ``receipt`` leads to the date it rests on."""

    at: datetime
    words: str
    tone: str = "plain"
    detail: str = ""
    receipt: str = ""


def tell(
    row: WorkRow,
    entries: Sequence[Entry],
    returns: Sequence[Return],
    flags: Sequence[LateFlag],
    names: Mapping[int, str],
) -> list[Happening]:
    """Return the history of an assignment.

    Args:
        names: full name of each account by id.
    """
    told = [_of_opening(row)]
    if row.confirmed_at is not None:
        told.append(Happening(row.confirmed_at, "Văn phòng xác nhận nhiệm vụ: giao chính thức."))
    # At one and the same instant the flag comes before the entry that met it, and the return after that entry.
    told += [_of_flag(flag, row) for flag in flags]
    told += [_of_entry(entry, names) for entry in entries]
    told += [_of_return(one, names) for one in returns]
    told += [_of_confirmation(entry, names) for entry in entries if entry.confirmed_at is not None]
    return sorted(told, key=lambda happening: happening.at)


def _of_opening(row: WorkRow) -> Happening:
    provisional = row.confirmed_at is None or row.opened_at < row.confirmed_at
    return Happening(row.opened_at, "Nhiệm vụ được mở cho đơn vị" + (" (dự kiến)." if provisional else "."))


def _of_entry(entry: Entry, names: Mapping[int, str]) -> Happening:
    who = names.get(entry.account_id, "Đơn vị")
    planned = f", dự kiến xong {entry.planned_on:{DAY}}" if entry.planned_on else ""
    detail = (
        entry.note if entry.kind in {"progress", "report"} else f"{entry.officer or ''}: {entry.product or ''}{planned}"
    )
    did = ENTRY_KINDS[entry.kind][0].lower() + ENTRY_KINDS[entry.kind][1:]
    return Happening(entry.made_at or entry.saved_at, f"{who} gửi bản {did}.", "plain", detail or "")


def _of_confirmation(entry: Entry, names: Mapping[int, str]) -> Happening:
    who = names.get(entry.confirmed_by_id or 0, "Văn phòng")
    return Happening(entry.confirmed_at or entry.saved_at, f"{who} xác nhận cập nhật.", "ok")


def _of_return(one: Return, names: Mapping[int, str]) -> Happening:
    who = names.get(one.account_id, "Văn phòng") if one.account_id else "Hệ thống"
    voided = " (đã hủy)" if one.voided_at else ""
    reason = RETURN_REASONS[one.reason].lower()
    return Happening(
        one.made_at,
        f"{who} trả lại cập nhật: {reason}{voided}. Hạn cập nhật lại: {until(one.reentry_due_at)}.",
        "red",
        one.missing or "",
        f"/returns/{one.id}/receipt",
    )


def _of_flag(flag: LateFlag, row: WorkRow) -> Happening:
    clock = "cập nhật lại" if flag.return_id else "cập nhật"
    voided = " (đã hủy)" if flag.voided_at else ""
    tam_tinh = " (tạm tính)" if flag.tam_tinh else ""
    receipt = f"/returns/{flag.return_id}/receipt" if flag.return_id else f"/receipts/{row.entry_deadline_id}"
    return Happening(
        flag.written_at,
        f"Ghi nhận chậm {clock}{tam_tinh}{voided}: {until(flag.due_at)} chưa có cập nhật hợp lệ.",
        "red",
        "",
        receipt,
    )
