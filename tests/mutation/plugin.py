"""A pytest plugin that runs the pure tests once, and then against each mutant of the modules it is given.

``python -m pytest -p tests.mutation.plugin --mutate compliance/entries/counting.py tests/compliance`` prints a line of
JSON for each mutant. The first run notes which lines each test reaches; a mutant is given to the tests that reach its
lines, the quickest first, in a forked process in which it stands in place of the original.
"""

import gc
import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

from compliance.deadlines.law import load_law
from tests.conftest import IMPURE
from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core.", "compliance.", "tests.")
LEAST_SECONDS = 5.0
LONGER = 10
SURVIVED, KILLED = 0, 1
LAW, AFTER_LAW = "the law", 60


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this plugin."""
    parser.addoption("--mutate", action="append", default=[], help="file whose mutants are run")
    parser.addoption("--mutants-at-once", type=int, default=2, help="processes")
    parser.addoption("--every", type=int, default=1, help="take every n-th mutant only")
    parser.addoption("--told", default="/dev/stdout", help="file for the lines of JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Stand by where files are named."""
    if config.getoption("--mutate"):
        config.pluginmanager.register(Mutation(config), "mutation")


class Mutation:
    """The two passes."""

    def __init__(self, config: pytest.Config) -> None:
        self._paths = [str((ROOT / path).resolve()) for path in config.getoption("--mutate")]
        self._at_once, self._every = config.getoption("--mutants-at-once"), config.getoption("--every")
        self._told = config.getoption("--told")
        self._coverage = Coverage(data_file=None, include=self._paths, config_file=False)
        self._seconds: dict[str, float] = {}
        self._reached: dict[str, dict[int, set[str]]] = {}
        self._failed = False
        self._lawful: set[Path] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the pure tests."""
        items[:] = [item for item in items if _is_pure(item)]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what loading the law reaches: it is loaded once, and all the tests that ask for it stand on that."""
        load_law.cache_clear()
        self._coverage.start()
        self._coverage.switch_context(LAW)
        load_law()
        modules = {item.path for item in session.items}
        self._lawful = {path for path in modules if "load_law" in path.read_text("utf-8")}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note what a test reaches, and how long it takes."""
        self._coverage.switch_context(item.nodeid)
        start = time.process_time()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.process_time() - start

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without any mutant tells nothing."""
        self._failed = self._failed or report.failed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """After all tests have passed, run the mutants."""
        outcome = yield
        if self._failed:
            message = "A test fails without any mutant"
            raise pytest.UsageError(message)
        self._coverage.stop()
        data = self._coverage.get_data()
        for path in self._paths:
            by_line = data.contexts_by_lineno(path).items()
            self._reached[path] = {line: set(names) - {""} for line, names in by_line}
        functions = _functions(self._paths)
        found = [mutant for path in self._paths for mutant in mutants_of(Path(path).read_text("utf-8"), path)]
        with Path(self._told).open("w", encoding="utf-8") as told:
            for mutant, killed, by in self._run(found[:: self._every], functions, session.items):
                path = str(Path(mutant.path).relative_to(ROOT))
                line = {"path": path, "line": mutant.first, "what": mutant.what, "function": mutant.function or "",
                        "killed": killed, "tests": by}  # fmt: skip
                print(json.dumps(line, ensure_ascii=False), file=told, flush=True)
        return outcome

    def _run(
        self, found: Sequence[Mutant], functions: dict[tuple[str, str], list[FunctionType]], items: list[pytest.Item]
    ) -> Iterator[tuple[Mutant, bool, int]]:
        """Give each mutant with whether it was noticed, and how many tests reach it."""
        running: dict[int, tuple[Mutant, int]] = {}
        waiting = iter(found)
        gc.freeze()
        while True:
            while len(running) < self._at_once and (mutant := next(waiting, None)) is not None:
                tests = self._tests_of(mutant, items)
                targets = functions.get((mutant.path, mutant.function or ""), [])
                if not tests:
                    yield mutant, False, 0
                else:
                    running[self._fork(mutant, targets, tests)] = mutant, len(tests)
            if not running:
                return
            pid, status = os.wait()
            if pid in running:
                done, by = running.pop(pid)
                yield done, status != SURVIVED, by

    def _tests_of(self, mutant: Mutant, items: list[pytest.Item]) -> list[pytest.Item]:
        """Return the tests that reach a mutant's lines, the quickest first; of a module's own, all that reach it."""
        names = self._names(mutant)
        quickest = sorted(items, key=lambda item: self._seconds[item.nodeid])
        reaching = [item for item in quickest if item.nodeid in names]
        if LAW not in names:
            return reaching
        # Whoever asks for the law stands on it; a fault that none of the quick ones notices is left to the others.
        return reaching + [item for item in quickest if item.path in self._lawful and item not in reaching][:AFTER_LAW]

    def _names(self, mutant: Mutant) -> set[str]:
        """Return the tests that reach a mutant's lines; of a module's own, all that reach it; and `LAW`."""
        by_line = self._reached[mutant.path]
        lines = by_line if mutant.function is None else range(mutant.first, mutant.last + 1)
        return {name for line in lines for name in by_line.get(line, ())}

    def _fork(self, mutant: Mutant, targets: list[FunctionType], tests: list[pytest.Item]) -> int:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        outcome = KILLED
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            _allow(LEAST_SECONDS)
            _put(mutant, targets)
            if LAW in self._names(mutant):
                load_law.cache_clear()
            outcome = SURVIVED if all(_passes(item, self._seconds[item.nodeid]) for item in tests) else KILLED
        finally:
            os._exit(outcome)


def _is_pure(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("full", "no_cover", "browser", "corpus", "services"))
    return not marked and IMPURE.isdisjoint(getattr(item, "fixturenames", ()))


def _allow(seconds: float) -> None:
    """End this process once it has used so much more of the processor: its own time, however busy the machine is."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _passes(item: pytest.Item, seconds: float) -> bool:
    _allow(LEAST_SECONDS + LONGER * seconds)
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _functions(paths: Sequence[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """Return all functions made from some files, by file and qualified name."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in paths:
            found[each.__code__.co_filename, each.__code__.co_qualname].append(each)
    return found


def _put(mutant: Mutant, targets: list[FunctionType]) -> None:
    """Put a mutant in place of the original, wherever that is known by name."""
    if mutant.function is not None:
        (code,) = _codes(mutant.code, mutant.function)
        for function in targets:
            function.__code__ = code
        return
    module = next(each for each in sys.modules.values() if getattr(each, "__file__", None) == mutant.path)
    before = dict(vars(module))
    exec(mutant.code, vars(module))
    changed = {
        id(before[name]): value
        for name, value in vars(module).items()
        if before.get(name) is not value and name in before
    }
    for other in [each for name, each in sys.modules.items() if name.startswith(ROOMS) and each is not module]:
        for name, value in list(vars(other).items()):
            if id(value) in changed and name in before:
                setattr(other, name, changed[id(value)])


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                yield constant
            elif name.startswith(f"{constant.co_qualname}."):
                yield from _codes(constant, name)
