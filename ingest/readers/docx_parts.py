"""The parts of a DOCX beside its body: styles and lists, as far as they change what a reader sees."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from ingest.readers.numbering import Level, NumberedList

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = "{" + NAMESPACE + "}"
_VAL = W + "val"
_STYLE_OPENS = re.compile(rb'<w:style\s[^>]*?w:styleId="([^"]*)"[^>]*>')
_STYLE_ENDS = b"</w:style>"
_DEFAULT = re.compile(rb'<w:style\s(?=[^>]*w:default="(?:1|true)")(?=[^>]*w:type="paragraph")[^>]*w:styleId="([^"]*)"')
_OFF = frozenset(("0", "false", "off", "none"))
_MAX_DIGITS = 9
_MAX_PARENTS = 20  # styles may be based on each other in a circle


class UnsafePart(Exception):
    """A part declares what only an attack declares."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style adds to a paragraph; ``ruled`` belongs to a table style that draws its inner lines."""

    bold: bool = False
    italic: bool = False
    centred: bool = False
    list_id: str | None = None
    level: int = 0
    ruled: bool = False


_PLAIN = Style()


class Styles:
    """The styles of a document, each parsed when first asked for: a document names few of the hundreds it carries."""

    def __init__(self, blob: bytes | None) -> None:
        """Take the part as it stands in the package, None where it is missing."""
        blob = blob or b""
        self._opening, self._places = _index(blob)
        self._blob = blob
        self._elements = {} if self._opening or not blob else _elements(parse_part(blob))
        self._known: dict[str, Style] = {}
        default = _DEFAULT.search(blob)
        self.paragraph = self.named(default[1].decode("utf-8", "replace")) if default else _PLAIN

    def named(self, style_id: str) -> Style:
        """Return a style with what it inherits; an empty one where the document has none of this name."""
        if style_id not in self._known:
            self._known[style_id] = self._inherited(style_id)
        return self._known[style_id]

    def _inherited(self, style_id: str) -> Style:
        """A style with what its parents state."""
        chain: list[etree._Element] = []
        named: str | None = style_id
        while named and len(chain) < _MAX_PARENTS:
            element = self._element(named)
            if element is None:
                break
            chain.append(element)
            based_on = element.find(W + "basedOn")
            named = attribute(based_on, "val") if based_on is not None else None
        style = _PLAIN
        for link in reversed(chain):
            style = _stated(link, style)
        return style

    def _element(self, style_id: str) -> etree._Element | None:
        """The definition of a style, cut out of the part and parsed alone."""
        if not self._opening:
            return self._elements.get(style_id)
        place = self._places.get(style_id.encode())
        end = self._blob.find(_STYLE_ENDS, place) if place is not None else -1
        if end < 0:
            return None
        piece = self._blob[place : end + len(_STYLE_ENDS)]
        return parse_part(self._opening + piece + b"</w:styles>")[0]


def _index(blob: bytes) -> tuple[bytes, dict[bytes, int]]:
    """The opening tag of the part and where each style begins; an empty tag where the part is written otherwise."""
    start = blob.find(b"<w:styles")
    end = blob.find(b">", start)
    if start < 0 or end < 0 or b"<!DOCTYPE" in blob:
        return b"", {}
    return blob[start : end + 1], {found[1]: found.start() for found in _STYLE_OPENS.finditer(blob)}


def _elements(root: etree._Element) -> dict[str, etree._Element]:
    """The definitions of all styles by their name."""
    return {attribute(style, "styleId"): style for style in root.iterchildren(W + "style")}


def parse_part(blob: bytes) -> etree._Element:
    """Return the root of a part; entities stay unresolved and nothing is fetched.

    Raises:
        etree.XMLSyntaxError: not well-formed.
        UnsafePart: with a document type, which no part of a DOCX may have.
    """
    if b"<!DOCTYPE" in blob:
        raise UnsafePart("document type declared")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(blob, parser)
    if root.getroottree().docinfo.internalDTD is not None:  # written in another encoding
        raise UnsafePart("document type declared")
    return root


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute of Word's namespace, empty where it is missing."""
    return str(element.get(W + name, ""))


