"""The late-update report as a table for CSV and workbooks; pure."""

from collections.abc import Mapping, Sequence

from compliance.reports.lateness.lines import LateLine, Totals
from compliance.reports.periods import Period
from core.local_time import LOCAL, last_day_before

HEAD = ("Đơn vị", "Lĩnh vực", "Loại", "Số, ký hiệu", "Nội dung giao", "Hạn cập nhật", "Phiếu tính hạn", "Cập nhật lúc",
        "Ngày làm việc chậm", "Ai giữ, mấy ngày làm việc", "Số lần trả lại", "Lẽ ra đúng hạn nếu",
        "Tạm tính")  # fmt: skip


def table_of(lines: Sequence[LateLine], classes: Mapping[str, str], site: str) -> list[list[object]]:
    """Return the lines with their head.

    Args:
        site: the address before a receipt's own, so that links lead somewhere out of the file as well.
    """
    table: list[list[object]] = [list(HEAD)]
    for line in lines:
        entered = line.course.entered_at
        table.append(
            [
                line.unit, line.field, classes.get(line.entry_class, ""), line.number, line.clause,
                f"{last_day_before(line.course.due_at):%d/%m/%Y}", f"{site}{line.receipt}",
                f"{entered.astimezone(LOCAL):%H:%M %d/%m/%Y}" if entered else "chưa cập nhật", line.late_days,
                "; ".join(f"{held.who}: {held.working_days}" for held in line.held), sum(line.returns.values()),
                line.remedy, "có" if line.tam_tinh else "",
            ]
        )  # fmt: skip
    return table


def comparison(now: Totals, before: Totals, period: Period) -> list[list[object]]:
    """Return the totals beside those of the period before."""
    rows: list[list[object]] = [["Số liệu", period.name, period.before().name]]
    for name, field in (
        ("Lần ghi nhận chậm", "flags"), ("Nhiệm vụ", "assignments"), ("Đơn vị", "units"),
        ("Đã cập nhật", "entered"), ("Ngày làm việc chậm, trung vị", "median_days"),
        ("Ngày làm việc chậm, nhiều nhất", "worst_days"),
    ):  # fmt: skip
        rows.append([name, getattr(now, field), getattr(before, field)])
    return rows
