"""The tables of a page as rows of text, so that whatever a page lists can be taken along as a file. Pure."""

from html.parser import HTMLParser

_CELLS = frozenset({"td", "th"})
_APART = frozenset({"div", "p", "li", "br", "small"})


class _Tables(HTMLParser):
    """Collects the cells of every table; what only a screen reader is told, and forms, are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in _CELLS:
            self._cell = []
        elif self._left_out and tag in {"span", "form"}:
            self._left_out += 1
        elif tag == "form" or (tag == "span" and ("class", "unseen") in attrs):
            self._left_out = 1
        elif tag in _APART and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out and tag in {"span", "form"}:
            self._left_out -= 1
        elif tag in _CELLS and self._cell is not None and self.tables and self.tables[-1]:
            self.tables[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._left_out:
            self._cell.append(data)


def tables_of(page: str) -> list[list[list[str]]]:
    """Return the tables of a page, each as its rows of cells; tables without a row are left out."""
    reader = _Tables()
    reader.feed(page)
    return [table for table in reader.tables if table]
