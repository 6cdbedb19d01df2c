"""Reading and extraction against their peers: pdfplumber, python-docx, the tesseract command.

Work that only computes is measured by the time it computes, peers' processes included; two processes by the wall clock.
"""

import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import docx
import pdfplumber
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image
from rapidfuzz.distance import Levenshtein

from api.benches import papers
from api.benches.measure import Figure, compare, computing, seconds
from core.settings import ROOT
from extraction.analysis import analyse
from extraction.grammar.register import RegisteredUnit, make_register, resolve_all
from ingest.letterhead import read_letterhead
from ingest.readers.docx import read_docx
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import Segmentation, model_folder, open_engine
from ingest.readers.pdf import read_pdf, render_page
from ingest.text import DocumentText

LIMITS = ReadingLimits()
SCAN = ROOT / "ingest" / "samples" / "02-cong-van-quet.pdf"
SCAN_WIDTH = 1654  # A4 at 200 dpi
SCAN_DPI = 200
N_UNITS = 3000
N_PAPERS = 10  # the first is not counted


def figures() -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    yield from _text_pdf()
    yield from _annex()
    yield from _word()
    yield _after_reading()
    yield from _recognition()
    yield _two_processes()


def _text_pdf() -> Iterator[Figure]:
    content = papers.letter_pdf()
    mine, theirs, ratio = compare(lambda: read_pdf(content, LIMITS), lambda: _plumb(content), 9, computing)
    words, peers = _words(read_pdf(content, LIMITS)), _plumb(content)[0]
    same = _share_equal(words, peers)
    told = f"{mine * 1000:.1f} ms, pdfplumber {theirs * 1000:.1f} ms; {same:.2%} of {len(peers)} words equal"
    yield Figure("text PDF of 2 pages, pdfplumber ÷ ours", ratio, 15.0, at_most=False, unit="×", detail=told)
    yield Figure("text PDF of 2 pages, equal words", same, 1.0, at_most=False, unit="share", detail=told)


def _annex() -> Iterator[Figure]:
    content = papers.annex_pdf()
    mine, theirs, ratio = compare(lambda: read_pdf(content, LIMITS), lambda: _plumb(content), 3, computing)
    cells = [
        _folded(document.slice(cell.start, cell.end))
        for document in (read_pdf(content, LIMITS),)
        for page in document.pages
        for table in page.tables
        for cell in table.cells
    ]
    peers = [_folded(text) for text in _plumb(content)[1]]
    same = _share_equal(cells, peers)
    told = f"{mine:.2f} s, pdfplumber {theirs:.2f} s; {same:.2%} of {len(peers)} cells equal"
    yield Figure("ruled annex of 40 pages, pdfplumber ÷ ours", ratio, 20.0, at_most=False, unit="×", detail=told)
    yield Figure("ruled annex of 40 pages, equal cells", same, 0.999, at_most=False, unit="share", detail=told)
    own, foreign = _memory("ours", content), _memory("pdfplumber", content)
    told = f"{own / 1e6:.0f} MB, pdfplumber {foreign / 1e6:.0f} MB above what a table of one row needs"
    yield Figure("ruled annex, memory", own / foreign, 0.6, at_most=True, unit="ours ÷ pdfplumber", detail=told)


def _word() -> Iterator[Figure]:
    for name, rows in (("2 pages", 0), ("table of 400 rows", 400)):
        content = papers.letter_docx(rows)
        mine, theirs, ratio = compare(partial(read_docx, content), partial(_python_docx, content), 7, computing)
        told = f"{mine * 1000:.1f} ms, python-docx {theirs * 1000:.1f} ms"
        yield Figure(f"DOCX, {name}, python-docx ÷ ours", ratio, 7.0, at_most=False, unit="×", detail=told)


def _after_reading() -> Figure:
    first, *others = (read_pdf(papers.letter_pdf(seed), LIMITS) for seed in range(1, N_PAPERS + 1))
    chance = random.Random(4)  # noqa: S311 - the same names every time
    register = make_register(
        RegisteredUnit(str(number), f"Ủy ban nhân dân xã {papers.sentence(chance, 3)[:-1]} {number}", "commune")
        for number in range(N_UNITS)
    )
    issued_on = date(2026, 11, 20)

    def work(document: DocumentText) -> None:
        extraction = analyse(document, read_letterhead(document))
        units = (unit.name for task in extraction.tasks for unit in (*task.leads, *task.coordinators))
        resolve_all(units, register, issued_on)

    work(first)
    took = median(seconds(partial(work, document), computing) for document in others) * 1000
    told = f"letterhead, tasks and units of 2 pages against {N_UNITS} names, median of {len(others)} papers new to it"
    return Figure("everything after reading", took, 10.0, at_most=True, unit="ms", detail=told)


