"""Small faults put into a module's source, one at a time: what tests should notice. Pure."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_CALLED = {"max": "min", "min": "max", "any": "all", "all": "any"}
_KEY = re.compile(r"[A-Za-z0-9_./:-]+")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Change = tuple[str, Callable[[], None], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it stands, in words, and code to run in place of the module's.

    ``function``: the qualified name of the function that ``code`` replaces, or None where it is the module's own
    assignments, from the changed one on.
    """

    path: str
    first: int
    last: int
    what: str
    function: str | None
    code: CodeType

    def __str__(self) -> str:
        """Return the place and the change."""
        return f"{self.path}:{self.first}: {self.what}"


def mutants_of(source: str, path: str) -> Iterator[Mutant]:
    """Give every mutant of a module's functions, methods and constants, in the order of its lines.

    Left alone: texts for people, annotations, defaults, decorators, and what a class says of its fields.
    """
    module = ast.parse(source, path)
    for number, statement in enumerate(module.body):
        if isinstance(statement, Function):
            yield from _of_function(statement, statement.name, path, [statement])
        elif isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                if isinstance(inner, Function):
                    bare = ast.copy_location(ast.ClassDef(statement.name, [], [], [inner], []), statement)
                    yield from _of_function(inner, f"{statement.name}.{inner.name}", path, [bare])
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            rest = [each for each in module.body[number:] if isinstance(each, ast.Assign | ast.AnnAssign)]
            yield from _of_tree(statement.value, None, path, rest)


def _of_function(function: Function, name: str, path: str, top: list[ast.stmt]) -> Iterator[Mutant]:
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    decorators, function.decorator_list = function.decorator_list, []
    for statement in body:
        yield from _of_tree(statement, name, path, top)
    function.decorator_list = decorators


def _of_tree(tree: ast.AST, name: str | None, path: str, top: list[ast.stmt]) -> Iterator[Mutant]:
    for node in _nodes(tree):
        for what, change, undo in _changes(node):
            change()
            code = compile(ast.Module(top, []), path, "exec")
            undo()
            yield Mutant(path, node.lineno, node.end_lineno or node.lineno, what, name, code)


def _nodes(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Give the nodes of a tree that run, outermost first; texts put together for people are left out."""
    if isinstance(tree, ast.JoinedStr):
        return
    if isinstance(tree, ast.expr | ast.stmt):
        yield tree
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns", "decorator_list", "args", "type_params"} and not isinstance(
            tree, ast.Call
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _changes(node: ast.expr | ast.stmt) -> Iterator[Change]:
    """Give what can be changed at one node: words, how to do it, how to undo it."""
    if isinstance(node, ast.Compare):
        for n, operator in enumerate(node.ops):
            if type(operator) in _COMPARED:
                yield _put(node.ops, n, _COMPARED[type(operator)](), _words(operator, _COMPARED))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _set(node, "op", other, "and ↔ or")
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COMPUTED:
        yield _set(node, "op", _COMPUTED[type(node.op)](), _words(node.op, _COMPUTED))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _drop_not(node)
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield _set(node.func, "id", _CALLED[node.func.id], f"{node.func.id} → {_CALLED[node.func.id]}")
    yield from _statement(node)


def _statement(node: ast.expr | ast.stmt) -> Iterator[Change]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield _set(node, "value", ast.copy_location(ast.Constant(None), node.value), "returns None")
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield _set(node, "test", _negated(node.test), f"if negated: {ast.unparse(node.test)}")
    elif isinstance(node, ast.Assign) and not _is_none(node.value):
        yield _set(
            node,
            "value",
            ast.copy_location(ast.Constant(None), node.value),
            f"None assigned to {ast.unparse(node.targets[0])}",
        )
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom):
        yield _set(
            node, "value", ast.copy_location(ast.Constant(None), node.value), f"dropped: {ast.unparse(node)[:60]}"
        )
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        for generator in node.generators:
            for n, condition in enumerate(generator.ifs):
                words = f"filter negated: {ast.unparse(condition)}"
                yield _put(generator.ifs, n, _negated(condition), words)


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield _set(node, "value", not value, f"{value} → {not value}")
    elif isinstance(value, int | float):
        yield _set(node, "value", value + 1, f"{value} → {value + 1}")
    elif isinstance(value, str) and _KEY.fullmatch(value):
        yield _set(node, "value", f"{value}?", f"{value!r} changed")


def _drop_not(node: ast.UnaryOp) -> Change:
    twice = ast.copy_location(ast.UnaryOp(ast.Not(), node.operand), node)
    return _set(node, "operand", twice, f"not dropped: {ast.unparse(node)}")


def _negated(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _set(node: ast.AST, field: str, value: object, what: str) -> Change:
    before = getattr(node, field)
    return what, lambda: setattr(node, field, value), lambda: setattr(node, field, before)


def _put(values: list[ast.cmpop] | list[ast.expr], place: int, value: ast.AST, what: str) -> Change:
    before = values[place]

    def change() -> None:
        values[place] = value  # type: ignore[call-overload]

    def undo() -> None:
        values[place] = before  # type: ignore[call-overload]

    return what, change, undo


def _words(operator: ast.AST, table: dict[type, type]) -> str:
    return f"{type(operator).__name__} → {table[type(operator)].__name__}"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
