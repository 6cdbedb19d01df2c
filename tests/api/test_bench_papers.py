"""What is measured on is what the figures say: papers of so many pages."""

from api.benches import papers
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import page_count, read_pdf


def test_each_letter_has_two_full_pages_and_the_annex_some_forty() -> None:
    limits = ReadingLimits()
    for seed in range(1, 10):
        pages = read_pdf(papers.letter_pdf(seed), limits).pages
        assert [len(page.lines) > 30 for page in pages] == [True, True]
    assert 38 <= page_count(papers.annex_pdf(), limits) <= 42