def is_on(toggle: etree._Element) -> bool:
    """Return whether a toggle that stands is on."""
    return toggle.get(_VAL, "1") not in _OFF


def _stated(element: etree._Element, style: Style) -> Style:
    """The style, changed by what one definition states."""
    run = element.find(W + "rPr")
    if run is not None:
        bold, italic = run.find(W + "b"), run.find(W + "i")
        style = replace(
            style,
            bold=style.bold if bold is None else is_on(bold),
            italic=style.italic if italic is None else is_on(italic),
        )
    paragraph = element.find(W + "pPr")
    if paragraph is not None:
        style = replace(style, centred=_is_centred(paragraph, style))
        number = paragraph.find(f"{W}numPr/{W}numId")
        depth = paragraph.find(f"{W}numPr/{W}ilvl")
        if number is not None:
            style = replace(style, list_id=attribute(number, "val"))
        if depth is not None:
            style = replace(style, level=whole_number(attribute(depth, "val"), 0))
    borders = element.find(f"{W}tblPr/{W}tblBorders")
    return style if borders is None else replace(style, ruled=draws_inside(borders))


def _is_centred(properties: etree._Element, style: Style) -> bool:
    """Whether a paragraph of the style stands in the middle."""
    own = properties.find(W + "jc")
    return style.centred if own is None else own.get(_VAL) == "center"


def draws_inside(borders: etree._Element) -> bool:
    """Return whether borders show lines between cells."""
    sides = (borders.find(W + side) for side in ("insideH", "insideV"))
    return any(side is not None and side.get(_VAL) not in ("none", "nil", None) for side in sides)


def read_lists(blob: bytes | None) -> dict[str, NumberedList]:
    """Return the lists by their number; none where the part is missing."""
    if blob is None:
        return {}
    root = parse_part(blob)
    families = {attribute(item, "abstractNumId"): item for item in root.iterchildren(W + "abstractNum")}
    by_style = {
        link.get(_VAL, ""): key for key, item in families.items() if (link := item.find(W + "styleLink")) is not None
    }
    lists = {}
    for item in root.iterchildren(W + "num"):
        family = item.find(W + "abstractNumId")
        key = attribute(family, "val") if family is not None else ""
        if key not in families:
            continue
        linked = families[key].find(W + "numStyleLink")
        key = by_style.get(linked.get(_VAL, ""), key) if linked is not None else key
        lists[attribute(item, "numId")] = _numbered(item, key, families[key])
    return lists


def _numbered(item: etree._Element, key: str, family: etree._Element) -> NumberedList:
    """One list: the levels of its family, with its own changes."""
    levels = dict(map(_level, family.iterchildren(W + "lvl")))
    own_starts = {}
    for override in item.iterchildren(W + "lvlOverride"):
        number = whole_number(attribute(override, "ilvl"), 0)
        start, changed = override.find(W + "startOverride"), override.find(W + "lvl")
        if changed is not None:
            levels[number] = _level(changed)[1]
        if start is not None:
            own_starts[number] = whole_number(attribute(start, "val"), 1)
    return NumberedList(key, levels, own_starts)


def _level(element: etree._Element) -> tuple[int, Level]:
    """A level and its number."""
    stated = {child.tag: child for child in element}

    def value(name: str, default: str) -> str:
        child = stated.get(W + name)
        return default if child is None else str(child.get(_VAL, default))

    restart = stated.get(W + "lvlRestart")
    return whole_number(attribute(element, "ilvl"), 0), Level(
        start=whole_number(value("start", "1"), 1),
        form=value("numFmt", "decimal"),
        pattern=value("lvlText", ""),
        suffix="" if value("suff", "tab") == "nothing" else " ",
        legal=W + "isLgl" in stated and value("isLgl", "1") not in _OFF,
        restarts_after=None if restart is None else whole_number(attribute(restart, "val"), 0),
    )


def whole_number(text: str, default: int) -> int:
    """Return a whole number, or the default where the file writes something else."""
    digits = text.lstrip("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS else default