def _recognition() -> Iterator[Figure]:
    """The same grey page given to both; the command starts anew for each page, as commands do."""
    command = shutil.which("tesseract")
    if command is None:
        return
    content = papers.letter_pdf()
    truth = " ".join(_words(read_pdf(content, LIMITS), page=1))
    picture = Image.open(io.BytesIO(render_page(content, 1, SCAN_WIDTH, LIMITS))).convert("L")
    with tempfile.TemporaryDirectory() as folder, open_engine() as engine:
        path = Path(folder) / "page.png"
        picture.save(path)
        arguments = [command, str(path), "stdout", "-l", "vie", "--dpi", str(SCAN_DPI), "--psm", "6"]
        surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1", "TESSDATA_PREFIX": model_folder()}

        def ours() -> str:
            engine.show(picture, SCAN_DPI)
            lines = engine.lines(None, Segmentation.BLOCK)
            return " ".join(word.text for line in lines for word in line.words)

        def peer() -> str:
            run = subprocess.run(arguments, check=True, capture_output=True, env=surroundings)  # noqa: S603 - its own path
            return " ".join(run.stdout.decode().split())

        mine, theirs, ratio = compare(ours, peer, 5, computing)
        own, foreign = (Levenshtein.distance(truth, text) / len(truth) for text in (ours(), peer()))
    told = f"{mine:.2f} s, the command {theirs:.2f} s; character errors {own:.2%} against {foreign:.2%}"
    yield Figure("recognition of one page", 1 / ratio, 0.8, at_most=True, unit="ours ÷ tesseract", detail=told)
    yield Figure("recognition, character errors", own - foreign, 0.0, at_most=True, unit="difference", detail=told)


def _two_processes() -> Figure:
    content = SCAN.read_bytes()

    def read(count: int) -> float:
        with ReaderProcesses(count, LIMITS) as readers, ThreadPoolExecutor(count) as threads:
            list(threads.map(lambda _: readers.read(content, SCAN.name), range(count)))
            return seconds(lambda: list(threads.map(lambda _: readers.read(content, SCAN.name), range(8))))

    one, two = read(1), read(2)
    told = f"8 scanned pages: one process {one:.1f} s, two {two:.1f} s, {len(os.sched_getaffinity(0))} cores"
    return Figure("two reading processes", one / two, 1.8, at_most=False, unit="× one", detail=told)


def _plumb(content: bytes) -> tuple[list[str], list[str]]:
    """What pdfplumber gives: the words of every page, and the cells of its tables in row-major order."""
    words, cells = [], []
    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            words += [word["text"] for word in page.extract_words()]
            cells += [cell or "" for table in page.extract_tables() for row in table for cell in row]
            page.close()
    return words, cells


def _python_docx(content: bytes) -> list[object]:
    """What python-docx gives for the same facts: text, style, alignment and weight of each paragraph, merged cells."""
    found: list[object] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                found += [(cell.grid_span, [_facts(paragraph) for paragraph in cell.paragraphs]) for cell in row.cells]
        else:
            found.append(_facts(block))
    return found


def _facts(paragraph: Paragraph) -> tuple[object, ...]:
    style = paragraph.style
    return (
        paragraph.text,
        style and style.name,
        paragraph.alignment,
        [(run.bold, run.italic) for run in paragraph.runs],
    )


def _words(document: DocumentText, page: int | None = None) -> list[str]:
    return [
        word.text
        for each in document.pages
        if page in (None, each.number)
        for line in each.lines
        for word in line.words
    ]


def _share_equal(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of the peer's pieces that ours holds too, as often; reading order aside."""
    return sum((Counter(ours) & Counter(theirs)).values()) / max(len(theirs), len(ours), 1)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _memory(reader: str, content: bytes) -> int:
    """Return how many bytes a fresh process needs at most, above what it needed before reading."""
    small = papers.annex_pdf(n_rows=1)
    run = subprocess.run(  # noqa: S603 - this interpreter, this module
        [sys.executable, "-m", "api.benches.memory", reader],
        input=len(small).to_bytes(4, "big") + small + content,
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    return int(run.stdout)
