"""Write a folder of own directives and their gold from its ``sources``: plain text, Word files, printed or scanned PDF.

The documents are invented; none was looked at while the grammar was written. Each source has a head of ``field: value``
lines, a rule of dashes, and the body. In the body ``{{...}}`` after a paragraph or table row says that it is a task,
and ``[[...]]`` marks the clause where it is only a part of the paragraph. ``%`` lines set what following tasks inherit.
``scan: hand seal`` makes pictures of the pages, with a seal over the signature and what ``hand`` names written by hand.
Run by hand when a source changes: ``python -m tests.extraction.make FOLDER [FILE…]`` (needs Chromium, and the font
Because We Mentor for what is written by hand). A folder named ``NAME_scans`` holds the papers of ``NAME`` as scans.
"""

import html
import io
import json
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image, ImageFilter
from playwright.sync_api import sync_playwright

from tests.services import chromium_flags, chromium_path

TASK = re.compile(r"\s*\{\{(.*?)\}\}")
SPAN = re.compile(r"\[\[(.*?)\]\]")
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
STYLE = """
@page { size: A4; margin: 20mm 16mm 20mm 28mm; @top-center { content: counter(page) } }
@page :first { @top-center { content: none } } @page wide { size: A4 landscape; margin: 18mm }
body { font: 13.5pt/1.3 "Liberation Serif", "Times New Roman", serif } .wide { page: wide }
.head { display: flex; justify-content: space-between; text-align: center; font-size: 12.5pt; margin-bottom: 8pt }
.head div { width: 40% } .head div + div { width: 59% } p { text-align: justify; text-indent: 10mm; margin: 4pt 0 }
h1 { font-size: 15pt; text-align: center; margin: 12pt 0 0 } .subject { text-align: center; font-weight: bold }
.centre { text-align: center; text-indent: 0; font-weight: bold } .to { width: 48%; font-size: 11.5pt }
.foot { break-inside: avoid; display: flex; justify-content: space-between; margin-top: 14pt }
.sign { text-align: center; width: 50%; position: relative }
.hand { font: 17pt "Because We Mentor"; color: #1b2a6b; position: relative; top: 1pt }
.seal { position: absolute; left: 4mm; top: 10mm; width: 36mm; height: 36mm; opacity: 0.8 }
.stamp { color: #c00; border: 2pt solid #c00; display: inline-block; padding: 2pt 8pt; font-weight: bold }
table { border-collapse: collapse; width: 100%; font-size: 11.5pt; margin: 6pt 0 } thead { display: table-header-group }
td { border: 0.7pt solid black; padding: 3pt; vertical-align: top } tr.top td { font-weight: bold; text-align: center }
"""


WRITTEN = r"<span class=hand>\g<0></span>"
SEAL = """<svg class=seal viewBox="0 0 100 100" fill=none stroke="#c8102e"><circle cx=50 cy=50 r=47 stroke-width=2.4 />
<circle cx=50 cy=50 r=31 />
<path d="M50 32 61 66 32 45 68 45 39 66Z" fill="#c8102e" /><path id=ring d="M14 50a36 36 0 1 1 72 0"
stroke=none /><text font-size=9 fill="#c8102e" stroke=none><textPath href="#ring">{name}</textPath></text>
<path d="M30 78c30-60 20 10 40-20s0 30 50 0" stroke="#1b2a6b" stroke-width=1.6 /></svg>"""


@dataclass
class Block:
    """One paragraph, heading or table row of a body, and the tasks in it."""

    kind: str
    text: str
    tasks: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Source:
    """One directive: its head fields and its body."""

    head: dict[str, str]
    blocks: list[Block]


