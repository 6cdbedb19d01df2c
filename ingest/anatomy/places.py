"""Pure: from a stretch of a line to its words, their box and how surely they were read."""

from ingest.text import Box, Line, Word


def words_in(line: Line, start: int, end: int) -> tuple[Word, ...]:
    """Return the words of a line that touch a stretch of the document's text."""
    return tuple(word for word in line.words if word.start < end and word.end > start)


def confidence(line: Line, start: int, end: int) -> float:
    """Return how surely the stretch was read: its least sure word; 1.0 where words are not recognised but given."""
    return min((word.confidence for word in words_in(line, start, end)), default=1.0)


def box_of(line: Line, start: int, end: int) -> Box:
    """Return the box of the words in the stretch, that of the line where it has no words."""
    found = words_in(line, start, end)
    if not found:
        return line.box
    box = found[0].box
    for word in found[1:]:
        box = box.union(word.box)
    return box
