"""Headings in capitals ("ĐỐI VỚI CÁC SỞ, BAN, NGÀNH CẤP TỈNH"), where a capital no longer tells a name from a kind."""

from extraction.grammar.names import DETERMINERS, SEPARATORS
from extraction.grammar.vocabulary import Lexicon, Tokens

_KINDS = ("levels", "collectives", "modifiers")


def calmed(text: str, lexicon: Lexicon) -> Tokens:
    """Return the tokens of ``text``; where it is all capitals, kinds listed after "các" are told as in plain words."""
    tokens = Tokens(text)
    if not text.isupper():
        return tokens
    at = 0
    while at < len(tokens):
        at = _calm_kinds(tokens, at + 1, lexicon) if tokens[at].text.lower() in DETERMINERS else at + 1
    return tokens


def _calm_kinds(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Take the capitals from the kinds that begin at ``at``, and from those listed behind them; give their end."""
    while at < len(tokens):
        length = max(lexicon.match(kinds, tokens, at) for kinds in _KINDS)
        if not length and tokens[at].fold not in SEPARATORS:
            break
        for index in range(at, at + length):
            tokens[index] = tokens[index]._replace(upper=False)
        at += max(length, 1)
    return at
