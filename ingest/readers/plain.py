"""Plain text and Markdown: bytes to paragraphs, whatever their encoding."""

import re
import unicodedata

from ingest.readers.flow import Block, Paragraph, lay_out
from ingest.readers.legacy import has_old_signs, modernised
from ingest.text import DocumentText, Origin

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_INVISIBLE = dict.fromkeys([*range(0x20), 0x7F, 0xAD, 0x200B, 0x2060, 0xFEFF])
_INVISIBLE[0x09] = " "
_INVISIBLE[0x0A] = "\n"
_INVISIBLE[0x0C] = "\n"
_INVISIBLE_BUT_HYPHENS = {code: sign for code, sign in _INVISIBLE.items() if chr(code) != "\xad"}  # an ư in TCVN3
_MARKDOWN = re.compile(r"^#{1,6} \S|\*\*[^*\n]", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)\*{1,3}(?=\S)|(?<=\S)\*{1,3}|\*{2,3}")
_RULE = re.compile(r"[-–—_=*~. ]{3,}")
_ITEM = re.compile(r"[-+*•–]\s|#{1,6}\s|\(?(\d{1,2}(\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)]\s")
_ENDED = re.compile(r"[.;:!?…][\"”’)]*$")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000]{2,}|[\u00a0\u2000-\u200a\u202f\u3000]")
_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\xad\u200b\u2060\ufeff]")


def read_plain(content: bytes) -> DocumentText:
    """Return the text as paragraphs parted by empty lines; a line of a paragraph stays a line."""
    text, warnings = decode(content)
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    is_markdown = _MARKDOWN.search(text) is not None
    blocks: list[Block] = []
    for piece in re.split(r"\n[ ]*\n", text):
        for lines in _paragraphs(piece):
            paragraph = _marked(lines) if is_markdown else Paragraph("\n".join(lines))
            if paragraph.text.strip():
                blocks.append(paragraph)
    return lay_out(blocks, "text/markdown" if is_markdown else "text/plain", Origin.PLAIN, warnings)


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of the bytes and, where the encoding had to be guessed, a warning that says so."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").lstrip("\ufeff"), ()
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    sample = content[:4096]
    for encoding, zeros in (("utf-16-le", sample[1::2].count(0)), ("utf-16-be", sample[::2].count(0))):
        if zeros * 5 > len(sample):
            return content.decode(encoding, "replace"), ("Bảng mã được đoán là UTF-16.",)
    old = content.decode("cp1252", "replace")
    if modernised(old.splitlines()) is not None:
        return old, ()
    return content.decode("cp1258", "replace"), ("Bảng mã được đoán là Windows-1258.",)


def clean(text: str) -> str:
    """Return the text in NFC, invisible characters left out, each run of spaces as one; line feeds are kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _ODD.search(text):  # translating is slow, and few texts need it
        text = text.translate(_INVISIBLE_BUT_HYPHENS if has_old_signs(text) else _INVISIBLE)
    return _SPACES.sub(" ", text)


def _paragraphs(piece: str) -> list[list[str]]:
    """The lines of a stretch between empty lines, grouped: a line that ended, or a new item, parts two paragraphs."""
    groups: list[list[str]] = []
    for line in (stripped for raw in piece.split("\n") if (stripped := raw.strip())):
        if _RULE.fullmatch(line):
            continue
        if groups and not _ENDED.search(groups[-1][-1]) and not _ITEM.match(line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _marked(lines: list[str]) -> Paragraph:
    """A paragraph of Markdown without its stars; bold if it stands between them. Signs of headings stay."""
    text = "\n".join(lines)
    bold = text.startswith("**") and text.find("**", 2) >= len(text) - 3
    item = re.match(r"\*\s", text)
    body = text[item.end() :] if item else text
    return Paragraph(("- " if item else "") + _SPACES.sub(" ", _EMPHASIS.sub("", body)), bold=bold or text[:1] == "#")
