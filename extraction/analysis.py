"""A document and its letterhead to tasks: what the grammar needs, loaded once a process, when it is first needed."""

from collections.abc import Sequence
from functools import cache

from extraction.extract import find_tasks
from extraction.grammar.ledger import Analyser
from extraction.lexicon import load_lexicon
from extraction.values import Extraction, Sentence
from ingest.letterhead import Letterhead
from ingest.text import DocumentText


def analyse(document: DocumentText, letterhead: Letterhead) -> Extraction:
    """Return the tasks of a document, each grounded to its clause; see `extraction.extract.find_tasks`."""
    return find_tasks(document, letterhead, load_lexicon(), _sentences)


def _sentences(texts: Sequence[str]) -> Sequence[Sequence[Sentence]]:
    """Only a document that leaves something unclaimed needs the language pipeline."""
    return _analyser()(texts) if texts else []


@cache
def _analyser() -> Analyser:
    from extraction.language import make_analyser  # noqa: PLC0415 - spaCy takes seconds; the web process never needs it

    return make_analyser(load_lexicon())
