"""Pages set by typst as PDF, archival (PDF/A-2a) and accessible (PDF/UA-1): its compiler refuses what is neither.

The one door to typst. Only the fonts that come with it are used, so that equal data give equal bytes on every machine.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def typeset(source: Path, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return a page's PDF.

    Args:
        source: the page in typst; it reads the data as JSON from ``sys.inputs.data``.
        made_at: the instant that the file says it was made at.
    """
    made: bytes = typst.compile(
        str(source),
        root=str(source.parent),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return made
