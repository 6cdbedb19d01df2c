"""A document and its letterhead to tasks: loads the lexicon once and hands all to the grammar."""

from extraction.extract import find_tasks
from extraction.lexicon import load_lexicon
from extraction.values import Extraction
from ingest.letterhead import Letterhead
from ingest.text import DocumentText


def analyse(document: DocumentText, letterhead: Letterhead) -> Extraction:
    """Return the tasks of a document, each grounded to its clause; see `extraction.extract.find_tasks`."""
    return find_tasks(document, letterhead, load_lexicon())
