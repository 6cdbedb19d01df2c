"""Files damaged at random, by a seed: each ends in a text or in a reason, and the readers go on."""

import io
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.failures import MESSAGES, Unreadable
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from tests.ingest.readers.word97 import line, make_doc, row, row_definition

pytestmark = pytest.mark.no_cover  # heavy, and nothing pure in it

SAMPLES = Path(__file__).resolve().parents[3] / "ingest" / "samples"
LIMITS = ReadingLimits(max_seconds=60, max_page_seconds=20, max_pages=20)
MUTANTS, MUTANTS_IN_FULL = 200, 5000
PAPER = (420.0, 300.0)  # points: a damaged page whose text is lost is recognised, and a small one soon is
PACKED = (".docx", ".xlsx")


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(1, 20):
        sheet.append([number, "Rà soát, báo cáo", "Sở Y tế", "31/12/2026"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _old_word() -> bytes:
    cells = row(["STT", "Nhiệm vụ", "Đơn vị"], row_definition([0, 0, 0]))
    return make_doc([line("Giao Sở Y tế kiểm tra bếp ăn."), *cells, line("Nơi nhận:")])


def _page(*, ruled: bool) -> bytes:
    stream = io.BytesIO()
    sheet = Canvas(stream, pagesize=PAPER)
    for place in range(5):
        sheet.drawString(40, 260 - 40 * place, f"{place}. Giao So Y te kiem tra bep an truoc ngay {place}/12/2026")
        if ruled:
            sheet.line(30, 250 - 40 * place, 390, 250 - 40 * place)
    if ruled:
        for x in (30, 200, 390):
            sheet.line(x, 250, x, 90)
    sheet.save()
    return stream.getvalue()


def _seeds() -> dict[str, bytes]:
    return {
        "a.pdf": _page(ruled=False),
        "b.pdf": _page(ruled=True),
        "c.docx": (SAMPLES / "03-chi-thi.docx").read_bytes(),
        "d.doc": _old_word(),
        "e.xlsx": _workbook(),
        "f.txt": "Số: 12/UBND-VX\nGiao Sở Y tế báo cáo trước ngày 15/12/2026.\n".encode() * 20,
    }


def _large_seeds() -> dict[str, bytes]:
    names = ("01-thong-bao-ket-luan.pdf", "05-ke-hoach-phu-luc.pdf")
    return _seeds() | {name: (SAMPLES / name).read_bytes() for name in names}


def _flip(content: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return content


def _cut(content: bytearray, chance: random.Random) -> bytearray:
    return content[: chance.randrange(len(content))]


def _drop(content: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(content))
    del content[start : start + chance.randint(1, 4000)]
    return content


def _repeat(content: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 4000)]
    return content[:start] + piece * chance.randint(2, 20) + content[start:]


def _fill(content: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(content))
    length = min(chance.randint(1, 2000), len(content) - start)
    content[start : start + length] = bytes([chance.choice((0, 255, 32, 40, 60))]) * length
    return content


def _inflate_numbers(content: bytearray, chance: random.Random) -> bytearray:
    """Lengths and counts are written in digits in a PDF: make some of them huge."""
    digits = [index for index, byte in enumerate(content) if 48 <= byte <= 57]
    for index in chance.sample(digits, min(len(digits), 30)):
        content[index] = 57
    return content


DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _flip,
    _cut,
    _drop,
    _repeat,
    _fill,
    _inflate_numbers,
)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        damaged = chance.choice(DAMAGES)(damaged, chance) or bytearray(b"\0")
    return bytes(damaged)


def _damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """One part of a package damaged and packed again, so that its reader meets it and not the check of the package."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(stream, "w") as package:
        parts = {name: source.read(name) for name in source.namelist()}
        chosen = chance.choice([name for name in parts if parts[name] and ("document" in name or "sheet" in name)])
        for name, part in parts.items():
            package.writestr(name, _damaged(part, chance) if name == chosen else part)
    return stream.getvalue()


def _mutants(count: int, seeds: dict[str, bytes]) -> list[tuple[str, bytes]]:
    found = []
    for number in range(count):
        chance = random.Random(number)
        name, content = list(seeds.items())[number % len(seeds)]
        is_inside = name.endswith(PACKED) and chance.random() < 0.7
        found.append((name, (_damaged_inside if is_inside else _damaged)(content, chance)))
    return found


@pytest.fixture(autouse=True)
def _readers_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice: what is damaged here is to meet our readers, and thousands of conversions take hours."""
    monkeypatch.setenv("PATH", str(tmp_path))


def _read_all(count: int, seeds: dict[str, bytes]) -> Counter[str]:
    """Return how often each outcome came; anything but a text or a reason is raised here."""
    with ReaderProcesses(2, LIMITS) as readers, ThreadPoolExecutor(2) as threads:

        def outcome(mutant: tuple[str, bytes]) -> str:
            name, content = mutant
            try:
                document = readers.read(content, name)
            except Unreadable as refusal:
                return refusal.reason.value if refusal.reason in MESSAGES else "no words"
            return "read" if document.pages else "no pages"

        outcomes = Counter(threads.map(outcome, _mutants(count, seeds)))
        whole = readers.read((SAMPLES / "03-chi-thi.docx").read_bytes(), "03-chi-thi.docx")
        assert "Sở Công Thương" in whole.text
    return outcomes


def test_two_hundred_damaged_files_end_in_a_text_or_a_reason() -> None:
    outcomes = _read_all(MUTANTS, _seeds())
    assert outcomes.total() == MUTANTS
    assert outcomes["read"] > 0
    assert outcomes["no words"] + outcomes["no pages"] == 0
    assert outcomes["out_of_time"] + outcomes["out_of_memory"] == 0


@pytest.mark.full
def test_five_thousand_damaged_files_end_in_a_text_or_a_reason() -> None:
    outcomes = _read_all(MUTANTS_IN_FULL, _large_seeds())
    assert outcomes.total() == MUTANTS_IN_FULL
    assert outcomes["out_of_time"] + outcomes["out_of_memory"] < MUTANTS_IN_FULL / 100
