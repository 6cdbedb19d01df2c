"""What a machine reads: one object for each file."""

from extraction.values import Extraction, TaskDraft
from ingest.letterhead import Letterhead
from ingest.text import DocumentText


def to_json(file: str, document: DocumentText, letterhead: Letterhead, extraction: Extraction) -> dict[str, object]:
    """Return the object that ``dondoc extract --json`` prints for a file; units stand as the document writes them."""
    return {
        "file": file,
        "number": letterhead.number,
        "issued_on": letterhead.issued_on.isoformat() if letterhead.issued_on else None,
        "issuer": letterhead.issuer,
        "kind": letterhead.kind,
        "urgency": letterhead.urgency.value,
        "entry_class": extraction.entry_class.value,
        "tasks": [_task(t) for t in extraction.tasks],
        "unclaimed": [
            {"text": " ".join(document.slice(p.start, p.end).split()), "page": p.page} for p in extraction.unclaimed
        ],
        "unread": list(letterhead.unread),
        "warnings": [*document.warnings, *letterhead.warnings, *extraction.warnings],
        "readability": round(document.readability, 4),
    }


def _task(task: TaskDraft) -> dict[str, object]:
    deadline = task.deadline
    return {
        "text": task.text,
        "leads": [u.name for u in task.leads],
        "coordinators": [u.name for u in task.coordinators],
        "deadline": None
        if deadline is None
        else {"on": deadline.on.isoformat() if deadline.on else None, "phrase": deadline.phrase},
        "period": task.period.value if task.period else None,
        "deliverable": task.deliverable,
        "mode": task.mode.value,
        "page": task.place.page,
        "box": [round(v, 4) for v in task.place.box],
        "channel": task.channel,
        "field": task.field,
    }
