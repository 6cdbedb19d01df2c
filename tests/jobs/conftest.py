"""Directives to drop into a folder, and resources for the workers of a test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.register import load_register
from core.settings import Settings
from jobs.embedded import Bell
from jobs.resources import Resources, open_resources

Write = Callable[..., Path]

BODY = (
    "Chủ tịch UBND tỉnh có ý kiến như sau:",
    "1. Giao Sở Tài chính thẩm định dự toán kinh phí sửa chữa kho lưu trữ, báo cáo UBND tỉnh trước ngày 15/09/2026.",
    "2. Giao Sở Xây dựng kiểm tra hiện trạng các kho lưu trữ chuyên dụng, báo cáo kết quả trước ngày 10/09/2026./.",
)


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    """An empty folder that is watched."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def write_directive(incoming: Path) -> Write:
    """Write an official letter of an invented content as Word would, under a name of the folder."""

    def write(name: str, number: str, *, day: str = "20 tháng 8 năm 2026", body: tuple[str, ...] = BODY) -> Path:
        document = docx.Document()
        head = document.add_table(rows=1, cols=2)
        head.rows[0].cells[0].text = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}\nV/v sửa chữa kho lưu trữ"
        head.rows[0].cells[
            1
        ].text = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nThanh Hóa, ngày {day}"
        document.add_paragraph("Kính gửi: Sở Tài chính; Sở Xây dựng.")
        for paragraph in body:
            document.add_paragraph(paragraph)
        foot = document.add_table(rows=1, cols=2)
        foot.rows[0].cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT, CN."
        foot.rows[0].cells[1].text = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nLê Thanh Bình"
        path = incoming / name
        document.save(str(path))
        return path

    return write


def hasty_settings(url: str, folder: Path, **others: object) -> Settings:
    """Settings of a worker in a hurry, on a fresh database that gets the register of units here."""
    engine = make_engine(url)
    with transaction(make_sessions(engine)) as session:
        load_register(session, datetime(2026, 8, 1, tzinfo=UTC))
    engine.dispose()
    return Settings(
        database_url=url,
        storage_dir=folder / "store",
        watch_dir=folder / "incoming",
        lease_seconds=5,
        poll_seconds=0.2,
        sweep_seconds=0.5,
        **others,
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an embedded worker, on a database of either kind."""
    return hasty_settings(database_url, tmp_path)


@pytest.fixture(params=["embedded", "production"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of both ways to run: SQLite without a queue, PostgreSQL with Redis."""
    if request.param == "embedded":
        return hasty_settings(request.getfixturevalue("sqlite_url"), tmp_path)
    redis_url = request.getfixturevalue("redis_url")
    return hasty_settings(request.getfixturevalue("postgres_url"), tmp_path, redis_url=redis_url)


@pytest.fixture
def bell() -> Bell:
    """What wakes the embedded worker."""
    return Bell()


@pytest.fixture
def resources(settings: Settings, bell: Bell, clock: FixedClock) -> Iterator[Resources]:
    """The resources of an embedded worker, with the real readers and a clock that the test moves."""
    opened = open_resources(settings, carrier=bell, clock=clock)
    yield opened
    opened.close()
