"""Pure: text set in the old Vietnamese fonts (TCVN3 or ABC, VNI) turned into Unicode.

Their files hold Latin letters that only look Vietnamese in the font. TCVN3 puts one letter on one code; VNI puts the
mark on a code of its own after the letter.
"""

import re
from collections.abc import Sequence

from ingest.readers.quality import language

_TCVN3_LETTERS = (
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
)
_TCVN3 = str.maketrans(_TCVN3_LETTERS[1], _TCVN3_LETTERS[0])
_VNI_MARKS = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ",
          "ä": "ậ", "ê": "ă", "é": "ắ", "è": "ằ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề", "å": "ể", "ã": "ễ", "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ", "å": "ổ", "ã": "ỗ", "ä": "ộ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
}  # fmt: skip
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIRS = {
    form(base + mark): form(letter)
    for base, marks in _VNI_MARKS.items()
    for mark, letter in marks.items()
    for form in (str.lower, str.upper, str.capitalize)
}
_VNI_SINGLE = {form(old): form(new) for old, new in _VNI_ALONE.items() for form in (str.lower, str.upper)}
_VNI_TOKEN = re.compile("|".join(sorted(map(re.escape, [*_VNI_PAIRS, *_VNI_SINGLE]), key=len, reverse=True)))
_MIN_LEGAL, _MIN_MARKED, _FEW = 0.85, 0.4, 8
_OLD_SIGNS = re.compile("[µ¸¶·¹¨»¾¼½Æ©®ª«¬ñöïûøëåäæî]")  # letters of the old codings, none of them Vietnamese
_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")  # no old coding puts a letter there
_OLD_SHARE = 0.02


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Return the text in Unicode; ``capitals`` for the fonts whose small letters look large (names ending in H)."""
    converted = text.translate(_TCVN3)
    return converted.upper() if capitals else converted


def from_vni(text: str) -> str:
    """Return the text in Unicode."""
    return _VNI_TOKEN.sub(lambda match: _VNI_PAIRS.get(match[0]) or _VNI_SINGLE[match[0]], text)


def converted(words: list[tuple[str, str]]) -> list[str] | None:
    """Return words that do not read as Vietnamese in Unicode, if one of the old codings makes them do so, else None.

    Args:
        words: each text with the name of its font (empty where unknown).
    """
    capitals = [font.rsplit("+", 1)[-1].lower().startswith(".vn") and font.rstrip().endswith("H") for _, font in words]
    tcvn3 = [from_tcvn3(text, capitals=large) for (text, _), large in zip(words, capitals, strict=True)]
    vni = [from_vni(text) for text, _ in words]
    return next(filter(_is_vietnamese, (tcvn3, vni)), None)


def has_old_signs(text: str) -> bool:
    """Return whether a letter stands in the text that Unicode Vietnamese has no use for."""
    return _OLD_SIGNS.search(text) is not None


def modernised(paragraphs: Sequence[str]) -> list[str] | None:
    """Return the paragraphs of a text in Unicode, None where none is in an old coding.

    Args:
        paragraphs: as stored; one with a letter that the old codings do not have stays as it is.
    """
    stored = [text for text in paragraphs if not _UNICODE_ONLY.search(text)]
    whole = "\n".join(stored)
    if len(_OLD_SIGNS.findall(whole)) < max(1, _OLD_SHARE * len(whole)) or _is_vietnamese(whole.split()):
        return None
    for coding in (from_tcvn3, from_vni):
        read = list(map(coding, stored))
        if _is_vietnamese(" ".join(read).split()):
            fresh = iter(read)
            return [text if _UNICODE_ONLY.search(text) else next(fresh) for text in paragraphs]
    return None


def _is_vietnamese(words: list[str]) -> bool:
    found = language(words)
    return found.count >= _FEW and found.legal >= _MIN_LEGAL and found.marked >= _MIN_MARKED
