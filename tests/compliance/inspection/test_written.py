from datetime import UTC, date, datetime

import pytest

from compliance.inspection.closing.service import PAGE, WORD
from compliance.inspection.plans import CampaignKind, ChecklistReply
from compliance.inspection.written import (
    WrittenCampaign,
    WrittenFinding,
    WrittenFollowUp,
    WrittenUnit,
    texts_of,
)
from core.typesetting import typeset
from core.word_templates import fill
from ingest.readers.docx import read_docx
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import read_pdf

HEALTH = WrittenUnit(
    name="Sở Y tế",
    population=42,
    sample=[("12/UBND-VX", "Rà soát cơ sở y tế <xã> & phường", True), ("19/CĐ-UBND", "Kiểm tra bếp ăn", False)],
    checklist=[("Phân công người cập nhật", ChecklistReply.PARTLY, "một việc"), ("Hồ sơ minh chứng", None, "")],
    findings=[
        WrittenFinding(
            what="Cập nhật chậm ba ngày làm việc.",
            cause="Cán bộ nghỉ phép, không bàn giao.",
            responsibility="Trưởng phòng Kế hoạch.",
            measure="Quy định bàn giao.",
            evidence="Biên bản ngày 08/9/2026.",
            explanation="",
            number="12/UBND-VX",
            follow_ups=[
                WrittenFollowUp("Ban hành quy định bàn giao", date(2026, 9, 30), is_accepted=False),
                WrittenFollowUp("Kiểm điểm trách nhiệm", date(2026, 9, 15), is_accepted=True),
            ],
        )
    ],
)
QUIET = WrittenUnit("UBND xã Hoằng Hóa", 0, [], [("Phân công người cập nhật", ChecklistReply.YES, "")], [])
TOLD = WrittenCampaign(
    province="tỉnh Thanh Hóa",
    kind=CampaignKind.SURPRISE,
    name="cập nhật nhiệm vụ",
    decision="Quyết định số 2031/QĐ-UBND",
    members=[("Nguyễn Văn Kiểm", "Tổ trưởng"), ("Vũ Văn Tra", "Thành viên")],
    first_on=date(2026, 9, 8),
    last_on=date(2026, 9, 12),
    period="2026-Q3",
    seed=20260908,
    units=[HEALTH, QUIET],
    conclusion="Các đơn vị cơ bản chấp hành.\nCòn chậm khi vắng người.",
)


def test_the_report_counts_what_it_tells() -> None:
    told = texts_of(TOLD)
    assert (told["n_units"], told["n_sampled"], told["n_findings"], told["n_follow_ups"]) == ("2", "2", "1", "2")
    assert (told["place"], told["province_capitals"]) == ("Thanh Hóa", "TỈNH THANH HÓA")
    assert (told["head"], told["kind"]) == ("Nguyễn Văn Kiểm", "đột xuất")
    health, quiet = told["units"]
    assert (health["population"], health["n_sampled"], health["n_late"]) == ("42", "2", "1")
    assert [row["reply"] for row in health["checklist"]] == ["Thực hiện chưa đầy đủ", "Chưa kiểm tra"]
    (finding,) = health["findings"]
    assert (finding["about"], finding["explanation"]) == (" (văn bản 12/UBND-VX)", "Đơn vị chưa giải trình.")
    assert [(each["unit"], each["due"], each["state"]) for each in told["measures"]] == [
        ("Sở Y tế", "30/09/2026", "đang theo dõi"),
        ("Sở Y tế", "15/09/2026", "đã hoàn thành"),
    ]
    assert quiet["findings"] == []
    assert told["conclusion"] == ["Các đơn vị cơ bản chấp hành.", "Còn chậm khi vắng người."]


@pytest.mark.no_cover
def test_both_files_say_the_same_in_the_form_of_decree_30() -> None:
    values = texts_of(TOLD)
    word = read_docx(fill(WORD.read_bytes(), values)).text
    page = read_pdf(typeset(PAGE, values, datetime(2026, 9, 12, tzinfo=UTC)), ReadingLimits()).text
    for text in (" ".join(word.split()), " ".join(page.split())):
        for said in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "TỔ CÔNG TÁC CỦA CHỦ TỊCH",
            "/BC-TCT",
            "BÁO CÁO",
            "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa.",
            "20260908",
            "Nguyên nhân: Cán bộ nghỉ phép, không bàn giao.",
            "Trách nhiệm: Trưởng phòng Kế hoạch.",
            "Giải trình của đơn vị: Đơn vị chưa giải trình.",
            "Rà soát cơ sở y tế <xã> & phường",
            "TM. TỔ CÔNG TÁC",
            "Lưu: VT, TCT.",
            "Phụ lục",
        ):
            assert said in text, said
    assert "Nơi nhận: - Như trên;" in " ".join(word.split())
