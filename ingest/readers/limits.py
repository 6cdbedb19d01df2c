"""How much of a file a reader may take in before it refuses; the same for every format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of one reading; a file beyond any of them is refused with its reason.

    ``max_page_points`` is the longest side of a page in points (1/72 inch); ``max_pixels`` bounds one page image,
    ``max_seconds`` the reading of the whole file, ``max_page_seconds`` the recognition of one page, ``max_objects``
    the drawing objects of one page, ``max_unpacked_bytes`` what a compressed container may unpack to,
    ``max_entries`` the files in it, and ``max_memory_bytes`` the address space of the reading process.
    """

    max_bytes: int = 100_000_000
    max_pages: int = 300
    max_page_points: float = 5_000.0
    max_pixels: int = 40_000_000
    max_seconds: float = 600.0
    max_page_seconds: float = 30.0
    max_objects: int = 200_000
    max_characters: int = 5_000_000
    max_unpacked_bytes: int = 300_000_000
    max_entries: int = 5_000
    max_memory_bytes: int = 3_000_000_000