def main(folder: Path, wanted: tuple[str, ...]) -> None:
    """Write the documents of ``folder`` whose names begin as ``wanted`` say, or all, then its whole gold."""
    twin = folder.with_name(folder.name.removesuffix("_scans"))
    sources = [read(path.read_text("utf-8")) for path in sorted((twin / "sources").glob("*.src"))]
    if twin != folder:
        for source in sources:
            source.head |= {"file": f"{Path(source.head['file']).stem}.pdf", "scan": "seal"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path()), args=list(chromium_flags()))
        page = browser.new_page()
        for source in sources:
            target = folder / source.head["file"]
            printed = b""
            if target.suffix == ".pdf":
                page.set_content(markup(source))
                printed = page.pdf(prefer_css_page_size=True)
                place(source, page_texts(printed))
            if wanted and not target.name.startswith(wanted):
                continue
            if target.suffix == ".txt":
                target.write_text(plain(source), "utf-8")
            elif target.suffix == ".docx":
                write_word(source, target)
            else:
                how = source.head.get("scan", "")
                target.write_bytes(scan(printed, colour="seal" in how) if how else printed)
        browser.close()
    rows = [gold(source) for source in sources]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def read(text: str) -> Source:
    """Return the directive that a source describes."""
    head_text, body = text.split("\n---\n", 1)
    head = dict(line.split(": ", 1) for line in head_text.splitlines() if ": " in line)
    inherited: dict[str, str] = {}
    blocks: list[Block] = []
    for line in body.splitlines():
        if not line.strip():
            continue
        if line.startswith(("%L:", "%C:", "%D:", "%P:", "%R:", "%M:")):
            inherited[line[1]] = line[3:].strip()
        elif line == "%reset":
            inherited = {}
        elif line.startswith("%"):
            blocks.append(Block(line[1:], ""))
        else:
            blocks.append(block(line, inherited))
    return Source(head, blocks)


def block(line: str, inherited: dict[str, str]) -> Block:
    marks = TASK.findall(line)
    line = TASK.sub("", line).rstrip()
    clauses = SPAN.findall(line)
    line = SPAN.sub(r"\1", line)
    kind = "row" if line.startswith("|") else "head" if line.startswith("# ") else "auto" if line[:3] == "#. " else "p"
    kind = "bullet" if line.startswith("*. ") else "centre" if line.startswith("^ ") else kind
    shown = line.split(" ", 1)[1] if kind in ("head", "auto", "bullet", "centre") else line
    if kind == "row" and not clauses:
        clauses = [cell[1:].replace("//", " ") for cell in line.split("|") if cell.startswith("*")] * len(marks)
    tasks = [task(mark, clause, inherited) for mark, clause in zip(marks, clauses or [shown], strict=False)]
    return Block(kind, shown, tasks)


def task(mark: str, clause: str, inherited: dict[str, str]) -> dict[str, Any]:
    own = dict(inherited)
    flags = {part.strip() for part in mark.split("|")}
    for part in mark.split("|"):
        key, colon, value = part.strip().partition(":")
        if colon and len(key) == 1:
            own[key] = value.strip()
    day, phrase = own.get("D") or None, own.get("P") or None
    return {
        "text": clause[:300],
        "leads": units(own.get("L", "")),
        "coordinators": units(own.get("C", "")),
        "deadline": {"on": day, "phrase": phrase} if phrase else None,
        "period": own.get("R") or None,
        "deliverable": own.get("O") or None,
        "mode": "request" if "req" in flags or (own.get("M") == "req" and "assign" not in flags) else "assign",
        "page": 1,
        "ambiguous": "amb" in flags,
    }


def units(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(";") if name.strip()]


def place(source: Source, pages: list[str]) -> None:
    """Give each task the page on which the printed text has its beginning."""
    start = 1
    for one in (one for each in source.blocks for one in each.tasks):
        key = squeeze(one["text"])[:40]
        one["page"] = start = next((n for n in range(start, len(pages) + 1) if key in pages[n - 1]), start)


def gold(source: Source) -> dict[str, Any]:
    """Return the gold row."""
    head = source.head
    tasks = [one for each in source.blocks for one in each.tasks]
    leads = {name for one in tasks for name in one["leads"]}
    urgency = head.get("urgency", "regular")
    many = len(tasks) > 1 or len(leads) > 1
    entry = "none" if not tasks else "urgent" if urgency != "regular" else "multi" if many else "regular"
    return {
        "file": head["file"],
        "number": head.get("number") or None,
        "issued_on": head.get("issued") or None,
        "issuer": head["issuer"],
        "kind": head["kind"],
        "urgency": urgency,
        "entry_class": entry,
        "handwritten": [name.strip() for name in head.get("hand", "").split(";") if name.strip()],
        "tasks": tasks,
    }


def squeeze(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text.lower()) if c.isalnum())


