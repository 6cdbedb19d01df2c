"""Reads lexicon.yaml once into the tries that the grammar takes as an argument."""

from functools import cache
from pathlib import Path

import yaml

from extraction.grammar.vocabulary import Lexicon, make_lexicon


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon of this release; every list of the file is one trie."""
    lists = yaml.safe_load(Path(__file__).with_name("lexicon.yaml").read_text("utf-8"))
    return make_lexicon(lists)
