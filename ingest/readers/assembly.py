"""Pure: found pages put together into one `DocumentText`, every word a slice of the one string."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain, compress, repeat

from ingest.readers.drafts import FoundLine, FoundPage, FoundTable, lines_of
from ingest.readers.failures import Reason, Unreadable
from ingest.text import Box, Cell, DocumentText, Line, Mark, Page, Region, Table, Word

_CENTRE_TOLERANCE = 0.03
_FULL_LINE, _MIDDLE = 0.68, 0.52

# The same as their own constructors, which cost twice as much.
_new_word: Callable[[type[Word], Iterable[object]], Word] = tuple.__new__
_line: Callable[[Iterable[object]], Line] = partial(tuple.__new__, Line)
_cell: Callable[[Iterable[object]], Cell] = partial(tuple.__new__, Cell)

_Place = tuple[int, int, int]


class Assembly:
    """A document that grows page by page, so that what was found on a page can go once the page is written.

    Each line is joined to the one before by a line feed.
    """

    def __init__(self) -> None:
        self._written: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._marks: list[Mark] = []

    def add(self, page: FoundPage) -> None:
        """Write a page; its lines stand in the order of its blocks."""
        before = self._length
        found = list(lines_of(page.blocks))
        lines = self._lines(page.number, found, _places(page.blocks)) if found else []
        tables = _tables(page, lines, before)
        read = page.origin, tuple(lines), tuple(tables), page.readability, page.rotation
        self._pages.append(Page(page.number, page.width, page.height, *read))
        self._marks += page.marks

    def document(self, media_type: str, warnings: Iterable[str]) -> DocumentText:
        """Return the document; its text is NFC, its readability that of its pages weighed by their letters.

        Raises:
            Unreadable: nothing was read on any page.
        """
        letters = [sum(line.end - line.start for line in page.lines) for page in self._pages]
        if not any(letters):
            raise Unreadable(Reason.NO_TEXT, f"{len(letters)} pages")
        total = sum(page.readability * count for page, count in zip(self._pages, letters, strict=True))
        return DocumentText(
            "".join(self._written),
            tuple(self._pages),
            media_type,
            has_layout=True,
            readability=round(total / sum(letters), 3),
            marks=tuple(self._marks),
            warnings=tuple(warnings),
        )

    def _lines(self, page: int, found: list[FoundLine], places: Iterable[_Place | None]) -> list[Line]:
        """Write a page's lines: every word stands one sign behind the word before it, over line ends too."""
        read, boxes, confidences, bold, italic = zip(*chain.from_iterable([line[0] for line in found]), strict=True)
        composed = _composed(read)
        if self._length:
            self._written.append("\n")
            self._length += 1
        starts = list(accumulate([len(text) + 1 for text in composed], initial=self._length))
        ends = [start - 1 for start in starts[1:]]
        facts = zip(composed, starts, ends, boxes, confidences)  # noqa: B905 - one start is to spare
        words = tuple(map(_new_word, repeat(Word), facts))
        self._length = ends[-1]
        lines: list[Line] = []
        has_bold, has_italic = True in bold, True in italic
        at = 0
        for (held, box, _, region), place in zip(found, places, strict=True):
            first, at = at, at + len(held)
            is_bold = has_bold and True in bold[first:at] and _is_mostly(bold[first:at], read[first:at])
            is_italic = has_italic and True in italic[first:at] and _is_mostly(italic[first:at], read[first:at])
            centred = place is None and region is Region.FULL and _is_centred(box)
            own = words[first:at]
            lines.append(
                _line((starts[first], ends[at - 1], page, box, own, region, place, None, is_bold, is_italic, centred))
            )
        texts = [line[2] for line in found]
        if composed is not read:
            texts = [" ".join([word[0] for word in line[4]]) for line in lines]
        self._written.append("\n".join(texts))
        return lines


def _places(blocks: Iterable[FoundLine | FoundTable]) -> Iterator[_Place | None]:
    """Yield for each line in order the cell in which it stands, None outside tables."""
    index = 0
    for block in blocks:
        if isinstance(block, FoundTable):
            for row, column, *_, lines in block.cells:
                if lines:
                    yield from (_place(index, row, column),) * len(lines)
            index += 1
        else:
            yield None


def _tables(page: FoundPage, lines: list[Line], end: int) -> Iterator[Table]:
    """Yield the tables of a page, each cell as long as its lines; an empty one stands at the end of what is before.

    Args:
        page: as found.
        lines: all of its lines, as written.
        end: of the text before the page.
    """
    at = 0
    for block in page.blocks:
        if not isinstance(block, FoundTable):
            end = lines[at].end
            at += 1
            continue
        cells: list[Cell] = []
        for row, column, box, row_span, column_span, inside in block.cells:
            start = end
            if inside:
                start, at = lines[at].start, at + len(inside)
                end = lines[at - 1].end
            cells.append(_cell((row, column, start, end, box, row_span, column_span)))
        yield Table(page.number, block.n_rows, block.n_columns, block.box, tuple(cells))


def _composed(texts: Sequence[str]) -> Sequence[str]:
    """The texts in NFC; the same value where they all are, as nearly always."""
    whole = " ".join(texts)
    if whole.isascii() or unicodedata.is_normalized("NFC", whole):
        return texts
    return [unicodedata.normalize("NFC", text) for text in texts]


def _is_mostly(marked: Sequence[bool], texts: Sequence[str]) -> bool:
    """Whether more than half the letters of some words are marked."""
    lengths = list(map(len, texts))
    return 2 * sum(compress(lengths, marked)) > sum(lengths)


@lru_cache(maxsize=10_000)
def _place(table: int, row: int, column: int) -> tuple[int, int, int]:
    """The same value for the same cell of every page: an annex has thousands."""
    return table, row, column


def _is_centred(box: Box) -> bool:
    """Whether a line's middle is the text area's, which leans right by half a centimetre."""
    return box.x1 - box.x0 < _FULL_LINE and abs((box.x0 + box.x1) / 2 - _MIDDLE) < _CENTRE_TOLERANCE
