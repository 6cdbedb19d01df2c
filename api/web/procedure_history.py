"""What was asked and decided about an assignment beside its entries, told in sentences. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from api.web.countdown import until
from api.web.history import DAY, Happening
from compliance.entries.acts import Act
from compliance.entries.models import Entry
from compliance.entries.procedures.models import Contest, Extension, NotOurs, Suspension
from core.audit import AuditEvent

# Acts that leave no row of their own; the others are told from theirs.
INHERITED = "assignment.inherited"
ACTS = {
    Act.WITHDRAW_REPORT.value: "rút báo cáo kết quả",
    Act.MONITOR_RETURN.value: "trả lại báo cáo khi thẩm định",
    Act.WAIVE.value: "miễn tính chậm",
    Act.SPLIT.value: "tách nhiệm vụ",
    Act.MERGE.value: "gộp nhiệm vụ khác vào nhiệm vụ này",
    Act.MERGE_AWAY.value: "gộp nhiệm vụ này vào nhiệm vụ khác",
    Act.REPLACE_LEAD.value: "thay đơn vị chủ trì",
    Act.WITHDRAW.value: "rút nhiệm vụ",
    Act.ARCHIVE.value: "lưu nhiệm vụ, không yêu cầu kết quả",
}


def tell_procedures(
    contests: Sequence[Contest],
    extensions: Sequence[Extension],
    not_ours: NotOurs | None,
    suspensions: Sequence[Suspension],
    entries: Sequence[Entry],
    names: Mapping[int, str],
) -> list[Happening]:
    """Return a sentence for each thing that was asked, and one for each answer.

    Args:
        entries: those of the assignment; reports passed on by the monitor are told.
        names: full name of each account by id.
    """
    told: list[Happening] = []
    for contest in contests:
        told += _of_contest(contest, names)
    for extension in extensions:
        told += _of_extension(extension, names)
    if not_ours is not None:
        told += _of_not_ours(not_ours, names)
    for stretch in suspensions:
        told += _of_suspension(stretch, names)
    told += [
        Happening(entry.reviewed_at, f"{_who(entry.reviewed_by_id, names)} thẩm định báo cáo: đạt.", "ok")
        for entry in entries
        if entry.reviewed_at is not None
    ]
    return told


def tell_trail(
    events: Sequence[AuditEvent], unit_names: Mapping[int, str], names: Mapping[int, str]
) -> list[Happening]:
    """Return a sentence for each event of the assignment's trail that no row of a procedure tells.

    Args:
        unit_names: name of each unit by id: a merger or rename is told with both.
        names: full name of each account by id.
    """
    told: list[Happening] = []
    for event in events:
        if event.did == "assignment.acted":
            told += _of_act(event)
        elif event.did == "assignment.delegated":
            to = names.get(event.detail["to"] or 0)
            words = f"{event.actor} giao {to} thực hiện." if to else f"{event.actor} thôi giao đích danh."
            told.append(Happening(event.at, words))
        elif event.did == INHERITED:
            before, after = (unit_names.get(event.detail[side], "?") for side in ("before", "after"))
            words = f"{after} nhận nhiệm vụ từ {before} do sáp nhập, đổi tên; các thời hạn giữ nguyên."
            told.append(Happening(event.at, words, "plain", event.detail.get("act") or ""))
        elif event.did == "assignment.moved":
            told.append(Happening(event.at, f"{event.actor} gộp vào nhiệm vụ NV-{event.detail['task']}."))
        elif event.did == "assignment.instance_opened":
            told.append(Happening(event.at, "Kỳ mới của nhiệm vụ định kỳ được mở."))
    return told


def _of_act(event: AuditEvent) -> Iterator[Happening]:
    words = ACTS.get(event.detail["act"])
    if words is not None:
        grounds = (event.detail.get("authority"), event.detail.get("reason"))
        yield Happening(event.at, f"{event.actor} {words}.", "plain", " · ".join(filter(None, grounds)))


def _of_contest(one: Contest, names: Mapping[int, str]) -> Iterator[Happening]:
    words = f"{_who(one.account_id, names)} kiến nghị; kết luận chậm nhất {until(one.decision_due_at)}."
    yield Happening(one.filed_at, words, "plain", one.reason, f"/receipts/contest-decision/{one.id}")
    if one.decided_at is None:
        return
    who = _who(one.decided_by_id, names)
    words = f"{who} chấp nhận kiến nghị." if one.is_won else f"{who} không chấp nhận kiến nghị."
    receipt = ""
    if one.new_due_at is not None:
        words = f"{words[:-1]}; hạn cập nhật mới: {until(one.new_due_at)}."
        receipt = f"/receipts/contest-outcome/{one.id}"
    yield Happening(one.decided_at, words, "ok" if one.is_won else "red", one.decision or "", receipt)


def _of_extension(one: Extension, names: Mapping[int, str]) -> Iterator[Happening]:
    yield Happening(
        one.asked_at, f"{_who(one.account_id, names)} xin gia hạn đến {one.asked_for:{DAY}}.", "plain", one.reason
    )
    if one.decided_at is None:
        return
    who = _who(one.decided_by_id, names)
    if one.is_approved:
        words = f"{who} duyệt gia hạn; hạn cũ vẫn được giữ trong hồ sơ."
        yield Happening(one.decided_at, words, "ok", one.authority or "", f"/receipts/{one.deadline_id}")
    else:
        yield Happening(one.decided_at, f"{who} từ chối gia hạn.", "red", one.decision or "")


def _of_not_ours(one: NotOurs, names: Mapping[int, str]) -> Iterator[Happening]:
    words = f"{_who(one.account_id, names)} báo không thuộc thẩm quyền; trả lời chậm nhất {until(one.answer_due_at)}."
    yield Happening(one.said_at, words, "plain", one.reason, f"/receipts/not-ours/{one.id}")
    if one.flagged_at is not None:
        yield Happening(one.flagged_at, "Ghi nhận Văn phòng chậm trả lời về thẩm quyền.", "red")
    if one.answered_at is not None:
        said = "đồng ý: rút nhiệm vụ" if one.is_accepted else "không đồng ý: nhiệm vụ thuộc thẩm quyền của đơn vị"
        receipt = "" if one.deadline_id is None else f"/receipts/{one.deadline_id}"
        words = f"{_who(one.answered_by_id, names)} {said}."
        yield Happening(one.answered_at, words, "plain", one.answer or "", receipt)


def _of_suspension(one: Suspension, names: Mapping[int, str]) -> Iterator[Happening]:
    words = f"{_who(one.account_id, names)} tạm dừng nhiệm vụ ({one.authority}): các thời hạn ngừng tính."
    yield Happening(one.from_at, words, "plain", one.reason)
    if one.until_at is not None:
        words = f"{_who(one.resumed_by_id, names)} cho tiếp tục ({one.resumed_by_authority})."
        yield Happening(one.until_at, words, "plain", one.resumed_why or "")


def _who(account_id: int | None, names: Mapping[int, str]) -> str:
    return names.get(account_id or 0, "Hệ thống")
