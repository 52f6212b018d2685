"""What a function says of itself: its source, and the types that its annotations name."""

from __future__ import annotations

import ast
import linecache
from dataclasses import dataclass
from functools import cache
from types import FunctionType

from sim.engine.machine.types import BOOL, FLOAT, ID, INT, NOTHING, Number, Several, Type

_NAMED: dict[str, Number] = {number.name: number for number in (INT, FLOAT, BOOL, ID, NOTHING)}


class RefusedError(Exception):
    """A function holds something that the machine's language has not."""


@dataclass(frozen=True)
class Source:
    """A function's text: its tree, and the file it stands in."""

    tree: ast.FunctionDef
    file: str

    def refuse(self, node: ast.AST, why: str) -> RefusedError:
        """Return the error that says where something cannot be compiled, and why."""
        line = getattr(node, "lineno", self.tree.lineno)
        return RefusedError(f"{self.file}:{line}: {why}, in {self.tree.name}")


@cache
def source_of(function: FunctionType) -> Source:
    """
    Return the source of a function that stands at the top of its module.

    Raises
    ------
    RefusedError
        When it does not stand there.
    """
    file = function.__code__.co_filename
    tree = _functions(file).get(function.__name__)
    if tree is None:
        raise RefusedError(f"{file}: {function.__qualname__} does not stand at the top of a module")
    return Source(tree, file)


@cache
def _functions(file: str) -> dict[str, ast.FunctionDef]:
    """Return the functions at the top of a file, by name."""
    tree = ast.parse("".join(linecache.getlines(file)))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def parameters(source: Source, given: list[Type]) -> dict[str, Type]:
    """
    Return the types of a function's parameters by name: as annotated, or else as given.

    Raises
    ------
    TypeError
        When so many are not wanted.
    """
    wanted = source.tree.args.args
    if len(wanted) != len(given):
        raise TypeError(f"{len(given)} arguments where {len(wanted)} are wanted")
    named = (_named(parameter.annotation) for parameter in wanted)
    return {parameter.arg: name or have for parameter, name, have in zip(wanted, named, given, strict=True)}


def result(source: Source) -> Type:
    """
    Return the type of what a function returns.

    Raises
    ------
    RefusedError
        When it does not say so.
    """
    annotation = source.tree.returns
    returns = _named(annotation)
    if returns is None:
        told = ast.unparse(annotation) if annotation else "nothing"
        raise source.refuse(source.tree, f"returns {told}; int, float, bool, Id, None or a tuple is wanted")
    return returns


def _named(annotation: ast.expr | None) -> Type | None:
    """Return the type that an annotation names, ``None`` when it is left to what is given."""
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return NOTHING
    if isinstance(annotation, ast.Name):
        return _NAMED.get(annotation.id)
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "tuple":
        inner = annotation.slice
        parts = [_named(part) for part in inner.elts] if isinstance(inner, ast.Tuple) else []
        known = tuple(part for part in parts if part is not None)
        return Several(known) if known and len(known) == len(parts) else None
    return None
