"""What the project promises of itself: its imports, its words, its law, its documents."""

import ast
import importlib
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "ingest", "extraction", "compliance", "jobs", "api")
DOCS = ROOT / "docs"
RULEBOOK = ROOT / "compliance" / "rulebook"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc", "shared"}
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 40

MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.html"))
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# -- architecture ------------------------------------------------------------------------------------------------------


def test_every_import_keeps_to_the_contracts(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True, verbose=False) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=named)
def test_a_room_s_init_holds_a_docstring_and_nothing_else(path: Path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


def test_no_module_is_longer_than_four_hundred_lines():
    long = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > MAX_MODULE_LINES} == {}


def test_no_function_is_longer_than_forty_lines():
    """Counted without its docstring, which may take as many lines as it needs."""
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{named(path)}:{node.name}"] = lines
    assert long == {}


def test_no_file_bears_a_name_that_says_nothing():
    # base.html is what Jinja templates call the page that all others extend.
    names = {named(path): {path.stem, *path.relative_to(ROOT).parts[:-1]} for path in MODULES + TEMPLATES}
    found = {name for name, words in names.items() if words & FORBIDDEN_NAMES and not name.endswith("/base.html")}
    assert found == set()


def test_nobody_but_the_clock_asks_for_the_time_of_day():
    asked = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
    found = {named(path) for path in MODULES if asked.search(path.read_text(encoding="utf-8"))}
    assert found <= {"core/clock.py"}


# -- documents ---------------------------------------------------------------------------------------------------------


def test_every_setting_is_documented():
    documented = set(
        re.findall(r"^\| `(DONDOC_[A-Z_]+)` \|", (DOCS / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert documented == {f"DONDOC_{name.upper()}" for name in Settings.model_fields}


def test_every_documented_default_is_the_real_one():
    """But for the paths and searches, which are told in words."""
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `DONDOC_([A-Z_]+)` \| ([^|`]+?) \|", text, re.MULTILINE))
    del told["TESSDATA_DIR"]
    assert told == {name: as_documented(Settings.model_fields[name.lower()].default) for name in told}


def as_documented(default: object) -> str:
    if default is None:
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


def glossary_rows() -> list[list[str]]:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line, before in zip(lines, ["", *lines], strict=False)
        if line.startswith("| ") and not before.startswith("## ") and before.startswith("|")
    ]


GLOSSARY_CODE = sorted({term for row in glossary_rows() for term in re.findall(r"`([a-z_.]+\.[A-Za-z_.]+)`", row[2])})
GLOSSARY_PAGES = {term for row in glossary_rows() for term in re.findall(r"`(/[^`]*)`", row[4])}
GLOSSARY_TABLES = sorted({term for row in glossary_rows() for term in re.findall(r"`([a-z_]+)`", row[3])})


@pytest.mark.parametrize("term", GLOSSARY_CODE)
def test_every_code_name_of_the_glossary_exists(term: str):
    parts = term.split(".")
    for split in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:split]))
        except ModuleNotFoundError:
            continue
        for name in parts[split:]:
            declared = getattr(thing, "__annotations__", {})
            thing = getattr(thing, name) if hasattr(thing, name) else declared[name]
        return
    pytest.fail(f"{term} is no name of this project")


def test_every_table_of_the_database_has_its_word_in_the_glossary():
    tables = {
        name for path in MODULES for name in re.findall(r'__tablename__ = "(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert set(GLOSSARY_TABLES) == tables


def test_every_page_of_the_glossary_is_served():
    modules = [importlib.import_module(named(path)[:-3].replace("/", ".")) for path in (ROOT / "api").glob("**/*.py")]
    served = {route.path for module in modules if hasattr(module, "router") for route in module.router.routes}
    assert served >= GLOSSARY_PAGES


def links() -> list[tuple[Path, str]]:
    found = []
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [(page, target) for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    return found


@pytest.mark.parametrize(
    ("page", "target"), links(), ids=lambda value: named(value) if isinstance(value, Path) else value
)
def test_every_link_of_the_documents_leads_somewhere(page: Path, target: str):
    path, _, anchor = target.partition("#")
    aim = (page.parent / path).resolve() if path else page
    assert aim.exists()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", aim.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_command_of_the_documents_exists():
    from api.cli import app  # noqa: PLC0415 - heavy; the other promises need none of it

    known = {command.name or command.callback.__name__ for command in app.registered_commands} | {"test", "ARGS…"}
    known |= {group.name for group in app.registered_groups}
    told = {
        name
        for page in PAGES
        for name in re.findall(r"(?:\./run|`dondoc|rm web dondoc) ([a-z][a-z-]+)", page.read_text(encoding="utf-8"))
    }
    assert told <= known


def test_the_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


# -- law ---------------------------------------------------------------------------------------------------------------


def rulebook_values() -> list[tuple[str, dict]]:
    files = [path for path in sorted(RULEBOOK.glob("*.yaml")) if path.name != "calendar.yaml"]
    return [
        (f"{path.name}:{key}", parameter)
        for path in files
        for key, parameter in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    ]


@pytest.mark.parametrize("parameter", [pytest.param(value, id=name) for name, value in rulebook_values()])
def test_every_value_of_the_rulebook_has_its_first_day_its_unit_and_its_clause(parameter: dict):
    assert parameter["unit"]
    for value in parameter["values"]:
        assert isinstance(value["from"], date)
        assert value["clause"].strip()
    days = [value["from"] for value in parameter["values"]]
    assert all(earlier < later for earlier, later in pairwise(days))


def test_every_exceptional_day_of_the_calendar_cites_its_act():
    calendar = yaml.safe_load((RULEBOOK / "calendar.yaml").read_text(encoding="utf-8"))
    assert [row["day"] for row in calendar["days"] if not row["act"].strip()] == []


# -- checks themselves -------------------------------------------------------------------------------------------------


def test_every_exception_from_a_warning_gives_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    first, *exceptions = re.search(r"^filterwarnings = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1].splitlines()
    assert first.strip() == '"error",'
    assert [line for line in exceptions if ",  # " not in line] == []


def test_every_silenced_check_names_the_rule():
    bare = re.compile(r"#\s*(noqa(?!: [A-Z])|type: ignore(?!\[))")
    found = {named(path) for path in MODULES if bare.search(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_public_functions_say_what_they_give():
    silent = {
        f"{named(path)}:{node.name}"
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    }
    assert silent == set()