def page_texts(printed: bytes) -> list[str]:
    return [squeeze(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(printed)]


def plain(source: Source) -> str:
    """Return the directive as typed or crawled text."""
    head = source.head
    number = f"Số: {head.get('number', '')}"
    lines: list[str] = []
    if head.get("layout") == "columns":
        pairs = ((head["above"], NATION[0]), (head["body"], NATION[1]), (number, head["day"]))
        lines += [f"{left:<38}{right}" for left, right in pairs]
    elif head.get("layout") == "tabs":
        lines += [f"{head['above']}\t{NATION[0]}", f"{head['body']}\t{NATION[1]}", "", f"{number}\t{head['day']}"]
    else:
        lines += [head["above"], head["body"], "-------", "", *NATION, "---------------", "", number, "", head["day"]]
    lines += ["", *filter(None, (head.get("stamp"), head.get("subject"), head.get("title"), head.get("about"))), ""]
    lines += addressed(head)
    for each in source.blocks:
        text = each.text
        if each.kind == "row":
            text = "\t".join(cell.lstrip("*").replace("//", " ") for cell in text[1:-1].split("|"))
        lines += [text] if each.kind == "row" or head.get("tight") else [text, ""]
    to = [f"- {name};" for name in head.get("recipients", "Như trên; Lưu: VT").split("; ")]
    lines += ["", "Nơi nhận:", *to, "", *head["sign"].split("|")]
    return "\n".join(lines) + "\n"


def addressed(head: dict[str, str]) -> list[str]:
    names = units(head.get("to", ""))
    if len(names) > 1:
        return ["Kính gửi:", *(f"- {name};" for name in names[:-1]), f"- {names[-1]}.", ""]
    return [f"Kính gửi: {names[0]}.", ""] if names else []


def markup(source: Source) -> str:
    """Return the directive as a page to print."""
    head = source.head
    seal = SEAL.format(name=f"{head['above']} {head['body']}") if "seal" in head.get("scan", "") else ""
    stamp = f"<br><span class=stamp>{head['stamp']}</span>" if head.get("stamp") else ""
    subject = f"<br>{head['subject']}" if head.get("subject") else ""
    start = (
        f"<!doctype html><html lang=vi><meta charset=utf-8><style>{STYLE}</style><div class=head>"
        f"<div>{head['above']}<br><b>{head['body']}</b><br>{number_line(head)}{subject}{stamp}</div>"
        f"<div><b>{NATION[0]}<br>{NATION[1]}</b><br><br><i>{day_line(head)}</i></div></div>"
    )
    parts = [start]
    if head.get("title"):
        parts.append(f"<h1>{head['title']}</h1><p class=subject>{head.get('about', '')}</p>")
    parts += [f"<p>{html.escape(line)}</p>" for line in addressed(head) if line]
    recipients = "".join(f"<br>- {name};" for name in head.get("recipients", "Như trên; Lưu: VT").split("; "))
    foot = (
        f"<div class=foot><div class=to><b><i>Nơi nhận:</i></b>{recipients}</div>"
        f"<div class=sign>{seal}<b>{'<br>'.join(head['sign'].split('|'))}</b></div></div>"
    )
    signed = wide = False
    rows: list[str] = []
    for each in [*source.blocks, Block("end", "")]:
        if each.kind != "row" and rows:
            parts.append(table_markup(rows))
            rows = []
        if each.kind == "row":
            rows.append(each.text)
        elif each.kind in ("annex", "wide", "end"):
            parts += ([] if signed else [foot]) + (["</div>"] if wide and each.kind != "end" else [])
            signed = True
            if each.kind != "end":
                parts.append(f'<div style="break-before:page" class={each.kind}>')
                wide = True
        else:
            bold = "<b>{}</b>" if each.kind == "head" else "{}"
            name = " class=centre" if each.kind == "centre" else ""
            parts.append(f"<p{name}>{bold.format(html.escape(each.text))}</p>")
    return "".join(parts)


def number_line(head: dict[str, str]) -> str:
    number = head.get("number", "")
    return f"Số: {re.sub(r'^[0-9]+', WRITTEN, number) if 'number' in head.get('hand', '') else number}"


def day_line(head: dict[str, str]) -> str:
    by_hand = "issued_on" in head.get("hand", "")
    return re.sub(r"(?<=ngày )[0-9]+", WRITTEN, head["day"]) if by_hand else head["day"]


def grid(rows: list[str]) -> list[list[str]]:
    return [row.strip()[1:-1].split("|") for row in rows]


def table_markup(rows: list[str]) -> str:
    cells = grid(rows)
    shown = []
    for r, row in enumerate(cells):
        line = ""
        for c, cell in enumerate(row):
            if cell in ("<", "^"):
                continue
            across = next((k for k in range(1, len(row) - c) if row[c + k] != "<"), len(row) - c)
            down = next((k for k in range(1, len(cells) - r) if cells[r + k][c] != "^"), len(cells) - r)
            text = html.escape(cell.lstrip("*")).replace("//", "<br>")
            line += f"<td colspan={across} rowspan={down}>{text}</td>"
        top = r == 0 or ("^" in row and r == 1)
        shown.append(f"<tr{' class=top' if top else ''}>{line}</tr>")
    return f"<table>{''.join(shown)}</table>"


def scan(printed: bytes, *, colour: bool) -> bytes:
    """Return the same pages as a scanner gives them: pictures, grey or in colour, askew, with grain."""
    grain = np.random.default_rng(seed=11)
    pictures = []
    for number, page in enumerate(pypdfium2.PdfDocument(printed)):
        picture = page.render(scale=180 / 72).to_pil().convert("RGB" if colour else "L")
        paper = (255, 255, 255) if colour else 255
        picture = picture.rotate(0.8 if number % 2 else -0.5, expand=False, fillcolor=paper)
        noisy = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.float64)
        noisy = noisy + grain.normal(0, 7, noisy.shape)
        pictures.append(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    target = io.BytesIO()
    pictures[0].save(target, "PDF", resolution=180, save_all=True, append_images=pictures[1:], quality=45)
    return target.getvalue()


def write_word(source: Source, path: Path) -> None:
    """Write the directive as Word would: letterhead in a borderless table, marks typed or numbered by itself."""
    head = source.head
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    top = document.add_table(rows=2, cols=2)
    number = f"Số: {head.get('number', '')}" + (f"\n{head['subject']}" if head.get("subject") else "")
    texts = (f"{head['above']}\n{head['body']}", "\n".join(NATION), number, head["day"])
    for cell, text in zip((*top.rows[0].cells, *top.rows[1].cells), texts, strict=True):
        cell.text = text
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in filter(None, (head.get("stamp"), head.get("title"), head.get("about"))):
        centred(document, text)
    for line in filter(None, addressed(head)):
        document.add_paragraph(line)
    word_blocks(document, source)
    document.save(str(path))


def word_blocks(document: Any, source: Source) -> None:
    rows: list[str] = []
    signed = False
    styles = {"auto": "List Number", "bullet": "List Bullet"}
    for each in [*source.blocks, Block("end", "")]:
        if each.kind == "row":
            rows.append(each.text)
            continue
        if rows:
            word_table(document, grid(rows))
            rows = []
        if each.kind in ("annex", "wide", "end"):
            if not signed:
                word_foot(document, source.head)
                signed = True
        elif each.kind == "centre":
            centred(document, each.text)
        elif each.kind in styles:
            document.add_paragraph(each.text, style=styles[each.kind])
        else:
            document.add_paragraph().add_run(each.text).bold = each.kind == "head"


def centred(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def word_foot(document: Any, head: dict[str, str]) -> None:
    foot = document.add_table(rows=1, cols=2)
    names = head.get("recipients", "Như trên; Lưu: VT").split("; ")
    foot.rows[0].cells[0].text = "Nơi nhận:\n" + "\n".join(f"- {name};" for name in names)
    foot.rows[0].cells[1].text = "\n".join(head["sign"].split("|"))


def word_table(document: Any, cells: list[list[str]]) -> None:
    table = document.add_table(rows=len(cells), cols=len(cells[0]), style="Table Grid")
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell == "<":
                table.cell(r, c - 1).merge(table.cell(r, c))
            elif cell == "^":
                table.cell(r - 1, c).merge(table.cell(r, c))
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell not in ("<", "^"):
                table.cell(r, c).text = cell.lstrip("*").replace("//", "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
