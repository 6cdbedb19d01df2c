"""The field that a task's lead units, else the subject of its directive, propose where no drafting symbol does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extraction.grammar.normal import key

# Bodies that are of every field: what follows their name tells nothing of the work.
_OF_ALL = ("ubnd", "uy ban nhan dan", "van phong", "cac ", "chu tich", "thu truong")


@dataclass(frozen=True, eq=False, slots=True)
class FieldWords:
    """The field that each phrase proposes, by the phrase's key; made by `make_field_words`."""

    by_phrase: Mapping[str, str]


def make_field_words(fields: Mapping[str, Iterable[str]]) -> FieldWords:
    """Return the words that propose each field, to be looked up."""
    return FieldWords({key(phrase): field for field, phrases in fields.items() for phrase in phrases})


def proposed_field(leads: Iterable[str], subject: str | None, words: FieldWords) -> str | None:
    """Return the one field that the leads are named after, else the one of which the subject speaks; None in doubt."""
    named = frozenset(field for lead in leads for field in _named_after(lead, words))
    found = named or _spoken_of(subject or "", words)
    return next(iter(found)) if len(found) == 1 else None


def _named_after(lead: str, words: FieldWords) -> frozenset[str]:
    return frozenset() if key(lead).startswith(_OF_ALL) else _spoken_of(lead, words)


@lru_cache(maxsize=4096)
def _spoken_of(text: str, words: FieldWords) -> frozenset[str]:
    """The fields whose phrases stand in ``text``; one inside a longer phrase ("nông nghiệp và …") does not count."""
    spaced = f" {key(text)} "
    found = [phrase for phrase in words.by_phrase if f" {phrase} " in spaced]
    return frozenset(
        words.by_phrase[phrase]
        for phrase in found
        if not any(phrase != other and f" {phrase} " in f" {other} " for other in found)
    )
