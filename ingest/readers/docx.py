"""DOCX: paragraphs and tables in document order, with their numbering, as Word would show them.

Tracked changes are read as accepted, text boxes stand after the paragraph that holds them, headers and footers are
left out, footnotes close the document. python-docx opens the package; the XML is walked here, because its object for
each paragraph and cell costs ten times the reading.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Protocol

from docx.opc.packuri import PackURI
from docx.opc.phys_pkg import PhysPkgReader
from lxml import etree

from ingest.readers import docx_table
from ingest.readers.docx_parts import Style, Styles, W, attribute, is_on, parse_part, read_lists, read_styles
from ingest.readers.flow import Block, Paragraph, lay_out
from ingest.readers.numbering import Counter
from ingest.readers.plain import clean
from ingest.text import DocumentText, Origin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_P, _R, _T, _TBL = W + "p", W + "r", W + "t", W + "tbl"
_PPR, _RPR = W + "pPr", W + "rPr"
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": " ", W + "noBreakHyphen": "-", W + "ptab": " "}
_GONE = frozenset((W + "del", W + "moveFrom", _PPR, _RPR, W + "instrText", W + "delText"))
_DRAWN = frozenset((W + "drawing", W + "pict", W + "object"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BOX = W + "txbxContent"
_OPEN = frozenset(
    (W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml", W + "smartTag", W + "hyperlink")
)


def read_docx(content: bytes) -> DocumentText:
    """Return the document in order.

    Raises:
        KeyError: the package has no main part.
        etree.XMLSyntaxError: a part is no XML.
        UnsafePart: a part declares entities.
    """
    with BytesIO(content) as stream:
        package: _Package = PhysPkgReader(stream)  # type: ignore[no-untyped-call, assignment]  # the library has no types
        parts = {name: _part(package, f"/word/{name}.xml") for name in ("styles", "numbering", "footnotes")}
        body = parse_part(package.blob_for(PackURI(_main_part(package)))).find(W + "body")
    walk = _Walk(read_styles(parts["styles"]), Counter(read_lists(parts["numbering"])))
    if body is not None:
        walk.read(body)
    walk.finish()
    if parts["footnotes"] is not None and walk.footnotes:
        walk.read_footnotes(parts["footnotes"])
    return lay_out(walk.blocks, MEDIA_TYPE, Origin.WORD)


class _Package(Protocol):
    """What python-docx gives of an opened package."""

    def blob_for(self, pack_uri: PackURI) -> bytes: ...


def _part(package: _Package, name: str) -> etree._Element | None:
    """A part of the package, None where it is missing."""
    try:
        return parse_part(package.blob_for(PackURI(name)))
    except KeyError:
        return None


def _main_part(package: _Package) -> str:
    """The name of the main part, which by habit is word/document.xml."""
    relations = parse_part(package.blob_for(PackURI("/_rels/.rels")))
    for relation in relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return "/" + str(relation.get("Target", "")).lstrip("/")
    return "/word/document.xml"


class _Run:
    """What a paragraph gathers: its text and how much of it is bold and italic."""

    __slots__ = ("bold", "boxes", "italic", "shown", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.bold = self.italic = self.shown = 0
        self.boxes: list[etree._Element] = []


class _Walk:
    """Walks the body once; what it has read stands in ``blocks``."""

    def __init__(self, styles: Styles, counter: Counter) -> None:
        self.styles = styles
        self.counter = counter
        self.blocks: list[Block] = []
        self.footnotes: list[str] = []
        self._open_text = ""  # of a paragraph whose mark was deleted: the next one continues it

    def read(self, parent: etree._Element) -> None:
        """Read the paragraphs and tables of a container."""
        for child in parent:
            tag = child.tag
            if tag == _P:
                self.blocks.extend(self.paragraphs(child))
            elif tag == _TBL:
                self.blocks.extend(docx_table.read_table(child, self))
            elif tag in _OPEN:
                self.read(child)
            elif tag == _ALTERNATE and len(child):
                self.read(child[0])

    def read_cell(self, parent: etree._Element) -> Iterator[Paragraph]:
        """Yield the paragraphs of a cell; a table inside it gives its own paragraphs, in order."""
        for child in parent:
            tag = child.tag
            if tag == _P:
                yield from self.paragraphs(child)
            elif tag == _TBL:
                for cell in child.iter(W + "tc"):
                    yield from (piece for p in cell.iterchildren(_P) for piece in self.paragraphs(p))
            elif tag in _OPEN:
                yield from self.read_cell(child)

    def finish(self) -> None:
        """Give out what an unfinished paragraph left behind."""
        if self._open_text:
            self.blocks.append(Paragraph(self._open_text))
            self._open_text = ""

    def read_footnotes(self, root: etree._Element) -> None:
        """Add the footnotes in the order in which the text names them."""
        notes = {attribute(note, "id"): note for note in root}
        for identifier in self.footnotes:
            if identifier in notes:
                self.read(notes[identifier])

    def paragraphs(self, element: etree._Element) -> list[Paragraph]:
        """Return the paragraph, if it has text, and after it those of its text boxes."""
        run = _Run()
        properties = element.find(_PPR)
        style = self.styles.of(properties)
        self._gather(element, run, style)
        text = clean("".join(run.texts)).strip(" \n")
        if self._open_text:
            text, self._open_text = (self._open_text + " " + text).strip(), ""
        if properties is not None and properties.find(f"{_RPR}/{W}del") is not None:
            self._open_text = text
            text = ""
        found = []
        if text:
            text = self._mark(properties, style.list_id, style.level) + text
            half = run.shown / 2
            centred = self.styles.is_centred(properties, style)
            found.append(Paragraph(text, run.bold > half, run.italic > half, centred))
        for box in run.boxes:
            found.extend(self.read_cell(box))
        return found

    def _mark(self, properties: etree._Element | None, list_id: str | None, level: int) -> str:
        """The number shown before a paragraph."""
        own = properties.find(W + "numPr") if properties is not None else None
        if own is not None:
            number, depth = own.find(W + "numId"), own.find(W + "ilvl")
            list_id = attribute(number, "val") if number is not None else list_id
            level = int(attribute(depth, "val") or 0) if depth is not None else level
        return self.counter.mark(list_id, level) if list_id and list_id != "0" else ""

    def _gather(self, parent: etree._Element, run: _Run, style: Style) -> None:
        """Collect the runs below an element; what was deleted or moved away is left out."""
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._gather_run(child, run, style)
            elif tag in _DRAWN or tag == _ALTERNATE:
                self._gather_boxes(child, run)
            elif tag not in _GONE:
                self._gather(child, run, style)

    def _gather_run(self, element: etree._Element, run: _Run, style: Style) -> None:
        """Collect one run, which has one look."""
        bold, italic = style.bold, style.italic
        for child in element:
            tag = child.tag
            if tag == _T:
                text = child.text or ""
                run.texts.append(text)
                size = len(text)
                run.shown += size
                run.bold += size * bold
                run.italic += size * italic
            elif tag == _RPR:
                if is_on(child, "vanish", default=False):
                    return
                character = self.styles.character(child)
                bold = is_on(child, "b", default=bold or character.bold)
                italic = is_on(child, "i", default=italic or character.italic)
            elif tag in _BREAKS:
                run.texts.append(_BREAKS[tag])
            elif tag in _DRAWN or tag == _ALTERNATE:
                self._gather_boxes(child, run)
            elif tag == W + "footnoteReference":
                self.footnotes.append(attribute(child, "id"))

    @staticmethod
    def _gather_boxes(element: etree._Element, run: _Run) -> None:
        """Collect text boxes; of two renderings of one drawing the first counts."""
        chosen = element[0] if element.tag == _ALTERNATE and len(element) else element
        run.boxes.extend(chosen.iter(_BOX))
