"""The registry of measures: what every figure is called, what it counts, of what, without what; pure.

A measure is data: the sum of some figures of `compliance.entries.counting.Figures`, or such a sum as a share of another
measure, or a place in the list of days late. Dashboard, reports, editions and the public page all take their figures
from here, so that no two of them can count differently.
"""

from collections.abc import Iterable, Mapping

from compliance.reports.plan import MOVED_NAMES
from compliance.reports.sums import Measure, MeasureUnit, Statistic, Sums, Value

_TOTAL = ("done_on_time", "done_late", "archived", "open_in_time", "open_overdue")
_DONE = _TOTAL[:3]
_DISCIPLINE = ("entered_on_time", "late_since_entered", "not_entered")
_BESIDE = "nhiệm vụ trong bảng; con số này đứng ngoài tổng số"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "assigned",
        "Được giao",
        "Nhiệm vụ giao chủ trì được giao trong kỳ, hoặc giao trước đó và chưa xong khi kỳ bắt đầu.",
        _TOTAL,
    ),
    Measure(
        "tasks",
        "Số nhiệm vụ gốc",
        "Nhiệm vụ khác nhau trong tổng số; một nhiệm vụ giao nhiều đơn vị chỉ đếm một lần.",
        ("tasks",),
        MeasureUnit.TASKS,
        adds_up=False,
    ),
    Measure(
        "updated",
        "Đã cập nhật",
        "Có cập nhật đầy đủ, đúng hạn hay chậm, và lần trả lại gần nhất đã được trả lời.",
        ("updated",),
    ),
    Measure(
        "owing_entry",
        "Phải cập nhật lần đầu",
        "Nhiệm vụ phải có cập nhật lần đầu; nhiệm vụ định kỳ chỉ tính lần giao thứ nhất.",
        ("owing_entry",),
    ),
    Measure(
        "update_rate",
        "Tỷ lệ cập nhật",
        "Đã cập nhật so với phải cập nhật.",
        ("updated",),
        MeasureUnit.PERCENT,
        "owing_entry",
    ),
    Measure("done", "Đã hoàn thành", "Hoàn thành đúng hạn, hoàn thành quá hạn và kết thúc theo dõi.", _DONE),
    Measure("done_rate", "Tỷ lệ hoàn thành", "Đã hoàn thành so với được giao.", _DONE, MeasureUnit.PERCENT, "assigned"),
    Measure(
        "done_on_time",
        "Hoàn thành đúng hạn",
        "Báo cáo kết quả được xác nhận, và báo cáo ấy nộp trong thời hạn (hoặc nhiệm vụ không có thời hạn).",
        ("done_on_time",),
    ),
    Measure(
        "done_late",
        "Hoàn thành quá hạn",
        "Báo cáo kết quả được xác nhận, và báo cáo ấy nộp sau thời hạn.",
        ("done_late",),
    ),
    Measure(
        "archived",
        "Kết thúc theo dõi",
        "Văn phòng kết thúc theo dõi mà không còn kết quả phải nộp; tính là đã hoàn thành.",
        ("archived",),
    ),
    Measure(
        "open_in_time",
        "Đang thực hiện, trong hạn",
        "Chưa xong và chưa đến thời hạn, không có thời hạn, tạm dừng, hoặc đã báo cáo trong hạn và chờ xem xét.",
        ("open_in_time",),
    ),
    Measure(
        "open_overdue",
        "Đang thực hiện, quá hạn",
        "Thời hạn nhiệm vụ đã hết mà không có báo cáo nộp trong hạn đang chờ hoặc đã được xác nhận.",
        ("open_overdue",),
    ),
    Measure(
        "on_time_share",
        "Tỷ lệ đúng hạn trên số được giao",
        "Hoàn thành đúng hạn so với được giao.",
        ("done_on_time",),
        MeasureUnit.PERCENT,
        "assigned",
    ),
    Measure(
        "late_share",
        "Tỷ lệ hoàn thành quá hạn trên số được giao",
        "Hoàn thành quá hạn so với được giao.",
        ("done_late",),
        MeasureUnit.PERCENT,
        "assigned",
    ),
    Measure(
        "archived_share",
        "Tỷ lệ kết thúc theo dõi",
        "Kết thúc theo dõi so với được giao.",
        ("archived",),
        MeasureUnit.PERCENT,
        "assigned",
    ),
    Measure(
        "open_share",
        "Tỷ lệ đang thực hiện trong hạn",
        "Đang thực hiện trong hạn so với được giao.",
        ("open_in_time",),
        MeasureUnit.PERCENT,
        "assigned",
    ),
    Measure(
        "overdue_share",
        "Tỷ lệ đang quá hạn",
        "Đang thực hiện, quá hạn so với được giao.",
        ("open_overdue",),
        MeasureUnit.PERCENT,
        "assigned",
    ),
    Measure(
        "done_with_result",
        "Hoàn thành có kết quả",
        "Hoàn thành đúng hạn và hoàn thành quá hạn.",
        ("done_on_time", "done_late"),
    ),
    Measure(
        "on_time_rate",
        "Tỷ lệ hoàn thành đúng hạn",
        "Hoàn thành đúng hạn so với hoàn thành có kết quả.",
        ("done_on_time",),
        MeasureUnit.PERCENT,
        "done_with_result",
    ),
    Measure(
        "done_by_deadline",
        "Hoàn thành, có thời hạn",
        "Hoàn thành có kết quả, chỉ tính nhiệm vụ có thời hạn.",
        ("done_on_time_with_deadline", "done_late"),
    ),
    Measure(
        "on_time_rate_with_deadline",
        "Tỷ lệ đúng hạn, có thời hạn",
        "Như tỷ lệ hoàn thành đúng hạn, không kể nhiệm vụ không có thời hạn.",
        ("done_on_time_with_deadline",),
        MeasureUnit.PERCENT,
        "done_by_deadline",
    ),
    Measure(
        "without_deadline",
        "Không có thời hạn",
        "Trong tổng số: nhiệm vụ mà văn bản không nêu thời hạn.",
        ("without_deadline",),
    ),
    Measure(
        "extended", "Được gia hạn", "Trong tổng số: nhiệm vụ đã được gia hạn; tính theo thời hạn mới.", ("extended",)
    ),
    Measure("withdrawn", "Đã rút", "Nhiệm vụ đã rút, đứng ngoài tổng số.", ("withdrawn",), excludes=_BESIDE),
    Measure(
        "provisional",
        "Dự kiến",
        "Nhiệm vụ Văn phòng chưa xác nhận tại thời điểm chốt, đứng ngoài tổng số.",
        ("provisional",),
        excludes=_BESIDE,
    ),
    Measure(
        "planned",
        "Kế hoạch phải xong",
        "Trong tổng số: thời hạn mà văn bản nêu, chưa kể gia hạn, hết trước thời điểm chốt.",
        ("planned",),
    ),
    Measure(
        "planned_done",
        "Xong theo kế hoạch",
        "Trong số kế hoạch phải xong: đã hoàn thành.",
        ("planned_done",),
    ),
    Measure(
        "plan_rate",
        "Tỷ lệ thực hiện kế hoạch",
        "Xong theo kế hoạch so với kế hoạch phải xong.",
        ("planned_done",),
        MeasureUnit.PERCENT,
        "planned",
    ),
    *(
        Measure(moved.value, name, f"Số thực tế khác kế hoạch do: {name[0].lower()}{name[1:]}.", (moved.value,))
        for moved, name in MOVED_NAMES.items()
    ),
    Measure("discipline", "Đã hết hạn cập nhật", "Nhiệm vụ có hạn cập nhật không sau thời điểm chốt.", _DISCIPLINE),
    Measure(
        "entered_on_time",
        "Cập nhật đúng hạn",
        "Cập nhật lần đầu trong hạn cập nhật, hoặc việc ghi nhận chậm đã được hủy.",
        ("entered_on_time",),
    ),
    Measure("late_since_entered", "Chậm, đã cập nhật", "Hết hạn cập nhật mới có cập nhật.", ("late_since_entered",)),
    Measure("not_entered", "Chưa cập nhật", "Hết hạn cập nhật và chưa có cập nhật nào.", ("not_entered",)),
    Measure(
        "entry_rate",
        "Tỷ lệ cập nhật đúng hạn",
        "Cập nhật đúng hạn so với đã hết hạn cập nhật.",
        ("entered_on_time",),
        MeasureUnit.PERCENT,
        "discipline",
    ),
    Measure(
        "incomplete",
        "Chưa hoàn thành cập nhật",
        "Trong số đã hết hạn cập nhật: bị ghi nhận chậm hoặc trả lại mà cập nhật lại chưa được xác nhận.",
        ("incomplete",),
    ),
    Measure(
        "flags",
        "Lần ghi nhận chậm",
        "Lần ghi nhận chậm cập nhật lập trong kỳ và còn giá trị.",
        ("flags",),
        MeasureUnit.TIMES,
    ),
    Measure(
        "returned_late",
        "Trả lại vì chậm",
        "Lần trả lại với lý do chậm, lập trong kỳ và còn giá trị.",
        ("returned_late",),
        MeasureUnit.TIMES,
    ),
    Measure(
        "returned_wrong",
        "Trả lại vì sai",
        "Lần trả lại với lý do nội dung sai, lập trong kỳ và còn giá trị.",
        ("returned_wrong",),
        MeasureUnit.TIMES,
    ),
    Measure(
        "returned_not_as_required",
        "Trả lại vì chưa đúng yêu cầu",
        "Lần trả lại với lý do chưa đúng yêu cầu, lập trong kỳ và còn giá trị.",
        ("returned_not_as_required",),
        MeasureUnit.TIMES,
    ),
    Measure(
        "inherited",
        "Ghi nhận, trả lại kế thừa",
        "Lần ghi nhận chậm và trả lại của đơn vị giữ nhiệm vụ trước khi sáp nhập, đổi tên; tính ở đơn vị ấy.",
        ("inherited",),
        MeasureUnit.TIMES,
    ),
    Measure("contested", "Có kiến nghị", "Nhiệm vụ có kiến nghị nộp trong kỳ.", ("contested",)),
    Measure(
        "overturned",
        "Kiến nghị được chấp nhận",
        "Trong số đã hết hạn cập nhật: có ghi nhận chậm hoặc trả lại đã bị hủy.",
        ("overturned",),
    ),
    Measure(
        "waived",
        "Được miễn tính",
        "Trong số đã hết hạn cập nhật: có ghi nhận chậm hoặc trả lại được Văn phòng miễn tính.",
        ("waived",),
    ),
    Measure(
        "stale",
        "Chậm cập nhật tiến độ",
        "Lần ghi nhận không có tiến độ trong một kỳ báo cáo; tính riêng.",
        ("stale",),
        MeasureUnit.TIMES,
    ),
    Measure(
        "days_late_median",
        "Số ngày chậm cập nhật, trung vị",
        "Ngày làm việc từ hạn cập nhật đến cập nhật đầu tiên hoặc thời điểm chốt; trung vị.",
        ("days_late",),
        MeasureUnit.WORKING_DAYS,
        statistic=Statistic.MEDIAN,
        adds_up=False,
    ),
    Measure(
        "days_late_worst",
        "Số ngày chậm cập nhật, nhiều nhất",
        "Như trên, nhiệm vụ chậm nhiều nhất.",
        ("days_late",),
        MeasureUnit.WORKING_DAYS,
        statistic=Statistic.WORST,
        adds_up=False,
    ),
)

BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}


def value_of(measure: Measure, sums: Sums) -> Value:
    """Return a measure's value for a group; a share of nothing and a median of nothing are no number."""
    if measure.statistic is not None:
        return Value(_place(sums.days_late, measure.statistic))
    number = sum(sums.figure(name) for name in measure.counts)
    if measure.of is None:
        return Value(number)
    whole = value_of(BY_KEY[measure.of], sums).number or 0
    return Value(number if whole else None, whole)


def values_of(sums: Sums, keys: Iterable[str] | None = None) -> dict[str, Value]:
    """Return the values of measures for a group, all of them unless some are named."""
    wanted = MEASURES if keys is None else [BY_KEY[key] for key in keys]
    return {measure.key: value_of(measure, sums) for measure in wanted}


def percent(part: int, whole: int) -> str:
    """Return a share as whole percent; near 0 and 100 to a tenth, so that only nothing is 0 % and only all is 100 %."""
    if part in {0, whole}:
        return "0 %" if part == 0 else "100 %"
    thousandths = (2 * part * 1000 + whole) // (2 * whole)
    if thousandths < 10:  # noqa: PLR2004 - below one percent
        return f"0,{max(thousandths, 1)} %"
    if thousandths > 990:  # noqa: PLR2004 - above ninety-nine percent
        return f"99,{min(thousandths, 999) % 10} %"
    return f"{(2 * part * 100 + whole) // (2 * whole)} %"


def written(measure: Measure, value: Value) -> str:
    """Return a value as a page shows it; ``–`` where there is nothing to tell."""
    if value.number is None:
        return "–"
    if measure.unit is MeasureUnit.PERCENT and value.whole:
        return percent(value.number, value.whole)
    return f"{value.number:,}".replace(",", ".")


def _place(days: Mapping[int, int], statistic: Statistic) -> int | None:
    """Return the longest, or the lower of the two middle ones, of so many days late."""
    if not days:
        return None
    if statistic is Statistic.WORST:
        return max(days)
    left = (sum(days.values()) + 1) // 2
    for day in sorted(days):
        left -= days[day]
        if left <= 0:
            break
    return day
