"""Reads lexicon.yaml and fields.yaml once into the tries that the grammar takes as an argument."""

from functools import cache
from pathlib import Path

import yaml

from extraction.grammar.vocabulary import Lexicon, make_lexicon


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon of this release; every list of the file is one trie."""
    return make_lexicon(load_lists(), _read("fields.yaml"))


def load_lists() -> dict[str, list[str]]:
    """Return the phrases of lexicon.yaml by list."""
    return _read("lexicon.yaml")


def _read(name: str) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    return lists
