"""What translators work from: the messages of the templates and of the program, as the catalogues key them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from api.web.markup import Markup, message_of
from api.web.pages import FOLDER, environment

ROOT = FOLDER.parents[1]
ROOMS = ("core", "ingest", "extraction", "compliance", "jobs", "api")
# What no page shows: files and messages that are Vietnamese whoever reads them, the interface for programs, the command
# line, what is looked for in documents, and invented lives.
APART = (
    "api/benches/", "api/cli", "api/client/", "api/extracting.py", "api/receipt_words.py", "api/replaying.py",
    "api/rest/", "api/sheet_template.py", "api/starting.py", "compliance/calendar/holidays.py",
    "compliance/reports/editions/site.py", "core/naming.py", "core/settings.py",
    "compliance/inspection/written.py", "compliance/notices/wording.py", "compliance/notices/couriers/",
    "compliance/reports/editions/files.py", "compliance/reports/forms/sheets.py", "compliance/reports/forms/values.py",
    "compliance/reports/templates/", "core/word_templates.py", "extraction/grammar/", "extraction/lessons/",
    "extraction/quality/", "ingest/anatomy/", "ingest/letterhead.py", "ingest/meeting.py", "ingest/readers/",
    "jobs/simulat",
)  # fmt: skip
SHOWN = ("extraction/grammar/term_values.py", "ingest/readers/failures.py")
_ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_FIELD = re.compile(r"\{\w+\}")
_UNNAMED = re.compile(r"\{(?::[^{}]*)?\}")
_EXPRESSION = re.compile(r"A-Z|\\[sdb]|\[\^|\(\?|%[dHY]")


def is_vietnamese(text: str) -> bool:
    """Return whether a text has a letter that English does not have."""
    return _ACCENTED.search(text) is not None


def messages_of(template: str) -> list[str]:
    """Return the texts, labels and Vietnamese literals of a template in their order, each once."""
    source, markup, found = (FOLDER / "templates" / template).read_text(encoding="utf-8"), Markup(), dict[str, None]()
    for _, kind, data in environment().lex(source, template):
        if kind == "data":
            for piece, is_words in markup.pieces(data):
                message = message_of(piece) if is_words else None
                if message is not None:
                    found[message] = None
        elif kind == "string" and is_vietnamese(data):
            found[message_of(data[1:-1]) or data] = None
    return list(found)


def messages_of_program() -> dict[str, str]:
    """Return the Vietnamese texts of the modules that a page can show, each with its module."""
    return {
        message: str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if _is_shown(str(path.relative_to(ROOT)))
        for message in _messages_of_module(path)
    }


def _is_shown(module: str) -> bool:
    return module in SHOWN or not module.startswith(APART)


def _messages_of_module(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source))) if is_vietnamese(source) else []
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    parts |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # what documents the code
    for node in nodes:
        text = _text_of(node) if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts else None
        if text is not None and len(text) > 1 and is_vietnamese(text) and not _EXPRESSION.search(text):
            yield text.strip()


def _text_of(node: ast.AST) -> str | None:
    """Return a text as its catalogue key: whatever is filled in stands there by a name in braces."""
    names: list[str] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _UNNAMED.sub(lambda _: "{" + _untaken("it", names) + "}", node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        "{" + _name_of(part.value, names) + "}" if isinstance(part, ast.FormattedValue) else str(part.value)
        for part in node.values
        if isinstance(part, ast.FormattedValue | ast.Constant)
    )


def _name_of(filled: ast.expr, taken: list[str]) -> str:
    """Return a name for what is filled in, none twice in a text."""
    words = [word for word in re.findall(r"[a-z_]+", ast.unparse(filled)) if word.strip("_")]
    return _untaken(words[-1].strip("_") if isinstance(filled, ast.Name | ast.Attribute) and words else "it", taken)


def _untaken(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_too"
    taken.append(name)
    return name


def filled_in(message: str) -> str:
    """Return a message with a figure wherever something is filled in, as a page may show it."""
    return _FIELD.sub("1", message)
