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
from ingest.readers.docx_parts import Style, Styles, W, attribute, is_on, parse_part, read_lists, whole_number
from ingest.readers.flow import Block, Paragraph, lay_out
from ingest.readers.numbering import Counter
from ingest.readers.plain import clean
from ingest.text import DocumentText, Origin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_P, _R, _T, _TBL = W + "p", W + "r", W + "t", W + "tbl"
_PPR, _RPR, _VAL = W + "pPr", W + "rPr", W + "val"
_STYLE, _NUMBERED, _ALIGNED = W + "pStyle", W + "numPr", W + "jc"
_BOLD, _ITALIC, _HIDDEN, _CHARACTER = W + "b", W + "i", W + "vanish", W + "rStyle"
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": " ", W + "noBreakHyphen": "-", W + "ptab": " "}
_GONE = frozenset((W + "del", W + "moveFrom", _PPR, _RPR, W + "instrText", W + "delText"))
_DRAWN = frozenset((W + "drawing", W + "pict", W + "object"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BOX, _NOTE = W + "txbxContent", W + "footnoteReference"
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
        body = parse_part(package.blob_for(PackURI(_main_part(package)))).find(W + "body")
        walk = _Walk(package)
        if body is not None:
            walk.read(body)
        walk.finish()
    return lay_out(walk.blocks, MEDIA_TYPE, Origin.WORD)


class _Package(Protocol):
    """What python-docx gives of an opened package."""

    def blob_for(self, pack_uri: PackURI) -> bytes: ...


def _part(package: _Package, name: str) -> bytes | None:
    """A part of the package, None where it is missing."""
    try:
        return package.blob_for(PackURI(f"/word/{name}.xml"))
    except KeyError:
        return None


def _main_part(package: _Package) -> str:
    """The name of the main part, which by habit is word/document.xml."""
    relations = parse_part(package.blob_for(PackURI("/_rels/.rels")))
    for relation in relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return "/" + str(relation.get("Target", "")).lstrip("/")
    return "/word/document.xml"


class _Gathered:
    """What a paragraph gathers: its text, how much of it is bold and italic, and its text boxes."""

    __slots__ = ("bold", "boxes", "italic", "shown", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.bold = self.italic = self.shown = 0
        self.boxes: list[etree._Element] = []


class _Walk:
    """Walks the body once; what it has read stands in ``blocks``. Styles and lists are read when first needed."""

    def __init__(self, package: _Package) -> None:
        self._package = package
        self.styles = Styles(_part(package, "styles"))
        self._counter: Counter | None = None
        self.blocks: list[Block] = []
        self._footnotes: list[str] = []
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
        """Give out what an unfinished paragraph left behind, then the footnotes in the order of their signs."""
        if self._open_text:
            self.blocks.append(Paragraph(self._open_text))
            self._open_text = ""
        blob = _part(self._package, "footnotes") if self._footnotes else None
        if blob is not None:
            notes = {attribute(note, "id"): note for note in parse_part(blob)}
            for identifier in self._footnotes:
                if identifier in notes:
                    self.read(notes[identifier])

    def paragraphs(self, element: etree._Element) -> list[Paragraph]:
        """Return the paragraph, if it has text, and after it those of its text boxes."""
        gathered = _Gathered()
        style, centred, numbered, joined = self.styles.paragraph, None, None, False
        for child in element:
            tag = child.tag
            if tag == _R:
                self._gather_run(child, gathered, style)
            elif tag == _PPR:
                style, centred, numbered, joined = self._properties(child)
            elif tag in _DRAWN or tag == _ALTERNATE:
                _gather_boxes(child, gathered)
            elif tag not in _GONE and len(child):
                self._gather(child, gathered, style)
        text = clean("".join(gathered.texts)).strip(" \n")
        if self._open_text:
            text, self._open_text = (self._open_text + " " + text).strip(), ""
        if joined:
            self._open_text, text = text, ""
        found = []
        if text:
            half = gathered.shown / 2
            mark = self._mark(numbered, style) if numbered is not None or style.list_id else ""
            is_centred = style.centred if centred is None else centred
            found.append(Paragraph(mark + text, gathered.bold > half, gathered.italic > half, is_centred))
        for box in gathered.boxes:
            found.extend(self.read_cell(box))
        return found

    def _properties(self, properties: etree._Element) -> tuple[Style, bool | None, etree._Element | None, bool]:
        """Style, whether centred, list place, and whether the paragraph's mark was deleted."""
        style, centred, numbered, joined = self.styles.paragraph, None, None, False
        for child in properties:
            tag = child.tag
            if tag == _STYLE:
                style = self.styles.named(child.get(_VAL, ""))
            elif tag == _ALIGNED:
                centred = child.get(_VAL) == "center"
            elif tag == _NUMBERED:
                numbered = child
            elif tag == _RPR:
                joined = child.find(W + "del") is not None
        return style, centred, numbered, joined

    def _mark(self, numbered: etree._Element | None, style: Style) -> str:
        """The number shown before a paragraph."""
        list_id, level = style.list_id, style.level
        if numbered is not None:
            number, depth = numbered.find(W + "numId"), numbered.find(W + "ilvl")
            list_id = attribute(number, "val") if number is not None else list_id
            level = whole_number(attribute(depth, "val"), 0) if depth is not None else level
        if not list_id or list_id == "0":
            return ""
        if self._counter is None:
            self._counter = Counter(read_lists(_part(self._package, "numbering")))
        return self._counter.mark(list_id, level)

    def _gather(self, parent: etree._Element, gathered: _Gathered, style: Style) -> None:
        """Collect the runs below an element; what was deleted or moved away is left out."""
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._gather_run(child, gathered, style)
            elif tag in _DRAWN or tag == _ALTERNATE:
                _gather_boxes(child, gathered)
            elif tag not in _GONE:
                self._gather(child, gathered, style)

    def _gather_run(self, element: etree._Element, gathered: _Gathered, style: Style) -> None:
        """Collect one run, which has one look."""
        bold, italic = style.bold, style.italic
        for child in element:
            tag = child.tag
            if tag == _T:
                text = child.text or ""
                gathered.texts.append(text)
                size = len(text)
                gathered.shown += size
                gathered.bold += size * bold
                gathered.italic += size * italic
            elif tag == _RPR:
                look = self._look(child, bold=bold, italic=italic)
                if look is None:
                    return
                bold, italic = look
            elif tag in _BREAKS:
                gathered.texts.append(_BREAKS[tag])
            elif tag in _DRAWN or tag == _ALTERNATE:
                _gather_boxes(child, gathered)
            elif tag == _NOTE:
                self._footnotes.append(attribute(child, "id"))

    def _look(self, properties: etree._Element, *, bold: bool, italic: bool) -> tuple[bool, bool] | None:
        """Whether a run is bold and italic; None where it is hidden."""
        for child in properties:
            tag = child.tag
            if tag == _CHARACTER:  # it stands first
                style = self.styles.named(child.get(_VAL, ""))
                bold, italic = bold or style.bold, italic or style.italic
            elif tag == _BOLD:
                bold = is_on(child)
            elif tag == _ITALIC:
                italic = is_on(child)
            elif tag == _HIDDEN and is_on(child):
                return None
        return bold, italic


def _gather_boxes(element: etree._Element, gathered: _Gathered) -> None:
    """Collect text boxes; of two renderings of one drawing the first counts."""
    chosen = element[0] if element.tag == _ALTERNATE and len(element) else element
    gathered.boxes.extend(chosen.iter(_BOX))
