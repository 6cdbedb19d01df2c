"""The coverage ledger of a directive, as a page."""

from api.web.coverage import shares_of, stretches_of
from extraction.models import ExtractionRun
from extraction.values import PartKind
from ingest.text import DocumentText

TEXT = "Căn cứ Luật\nGiao Sở Y tế\nGiao Sở Nội vụ\nNơi nhận"


def place(piece: str) -> dict[str, object]:
    start = TEXT.index(piece)
    return {"start": start, "end": start + len(piece), "page": 1, "box": [0, 0, 1, 1]}


def ledger() -> tuple[ExtractionRun, DocumentText]:
    kinds = ("basis", "task", "other", "recipients")
    parts = [[kind, place(piece)] for kind, piece in zip(kinds, TEXT.split("\n"), strict=True)]
    run = ExtractionRun(parts=parts, unclaimed=[place("Giao Sở Nội vụ")])
    return run, DocumentText(TEXT, (), "text/plain", has_layout=False)


def test_every_stretch_keeps_its_kind_and_what_no_task_claims_stands_out() -> None:
    stretches = stretches_of(*ledger())
    assert [stretch.kind for stretch in stretches] == [
        PartKind.BASIS,
        PartKind.TASK,
        PartKind.UNCLAIMED,
        PartKind.RECIPIENTS,
    ]
    assert "\n".join(stretch.text for stretch in stretches) == TEXT


def test_neighbours_of_one_kind_are_one_stretch_but_tasks_stay_apart() -> None:
    run, document = ledger()
    run.unclaimed = []
    run.parts = [["task", place("Căn cứ Luật")], ["task", place("Giao Sở Y tế")], ["other", place("Giao Sở Nội vụ")]]
    run.parts.append(["other", place("Nơi nhận")])
    assert [stretch.text for stretch in stretches_of(run, document)] == [
        "Căn cứ Luật",
        "Giao Sở Y tế",
        "Giao Sở Nội vụ\nNơi nhận",
    ]


def test_the_shares_fill_the_bar() -> None:
    shares = shares_of(stretches_of(*ledger()))
    assert round(sum(share.width for share in shares)) == 100
    assert shares[0].start == 0
    assert shares[-1].start + shares[-1].width > 99.9


def test_an_empty_document_has_no_bar() -> None:
    assert shares_of([]) == []
