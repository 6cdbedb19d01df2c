"""Vietnamese names compared and put in order: folding for search, a sort key for lists. Pure."""

import re
import unicodedata

# The alphabet's own order; the tones come after the letters: ngang, huyền, hỏi, ngã, sắc, nặng.
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
ORDER = {letter: chr(ord("A") + position) for position, letter in enumerate(LETTERS)}
PIECES = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the lower-case letters and digits of ``text`` without diacritics (đ as d), words parted by one space."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(PIECES.findall("".join(mark for mark in plain if not unicodedata.combining(mark))))


def sort_key(name: str) -> str:
    """Return a string whose plain order is the Vietnamese dictionary order, the same on every database.

    Letters decide before tones, and words before both; tone placement (hoà, hòa) makes no difference.
    """
    letters, tones = [], []
    for word in PIECES.findall(unicodedata.normalize("NFC", name.lower())):
        tone = "0"
        shape = []
        for mark in unicodedata.normalize("NFD", word):
            if mark in TONES:
                tone = TONES[mark]
            elif unicodedata.combining(mark) and shape:
                shape[-1] = unicodedata.normalize("NFC", shape[-1] + mark)
            else:
                shape.append(mark)
        letters.append("".join(ORDER.get(letter, letter) for letter in shape))
        tones.append(tone)
    return " ".join(letters) + "|" + "".join(tones)
