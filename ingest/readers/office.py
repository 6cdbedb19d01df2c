"""LibreOffice, where it is installed: old Word and what is not read here at all (RTF, Word 6/95) become DOCX."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.readers.failures import Reason, Unreadable

CONVERTED = "Tệp được LibreOffice chuyển đổi trước khi đọc: không có vị trí trên trang."
_PROGRAMS = ("soffice", "libreoffice")
_MOST_SECONDS = 90.0


def is_installed() -> bool:
    """Return whether LibreOffice is found."""
    return _program() is not None


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def as_docx(content: bytes, extension: str, seconds: float) -> bytes:
    """Return the file converted to DOCX, in a profile of its own that is thrown away.

    Args:
        content: the file.
        extension: what it is, for LibreOffice chooses by name ("rtf", "doc").
        seconds: how long the conversion may take at most.

    Raises:
        Unreadable: LibreOffice is missing, takes too long, or cannot open the file.
    """
    program = _program()
    if program is None:
        raise Unreadable(Reason.UNSUPPORTED, f"{extension}: LibreOffice is not installed")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / f"in.{extension}").write_bytes(content)
        _run(program, place, f"in.{extension}", min(seconds, _MOST_SECONDS))
        made = place / "out" / "in.docx"
        if not made.is_file():
            raise Unreadable(Reason.BROKEN, f"{extension}: LibreOffice cannot open it")
        return made.read_bytes()


def _run(program: str, place: Path, name: str, seconds: float) -> None:
    """Run LibreOffice once; it and what it started are ended when the time is over."""
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", str(place / "out")]
    process = subprocess.Popen(  # noqa: S603  the program was found by its name, the rest is ours
        [*command, str(place / name)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Reason.OUT_OF_TIME, "LibreOffice") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
