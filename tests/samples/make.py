"""Write the sample directives into ``ingest/samples``: printed by a browser, scanned by picture, written by Word's format.

Run by hand when a sample changes: ``python -m tests.samples.make`` (needs Chromium).
"""

import io
from pathlib import Path

import docx
import numpy as np
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image, ImageFilter
from playwright.sync_api import sync_playwright

from tests.samples.directives import DIRECTION, DIRECTION_PARAGRAPHS, LETTER, PRINTED, UNIT_LETTERHEAD, Sample
from tests.services import chromium_flags, chromium_path

FOLDER = Path(__file__).resolve().parents[2] / "ingest" / "samples"
STYLE = """
@page { size: A4; margin: 20mm 18mm 20mm 30mm } body { font: 14pt/1.35 "Liberation Serif", "Times New Roman", serif }
.head { display: flex; justify-content: space-between; text-align: center; font-size: 12.5pt; margin-bottom: 8pt } .head div { width: 39% } .head div + div { width: 60% } p { text-align: justify;
text-indent: 10mm; margin: 4pt 0 } h1 { font-size: 15pt; text-align: center; margin: 12pt 0 0 } h2 { font-size: 14pt; text-align: center;
page-break-before: always } .subject { text-align: center; font-weight: bold; margin-bottom: 10pt } .foot { display: flex;
justify-content: space-between; margin-top: 14pt } .foot .sign { text-align: center; width: 50% } .foot .to { font-size: 12pt; width: 48% }
.stamp { color: #c00; border: 2pt solid #c00; display: inline-block; padding: 2pt 8pt; font-weight: bold; margin: 6pt 0 }
table { border-collapse: collapse; width: 100%; font-size: 12pt } td, th { border: 0.7pt solid black; padding: 3pt; vertical-align: top }
"""


def main() -> None:
    """Write all six samples."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path()), args=list(chromium_flags()))
        page = browser.new_page()
        for sample in PRINTED:
            page.set_content(_html(sample))
            printed = page.pdf(prefer_css_page_size=True)
            (FOLDER / sample.file).write_bytes(_scan(printed) if sample is LETTER else printed)
        browser.close()
    _write_word(FOLDER / DIRECTION.file)
    whole = (FOLDER / PRINTED[0].file).read_bytes()
    (FOLDER / "06-tep-hong.pdf").write_bytes(whole[: len(whole) // 3])


def _html(sample: Sample) -> str:
    to = "".join(f"<br>- {name};" for name in sample.recipients)
    named = f"<h1>{sample.title}</h1><p class=subject>{sample.subject}</p>" if sample.title else ""
    left = "" if sample.title else f"<br>{sample.subject}"
    dear = (
        f'<p style="text-align:center;text-indent:0">Kính gửi: {"; ".join(sample.addressees)}.</p>'
        if sample.addressees
        else ""
    )
    stamp = f"<br><span class=stamp>{sample.stamp}</span>" if sample.stamp else ""
    return f"""<!doctype html><html lang=vi><meta charset=utf-8><style>{STYLE}</style><div class=head>
<div>{UNIT_LETTERHEAD}<br>Số: {sample.number}{left}{stamp}</div>
<div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br><br>
<i>Thanh Hóa, ngày {sample.day}</i></div></div>{named}{dear}{sample.body}
<div class=foot><div class=to><b><i>Nơi nhận:</i></b>{to}</div><div class=sign><b>{sample.competence}</b><br><br><br><br>
<b>{sample.signer}</b></div></div>{sample.annex}</html>"""


def _scan(printed: bytes) -> bytes:
    """Return the same pages as a scanner gives them: pictures, a little askew, with grain and a red seal."""
    grain = np.random.default_rng(seed=7)
    pictures = []
    for page in pypdfium2.PdfDocument(printed):
        picture = page.render(scale=200 / 72).to_pil().convert("RGB").rotate(0.6, expand=False, fillcolor="white")
        noisy = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64)
        noisy = noisy + grain.normal(0, 6, noisy.shape)
        pictures.append(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    target = io.BytesIO()
    pictures[0].save(target, "PDF", resolution=200, save_all=True, append_images=pictures[1:], quality=60)
    return target.getvalue()


def _write_word(path: Path) -> None:
    """Write the directive as Word would: letterhead in a borderless table, paragraphs with their numbers typed."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    head = document.add_table(rows=1, cols=2)
    left = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {DIRECTION.number}"
    right = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nThanh Hóa, ngày {DIRECTION.day}"
    for cell, text in zip(head.rows[0].cells, (left, right), strict=True):
        cell.text = text
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (DIRECTION.title, DIRECTION.subject):
        paragraph = document.add_paragraph()
        paragraph.add_run(text).bold = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, wrapped in DIRECTION_PARAGRAPHS:
        text = " ".join(wrapped.split())
        if kind == "item":
            document.add_paragraph(text, style="List Bullet")
        else:
            document.add_paragraph().add_run(text).bold = kind == "heading"
    foot = document.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "Nơi nhận:\n" + "\n".join(f"- {name};" for name in DIRECTION.recipients)
    foot.rows[0].cells[1].text = DIRECTION.competence.replace("<br>", "\n") + f"\n\n\n{DIRECTION.signer}"
    document.save(str(path))


if __name__ == "__main__":
    main()
