"""The parts of a DOCX beside its body: styles and lists, as far as they change what a reader sees."""

from dataclasses import dataclass, replace

from lxml import etree

from ingest.readers.numbering import Level, NumberedList

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = "{" + NAMESPACE + "}"
_VAL = W + "val"
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


class Styles:
    """All styles of a document, inheritance already followed."""

    def __init__(self, by_id: dict[str, Style], paragraph: Style) -> None:
        self._by_id = by_id
        self._paragraph = paragraph

    def of(self, properties: etree._Element | None) -> Style:
        """Return the style of a paragraph, the document's own where it names none."""
        named = properties.find(W + "pStyle") if properties is not None else None
        return self._paragraph if named is None else self._by_id.get(named.get(_VAL, ""), self._paragraph)

    def character(self, properties: etree._Element) -> Style:
        """Return the character style of a run; an empty one where it names none."""
        named = properties.find(W + "rStyle")
        return _PLAIN if named is None else self._by_id.get(named.get(_VAL, ""), _PLAIN)

    def is_ruled(self, style_id: str) -> bool:
        """Return whether a table of this style shows its inner lines."""
        return self._by_id.get(style_id, _PLAIN).ruled

    @staticmethod
    def is_centred(properties: etree._Element | None, style: Style) -> bool:
        """Return whether the paragraph stands in the middle."""
        own = properties.find(W + "jc") if properties is not None else None
        return style.centred if own is None else own.get(_VAL) == "center"


_PLAIN = Style()


def parse_part(blob: bytes) -> etree._Element:
    """Return the root of a part; entities stay unresolved and nothing is fetched.

    Raises:
        etree.XMLSyntaxError: not well-formed.
        UnsafePart: with a document type, which no part of a DOCX may have.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(blob, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafePart("document type declared")
    return root


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute of Word's namespace, empty where it is missing."""
    return str(element.get(W + name, ""))


def is_on(properties: etree._Element, name: str, *, default: bool) -> bool:
    """Return whether a toggle is on; ``default`` where it does not stand."""
    toggle = properties.find(W + name)
    return default if toggle is None else toggle.get(_VAL, "1") not in _OFF


def read_styles(root: etree._Element | None) -> Styles:
    """Return the styles; none where the part is missing."""
    if root is None:
        return Styles({}, _PLAIN)
    elements = {attribute(style, "styleId"): style for style in root.iterchildren(W + "style")}
    resolved: dict[str, Style] = {}
    default = _PLAIN
    for identifier, element in elements.items():
        resolved[identifier] = _inherited(element, elements)
        if element.get(W + "default") == "1" and element.get(W + "type") == "paragraph":
            default = resolved[identifier]
    return Styles(resolved, default)


def _inherited(element: etree._Element, elements: dict[str, etree._Element]) -> Style:
    """A style with what its parents state."""
    chain = [element]
    while len(chain) < _MAX_PARENTS:
        based_on = chain[-1].find(W + "basedOn")
        parent = elements.get(based_on.get(_VAL, "")) if based_on is not None else None
        if parent is None:
            break
        chain.append(parent)
    style = _PLAIN
    for link in reversed(chain):
        style = _stated(link, style)
    return style


def _stated(element: etree._Element, style: Style) -> Style:
    """The style, changed by what one definition states."""
    run = element.find(W + "rPr")
    if run is not None:
        style = replace(style, bold=is_on(run, "b", default=style.bold), italic=is_on(run, "i", default=style.italic))
    paragraph = element.find(W + "pPr")
    if paragraph is not None:
        style = replace(style, centred=Styles.is_centred(paragraph, style))
        number = paragraph.find(f"{W}numPr/{W}numId")
        depth = paragraph.find(f"{W}numPr/{W}ilvl")
        if number is not None:
            style = replace(style, list_id=attribute(number, "val"))
        if depth is not None:
            style = replace(style, level=_whole(attribute(depth, "val"), 0))
    borders = element.find(f"{W}tblPr/{W}tblBorders")
    return style if borders is None else replace(style, ruled=draws_inside(borders))


def draws_inside(borders: etree._Element) -> bool:
    """Return whether borders show lines between cells."""
    sides = (borders.find(W + side) for side in ("insideH", "insideV"))
    return any(side is not None and side.get(_VAL) not in ("none", "nil", None) for side in sides)


def read_lists(root: etree._Element | None) -> dict[str, NumberedList]:
    """Return the lists by their number; none where the part is missing."""
    if root is None:
        return {}
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
        number = _whole(attribute(override, "ilvl"), 0)
        start, changed = override.find(W + "startOverride"), override.find(W + "lvl")
        if changed is not None:
            levels[number] = _level(changed)[1]
        if start is not None:
            own_starts[number] = _whole(attribute(start, "val"), 1)
    return NumberedList(key, levels, own_starts)


def _level(element: etree._Element) -> tuple[int, Level]:
    """A level and its number."""
    stated = {child.tag: child for child in element}

    def value(name: str, default: str) -> str:
        child = stated.get(W + name)
        return default if child is None else str(child.get(_VAL, default))

    restart = stated.get(W + "lvlRestart")
    return _whole(attribute(element, "ilvl"), 0), Level(
        start=_whole(value("start", "1"), 1),
        form=value("numFmt", "decimal"),
        pattern=value("lvlText", ""),
        suffix="" if value("suff", "tab") == "nothing" else " ",
        legal=W + "isLgl" in stated and value("isLgl", "1") not in _OFF,
        restarts_after=None if restart is None else _whole(attribute(restart, "val"), 0),
    )


def _whole(text: str, default: int) -> int:
    """A whole number, or the default where the file writes something else."""
    digits = text.lstrip("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS else default
