"""Small faults in the functions of a module, one at a time: what somebody could have written by mistake.

Texts, decorators and default values stay as they are, and so does what only locks rows or spares queries.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from tests.structure import ROOT

TURNED = {
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
}
OTHERWISE = {ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd}
NAMED = {"all": "any", "any": "all", "min": "max", "max": "min"}
FOR_SPEED = {"select_related", "select_for_update", "with_network"}
ASKS = {"exists", "first", "get", "update", "delete"}  # the end of a query: without it, there is none
UNTOUCHED = {"annotation", "decorator_list", "returns"}


@dataclass(frozen=True, eq=False)
class Mutant:
    """One fault in one place; `text` names it, since lines move."""

    path: Path
    function: str  # its qualified name
    line: int
    text: str
    statement: range  # its lines: whoever comes by none of them does not meet it
    code: CodeType  # the function's, with the fault

    @property
    def name(self) -> tuple[str, str, str]:
        return str(self.path.relative_to(ROOT)), self.function, self.text


def mutants(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text())
    for name, function in _functions(tree):
        for statement, parent, place, node, instead in _faults(function):
            line, text = getattr(node, "lineno", statement.lineno), f"{_short(node)} → {_short(instead)}"
            lines = range(statement.lineno, statement.end_lineno + 1)
            yield Mutant(path, name, line, text, lines, _code(tree, path, name, parent, place, node, instead))


def _functions(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{node.name}.")


def _short(node: ast.AST | None) -> str:
    """Its first line."""
    return "nothing" if node is None or isinstance(node, ast.Pass) else ast.unparse(node).split("\n")[0]


def _code(tree: ast.Module, path: Path, name: str, parent, place, node, instead) -> CodeType:
    """Of the function with that name, were `instead` to stand where `node` does; None: nothing at all."""
    as_written = getattr(parent, place)
    planted = instead
    if isinstance(as_written, list):
        planted = [each if each is not node else instead for each in as_written if each is not node or instead]
    setattr(parent, place, planted)
    module = compile(ast.fix_missing_locations(tree), str(path), "exec")
    setattr(parent, place, as_written)
    (code,) = [inner for inner in _within(module) if inner.co_qualname == name]
    return code


def _within(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _within(inner)


def _faults(function: ast.FunctionDef) -> Iterator[tuple]:
    """Each as the statement it is in, where it stands in the tree, what stands there now, and what would instead."""
    decides = function.returns is not None and ast.unparse(function.returns) == "bool"

    def below(parent: ast.AST, statement: ast.stmt) -> Iterator[tuple]:
        for place, value in ast.iter_fields(parent):
            for node in value if isinstance(value, list) else [value]:
                if place in UNTOUCHED or not isinstance(node, ast.AST) or isinstance(node, ast.arguments):
                    continue
                inside = node if isinstance(node, ast.stmt) else statement
                for instead in _instead(node, parent, place, decides=decides):
                    yield inside, parent, place, node, instead
                yield from below(node, inside)

    return below(function, function)


def _instead(node: ast.AST, parent: ast.AST, place: str, *, decides: bool) -> Iterator[ast.AST | None]:
    """What may stand there by mistake."""
    match node:
        case ast.Expr(value) if not isinstance(value, ast.Constant) and "select_for_update" not in ast.unparse(value):
            yield ast.Pass()
        case ast.Raise() | ast.For() | ast.If(body=[_, _, *_]):  # one statement alone stands for the whole `if`
            yield ast.Pass()
        case ast.Assign([ast.Attribute() | ast.Tuple([ast.Attribute(), *_])]):
            yield ast.Pass()
        case ast.Assign([ast.Name(name)], value) if any(name == getattr(each, "id", "") for each in ast.walk(value)):
            yield ast.Pass()  # it had another value before
        case ast.Return(value):
            if isinstance(parent, ast.If):
                yield ast.Pass()
            if value is not None and not isinstance(value, ast.Constant):
                yield from [ast.Return(ast.Constant(answer)) for answer in ([True, False] if decides else [None])]
        case ast.Compare(left, operators, values):
            for index, operator in enumerate(operators):
                for turned in TURNED[type(operator)]:
                    yield ast.Compare(left, [*operators[:index], turned(), *operators[index + 1 :]], values)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OTHERWISE[type(operator)](), values)
            for index in range(len(values)):
                left = values[:index] + values[index + 1 :]
                yield ast.BoolOp(operator, left) if len(left) > 1 else left[0]
        case ast.BinOp(left, operator, right) if type(operator) in OTHERWISE:
            yield ast.BinOp(left, OTHERWISE[type(operator)](), right)
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(ast.Name(name), arguments, keywords) if name in NAMED:
            yield ast.Call(ast.Name(NAMED[name], ast.Load()), arguments, keywords)
        case ast.Call(ast.Attribute(value, name)) if name not in FOR_SPEED | ASKS:
            if isinstance(parent, ast.Attribute) or isinstance(value, ast.Call):  # one of several words
                yield value
    if place in ("test", "ifs") and not isinstance(node, ast.Compare | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)
    if place in ("args", "keywords") and _is_one_of_several_conditions(parent):
        yield None
    if isinstance(parent, ast.List) and place == "elts":
        yield None


def _is_one_of_several_conditions(call: ast.AST) -> bool:
    match call:
        case ast.Call(ast.Attribute(_, "filter") | ast.Name("Q"), arguments, keywords):
            return len(arguments) + len(keywords) > 1
    return False
