"""Vietnamese names compared and put in order: folding for search, a sort key for lists. Pure."""

import re
import unicodedata

# The alphabet's own order; the tones come after the letters: ngang, huyền, hỏi, ngã, sắc, nặng.
LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
ORDER = {letter: str(position) for position, letter in enumerate(LETTERS, start=10)}
BETWEEN_WORDS, BEFORE_TONES, FOREIGN = "01", "00", "99"
PIECES = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the lower-case letters and digits of ``text`` without diacritics (đ as d), words parted by one space."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(PIECES.findall("".join(mark for mark in plain if not unicodedata.combining(mark))))


def sort_key(name: str) -> str:
    """Return a string of digits whose order is the Vietnamese dictionary order.

    Digits stand in the same order under every collation, so every database agrees. Letters decide before tones;
    tone placement (hoà, hòa) makes no difference.
    """
    letters, tones = [], []
    for word in PIECES.findall(unicodedata.normalize("NFC", name.lower())):
        tone = "0"
        shape: list[str] = []
        for mark in unicodedata.normalize("NFD", word):
            if mark in TONES:
                tone = TONES[mark]
            elif unicodedata.combining(mark) and shape:
                shape[-1] = unicodedata.normalize("NFC", shape[-1] + mark)
            else:
                shape.append(mark)
        letters.append("".join(ORDER.get(letter, FOREIGN) for letter in shape))
        tones.append(tone)
    return BETWEEN_WORDS.join(letters) + BEFORE_TONES + "".join(tones)
