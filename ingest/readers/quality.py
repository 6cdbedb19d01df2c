"""Pure: how far a text reads as Vietnamese: the share of legal syllables, and of those that bear a mark.

A syllable is an onset, a rhyme and a tone; the lists below are complete for native words, so that a broken character
map, a layer without diacritics or a badly recognised page shows at once.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def _words(listed: str) -> list[str]:
    return listed.split()


_ONSETS = tuple(_words("ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x "))
_RHYMES = frozenset(
    _words(
        "a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et i ia ich im in inh ip it iu iêc iêm iên "
        "iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong "
        "op ot oăc oăm oăn oăng oăt u ua uac uach uai uan uang uanh uao uat uay uc ue uen ueo uet ui um un ung up ut "
        "uy uya uych uyn uynh uyp uyt uyu uyên uyêt uân uâng uât uây uê uêch uên uênh uôc uôi uôm uôn uông uôt uăc "
        "uăn uăng uăt uơ uơn y ym yn ynh yt yu yêm yên yêng yêt yêu â âc âm ân âng âp ât âu ây ê êch êm ên êng ênh êp "
        "êt êu ô ôc ôi ôm ôn ông ôp ôt ă ăc ăm ăn ăng ăp ăt ơ ơi ơm ơn ơp ơt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm "
        "ươn ương ươp ươt ươu "
    )
)
_TOKEN = re.compile(r"[^\W\d_]+")
_ACRONYM = 5
_FEW = 12
_MIN_LEGAL, _MIN_MARKED = 0.78, 0.35
_STAMP = re.compile(
    r"k[yý] b[oở]i|ng[uư][oờ]i k[yý]|th[oờ]i gian k[yý]|ng[aà]y k[yý]|c[oơ] quan:|email|@|digitally signed|signature"
    r"|\+0?7[:'’]00|\d{1,2}[:h]\d{2}:\d{2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Language:
    """Shares of 0 to 1 over ``count`` tokens of letters (abbreviations left out)."""

    legal: float
    marked: float
    count: int

    @property
    def reads_well(self) -> bool:
        """Return whether this is Vietnamese as printed; too little text to tell counts as well."""
        return self.count < _FEW or (self.legal >= _MIN_LEGAL and self.marked >= _MIN_MARKED)


def language(words: Iterable[str]) -> Language:
    """Return how far the words read as Vietnamese.

    Args:
        words: as read, with punctuation.
    """
    legal = marked = count = 0
    for word, times in Counter(words).items():
        tokens, of_law, with_mark = _counts(word)
        count += tokens * times
        legal += of_law * times
        marked += with_mark * times
    return Language(legal / count, marked / count, count) if count else Language(1.0, 1.0, 0)


@lru_cache(maxsize=20_000)
def _counts(word: str) -> tuple[int, int, int]:
    """Tokens of a word, those that are legal syllables, and those with a letter beyond ASCII."""
    tokens = [
        token.lower()
        for token in _TOKEN.findall(unicodedata.normalize("NFC", word))
        if not (len(token) <= _ACRONYM and token.isupper() and token.isascii())
    ]
    return len(tokens), sum(map(is_syllable, tokens)), sum(not token.isascii() for token in tokens)


@lru_cache(maxsize=20_000)
def is_syllable(lower: str) -> bool:
    """Return whether a token in lower case is one legal Vietnamese syllable."""
    parts = unicodedata.normalize("NFD", lower)
    tones = sum(1 for c in parts if c in _TONES)
    if tones > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if plain in _RHYMES:
        return True
    for onset in _ONSETS:
        if plain.startswith(onset) and plain[len(onset) :] in _RHYMES:
            return True
    return plain == "gi" or (plain.startswith("gi") and "i" + plain[2:] in _RHYMES)


def is_signature_stamp(text: str) -> bool:
    """Return whether the text is what a signing program printed: who signed, when, with which address."""
    return len(_STAMP.findall(text)) >= 1 and len(text) < 400  # noqa: PLR2004 - stamps are short


def readability(words: Iterable[tuple[str, float]]) -> float:
    """Return 0 to 1: the mean confidence weighed by length, lowered where the syllables are not legal.

    Args:
        words: each text with its confidence (1.0 where it was not recognised).
    """
    kept = [(text, confidence) for text, confidence in words if any(c.isalnum() for c in text)]
    letters = sum(len(text) for text, _ in kept)
    if not letters:
        return 0.0
    sure = sum(len(text) * confidence for text, confidence in kept) / letters
    found = language(text for text, _ in kept)
    return round(max(0.0, min(1.0, sure)) * (found.legal if found.count >= _FEW else 1.0), 3)
