"""The door to XML: bytes in, a plain tree out; bombs, outside entities and huge files are refused before anything else.

Prefixes mean nothing: an element is known by its local name inside the one namespace, wherever it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.edxml.values import NAMESPACE, PackageRefused, RefusalReason

DECLARATION = re.compile(rb"<\?xml|<[A-Za-z_][\w.:-]*[\s/>]")
DANGEROUS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MOST_STRAY_BYTES = 4096
MOST_ELEMENTS = 100_000
MOST_LEVELS = 64
# No field of a message is as long; only files are, and they stand in an element of their own.
LONGEST_TEXT = 5000
FILE = "ContentTransferEncoded"
OLD_NAMESPACES = ("http://www.e-doc.vn/Schema/", "http://www.go.vn/eDoc")
STRAY_BYTES = "Có ký tự thừa trước nội dung XML của gói; đã bỏ qua."
UNBOUND_PREFIX = "Gói dùng tiền tố XML chưa khai báo; đọc theo tên phần tử."
CUT = "Gói có trường dài quá {} ký tự; phần sau không đọc."
NO_NAMESPACE = "Gói không khai báo không gian tên QCVN 102; đọc theo tên phần tử."


@dataclass(frozen=True, slots=True)
class Node:
    """An element: local name, its own text trimmed, its children in order."""

    name: str
    text: str = ""
    children: tuple["Node", ...] = ()
    is_foreign: bool = field(default=False)

    def all(self, name: str) -> Iterator["Node"]:
        """Give the children of this name."""
        return (child for child in self.children if child.name == name)

    def child(self, *path: str) -> "Node":
        """Return the first descendant along a path of names; an empty one where there is none."""
        node = self
        for name in path:
            node = next(node.all(name), NOTHING)
        return node

    def value(self, *path: str) -> str:
        """Return the text at a path, or ""; the word ``null`` that some senders write is none."""
        text = self.child(*path).text
        return "" if text.lower() == "null" else text

    def has(self, name: str) -> bool:
        """Return whether there is a child of this name."""
        return any(True for _ in self.all(name))


NOTHING = Node("")


def read_tree(content: bytes, max_bytes: int) -> tuple[Node, tuple[str, ...]]:
    """Return the root element of a package and what was wrong with it but could be read over.

    Raises:
        PackageRefused: empty, too large, no XML, dangerous XML, or another form of edXML than QCVN 102.
    """
    if not content.strip():
        raise PackageRefused(RefusalReason.EMPTY)
    if len(content) > max_bytes:
        raise PackageRefused(RefusalReason.TOO_LARGE, f"{len(content)} bytes")
    content, warnings = _without_stray_bytes(content)
    root, is_unbound = _parsed(content)
    if is_unbound:
        warnings.append(UNBOUND_PREFIX)
    space, name = _name(root)
    if space in OLD_NAMESPACES or name == "EdXMLEnvelope":
        raise PackageRefused(RefusalReason.OLD_FORM, space)
    if name != "edXML" or space not in {NAMESPACE, ""}:
        raise PackageRefused(RefusalReason.NOT_EDXML, f"{{{space[:80]}}}{name[:40]}")
    if not space:
        warnings.append(NO_NAMESPACE)
    if any(len(element.text or "") > LONGEST_TEXT and _name(element)[1] != FILE for element in root.iter()):
        warnings.append(CUT.format(LONGEST_TEXT))
    return _node(root), tuple(warnings)


def _without_stray_bytes(content: bytes) -> tuple[bytes, list[str]]:
    """Drop what stands before the first tag, as some exports leave it there; a byte order mark is none of it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError as error:
            raise PackageRefused(RefusalReason.NOT_XML, "utf-16") from error
    body = content.removeprefix(b"\xef\xbb\xbf")
    if DANGEROUS.search(body):
        raise PackageRefused(RefusalReason.DANGEROUS, "document type")
    found = DECLARATION.search(body, 0, MOST_STRAY_BYTES)
    if found is None:
        raise PackageRefused(RefusalReason.NOT_XML, "no tag")
    return body[found.start() :], [STRAY_BYTES] if body[: found.start()].strip() else []


def _parsed(content: bytes) -> tuple[etree._Element, bool]:
    """Parse strictly; a second time over undeclared prefixes where they are all that is wrong."""
    parser = _parser(recover=False)
    try:
        return _checked(etree.fromstring(content, parser)), False
    except (etree.XMLSyntaxError, ValueError) as error:
        faults = {entry.domain_name for entry in parser.error_log if entry.level > 1}
        if faults != {"NAMESPACE"}:
            raise PackageRefused(RefusalReason.NOT_XML, type(error).__name__) from error
    try:
        root = etree.fromstring(content, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageRefused(RefusalReason.NOT_XML, type(error).__name__) from error
    return _checked(root), True


def _parser(*, recover: bool) -> etree.XMLParser:
    # huge_tree lifts the limit on one text of ten million letters: an attachment is longer. Its other guards are ours:
    # no document type is accepted at all, so that nothing can be expanded, and size and depth are bounded. The encoding
    # is fixed, for another one could hide a document type from the search for it.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _checked(root: etree._Element | None) -> etree._Element:
    if root is None:
        raise PackageRefused(RefusalReason.NOT_XML, "no root")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise PackageRefused(RefusalReason.TOO_LARGE, "elements")
    return root


def _name(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name; the literal prefix of an undeclared one is dropped."""
    space, _, name = str(element.tag).removeprefix("{").rpartition("}")
    return space, name.rpartition(":")[2]


def _node(element: etree._Element, level: int = 0) -> Node:
    if level > MOST_LEVELS:
        raise PackageRefused(RefusalReason.DANGEROUS, "depth")
    space, name = _name(element)
    children = tuple(_node(child, level + 1) for child in element)
    text = (element.text or "").strip()
    return Node(name, text if name == FILE else text[:LONGEST_TEXT], children, bool(space) and space != NAMESPACE)
