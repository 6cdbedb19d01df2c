"""The recogniser reads the same however busy the machine is."""

import os
import signal
import subprocess
import sys
import time

import pytest

from core.settings import ROOT
from ingest.readers.ocr import EngineMissing, Segmentation, model_folder, open_engine
from tests.ingest.readers import typeset

pytestmark = pytest.mark.no_cover  # recognition in another process, and nothing pure in it
PATIENCE = 1.0  # seconds of computing; the picture needs a fifth of that
READING = """
import sys
from PIL import Image
from ingest.readers.ocr import Segmentation, open_engine

with open_engine(max_seconds=float(sys.argv[2])) as engine:
    engine.show(Image.open(sys.argv[1]).convert("L"), 200)
    print("ready", flush=True)
    for line in engine.lines(None, Segmentation.BLOCK):
        print(line.text)
"""


def has_engine() -> bool:
    try:
        model_folder()
    except EngineMissing:
        return False
    return typeset.FONT_FILE is not None


@pytest.mark.skipif(not has_engine(), reason="no Vietnamese recognition model or font is installed")
def test_a_reading_that_had_to_wait_for_the_machine_reads_the_same(tmp_path):
    sheet, stream = typeset.new_canvas((420, 160))
    for place in range(4):
        sheet.drawString(30, 130 - 30 * place, f"{place}. Giao Sở Y tế kiểm tra, báo cáo trước ngày {place}/12/2026")
    grey = typeset.drawn(typeset.finished(sheet, stream)).convert("L")
    grey.save(tmp_path / "page.png")
    with open_engine() as engine:
        engine.show(grey, 200)
        undisturbed = [line.text for line in engine.lines(None, Segmentation.BLOCK)]
    assert "Giao Sở Y tế kiểm tra, báo cáo trước ngày 3/12/2026" in undisturbed[-1]
    command = [sys.executable, "-c", READING, str(tmp_path / "page.png"), str(PATIENCE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02)
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(PATIENCE * 1.2)
        os.kill(process.pid, signal.SIGCONT)
        assert process.stdout.read().splitlines() == undisturbed
