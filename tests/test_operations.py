"""What the operations guide says of watching the line is what the code gives: no metric or alarm without words."""

import re
from pathlib import Path

from api.web.pipeline_words import LINE_STATES
from ingest.connectors.configured import AxisKind
from ingest.connectors.places import KEYS
from jobs import collecting, exchanging
from jobs.lines import LineState

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
# What every alarm of a count or of numbers says, wherever it is raised.
WORDS = re.compile(r"Trục có gói|Danh sách của trục không đầy đủ|thiếu số|Đã nhận nhưng không chuyển đi được")


def test_every_metric_is_explained_and_every_explained_one_exists():
    given = set(re.findall(r'"(dondoc_\w+)"', (ROOT / "api/rest/metrics.py").read_text(encoding="utf-8")))
    assert given == set(re.findall(r"`(dondoc_\w+)`", GUIDE))
    assert len(given) > 10


def test_every_alarm_and_every_state_that_is_no_good_news_is_explained():
    raised = "".join((ROOT / name).read_text(encoding="utf-8") for name in (
        "jobs/exchanging.py", "jobs/collecting.py", "ingest/packages/sequences.py"))  # fmt: skip
    assert set(WORDS.findall(raised)) == set(WORDS.findall(GUIDE))
    assert raised.count("set_alarms(") == 4
    assert all(f"`{kind}`" in GUIDE for kind in (exchanging.COUNT, exchanging.GAP, collecting.STUCK))
    assert all(f"*{LINE_STATES[state][2]}*" in GUIDE for state in (LineState.OPEN, LineState.FAILING, LineState.SILENT))


def test_every_kind_of_connector_is_explained():
    assert all(f"| `{kind}` |" in GUIDE for kind in KEYS)
    assert all(kind in (ROOT / "docs/connectors.example.yaml").read_text(encoding="utf-8") for kind in AxisKind)
