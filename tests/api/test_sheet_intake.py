"""`dondoc tasks`: a workbook is checked line by line, and taken whole in the name of an account of the Office."""

from datetime import date
from pathlib import Path

import pytest

from api.sheet_intake import accept_file, check_file
from api.sheet_template import template
from core.errors import Invalid, NotFound
from extraction.by_hand.record import OrderKind
from extraction.by_hand.sheet import SheetDefaults
from tests.api.conftest import FINANCE, OFFICE, make_settings

FORM = SheetDefaults("12/KH-UBND", date(2026, 8, 3), "UBND tỉnh", "Nguyễn Văn A")


def test_the_template_is_checked_and_taken_once(peopled_url: str, tmp_path: Path):
    settings = make_settings(peopled_url, tmp_path)
    file = tmp_path / "mau.xlsx"
    file.write_bytes(template())
    *problems, total = check_file(settings, file, SheetDefaults("", None, "", ""))
    assert {(each["line"], each["error"]) for each in problems} == {(2, True), (3, True)}
    assert total == {"tasks": 0, "errors": 6}
    assert list(check_file(settings, file, FORM)) == [{"tasks": 2, "errors": 0}]
    with pytest.raises(NotFound):
        accept_file(settings, file, OrderKind.PLAN, FORM, FINANCE)
    assert accept_file(settings, file, OrderKind.PLAN, FORM, OFFICE)["tasks"] == 2
    with pytest.raises(Invalid, match="đã có trong hệ thống"):
        accept_file(settings, file, OrderKind.PLAN, FORM, OFFICE)
    file.write_bytes(b"PK nothing")
    with pytest.raises(Invalid, match="bị hỏng"):
        list(check_file(settings, file, FORM))
