"""Statements of one function."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from sim.engine.machine.arithmetic import RANGE, calculate, cast, compare
from sim.engine.machine.body import Known, Parts, Value, told
from sim.engine.machine.expressions import Expressions
from sim.engine.machine.memory import Place
from sim.engine.machine.types import INT, NOTHING, Array, Several, Type, text_of

Target = Callable[[Value], None]


class Statements(Expressions):
    """Translates a function, statement by statement."""

    returns: Type = NOTHING

    def function(self, symbol: str, parameters: dict[str, Type], returns: Type) -> str:
        """Return LLVM's text of the function."""
        self.returns = returns
        self._loops: list[tuple[str, str]] = []
        heads: list[str] = []
        for name, type_ in parameters.items():
            lengths = tuple(f"%{name}.{number}" for number in range(_dimensions(type_)))
            given = Value(type_, f"%{name}.given", lengths)
            heads += given.flat
            self._name(name, given)
        self.block(self.source.tree.body)
        return self.body.whole(symbol, heads, returns)

    def block(self, nodes: list[ast.stmt]) -> None:
        """Translate statements, one after the other."""
        for node in nodes:
            translate: Callable[[Any], None] | None = getattr(self, f"_{type(node).__name__}", None)
            if translate is None:
                raise self.source.refuse(node, f"no such statement: {ast.unparse(node).splitlines()[0]}")
            try:
                translate(node)
            except (TypeError, AttributeError) as error:
                raise self.source.refuse(node, str(error)) from error

    def _name(self, name: str, value: Value) -> None:
        """Give a variable a value; the first decides its type, and an array has one name and stays what it is."""
        if name == "_":
            return
        variable = self.variables.get(name)
        if isinstance(value.type, Array):
            if variable is not None:
                raise TypeError(f"{name} is another array already")
            self.variables[name] = value
            return
        if variable is None:
            variable = self.variables[name] = value.type, self.body.place(value.type)
        if isinstance(variable, Value):
            raise TypeError(f"{name} is an array already")
        type_, place = variable
        if value.type != type_:
            raise TypeError(f"{name} is {told(type_)} and becomes {told(value.type)}")
        self.body.keep(value, place)

    def _target(self, node: ast.expr) -> Target:
        """Return what puts a value where an assignment says."""
        if isinstance(node, ast.Name):
            return lambda value: self._name(node.id, value)
        place = self._place(node)
        return lambda value: self.memory.write(place, cast(self.body, value, place.stored.number))

    def _place(self, node: ast.expr) -> Place:
        """Return the place of a number that is written to."""
        if isinstance(node, ast.Attribute):
            return self.memory.field(self.value(node.value), node.attr, is_written=True)
        if isinstance(node, ast.Subscript):
            element = self.memory.element(self.value(node.value), self.indices(node.slice))
            if isinstance(element, Place):
                return element
        raise TypeError(f"nothing can be put into {ast.unparse(node)}")

    def _Assign(self, node: ast.Assign) -> None:  # noqa: N802 - the names of ast
        values = self.values(node.value)
        for target in node.targets:
            nodes = target.elts if isinstance(target, ast.Tuple) else [target]
            if len(nodes) != len(values):
                raise TypeError(f"{len(values)} values for {len(nodes)} names")
            for put, value in zip([self._target(part) for part in nodes], values, strict=True):
                put(value)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:  # noqa: N802
        if node.value is not None:
            self._target(node.target)(self.value(node.value))

    def _AugAssign(self, node: ast.AugAssign) -> None:  # noqa: N802
        if isinstance(node.target, ast.Name):
            value = calculate(self.body, node.op, self.value(node.target), self.value(node.value))
            self._name(node.target.id, value)
            return
        place = self._place(node.target)
        value = calculate(self.body, node.op, self.memory.read(place), self.value(node.value))
        self.memory.write(place, cast(self.body, value, place.stored.number))

    def _Expr(self, node: ast.Expr) -> None:  # noqa: N802
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.result(node.value)

    def _Pass(self, node: ast.Pass) -> None:  # noqa: N802
        """Do nothing."""

    def _Return(self, node: ast.Return) -> None:  # noqa: N802
        result = Known(None) if node.value is None else self.result(node.value)
        if isinstance(result, Known) and result.what is None:
            if self.returns != NOTHING:
                raise TypeError(f"returns nothing where {told(self.returns)} is promised")
            self.body.leave("ret void")
        elif isinstance(self.returns, Several):
            if not isinstance(result, Parts) or len(result.values) != len(self.returns.parts):
                raise TypeError(f"a tuple of {len(self.returns.parts)} is promised")
            whole = f"{text_of(self.returns)} undef"
            for number, (part, wanted) in enumerate(zip(result.values, self.returns.parts, strict=True)):
                given = cast(self.body, part, wanted).text
                whole = self.body.make(self.returns, f"insertvalue {whole}, {given}, {number}").text
            self.body.leave(f"ret {whole}")
        else:
            value = cast(self.body, self.value_of(node, result), self.returns)
            self.body.leave(f"ret {value.text}")

    def _If(self, node: ast.If) -> None:  # noqa: N802
        yes, no, end = (self.body.label() for _ in range(3))
        self.condition(node.test, yes, no)
        self.body.begin(yes)
        self.block(node.body)
        self._end_at(end)
        self.body.begin(no)
        self.block(node.orelse)
        self._end_at(end)
        self.body.begin(end)

    def _end_at(self, label: str) -> None:
        if self.body.is_open:
            self.body.jump(label)

    def _While(self, node: ast.While) -> None:  # noqa: N802
        head, inside, end = (self.body.label() for _ in range(3))
        self._no_else(node)
        self.body.begin(head)
        self.condition(node.test, inside, end)
        self._inside(node, inside, head, end)
        self._end_at(head)
        self.body.begin(end)

    def _inside(self, node: ast.While | ast.For, label: str, following: str, end: str) -> None:
        """Translate what is inside a loop; ``following`` is where ``continue`` goes."""
        self.body.begin(label)
        self._loops.append((following, end))
        self.block(node.body)
        self._loops.pop()

    def _For(self, node: ast.For) -> None:  # noqa: N802
        self._no_else(node)
        if not isinstance(node.target, ast.Name):
            raise TypeError("one name is wanted after for")
        call = node.iter
        if isinstance(call, ast.Call) and self.result(call.func) == Known(RANGE):
            self._over_range(node, node.target.id, [self.value(part) for part in call.args])
        else:
            self._over_numbers(node, node.target.id, self.several(node.iter))

    def _over_range(self, node: ast.For, name: str, given: list[Value]) -> None:
        """Let a number run from the first to before the last; only upwards, by a step that is written down."""
        first = Value(INT, "0") if len(given) == 1 else given[0]
        last = cast(self.body, given[min(len(given), 2) - 1], INT)
        step = given[2] if len(given) > 2 else Value(INT, "1")  # noqa: PLR2004 - range has three arguments
        if not step.name.isdigit():
            raise TypeError("a step of a written number above 0 is wanted")
        place = self.body.place(INT)
        self.body.keep(cast(self.body, first, INT), place)
        head, inside, following, end = (self.body.label() for _ in range(4))
        self.body.begin(head)
        here = self.body.load(INT, place)
        self.body.branch(compare(self.body, ast.Lt(), here, last), inside, end)
        self.body.begin(inside)
        self._name(name, here)
        self._inside(node, self.body.label(), following, end)
        self.body.begin(following)
        self.body.keep(calculate(self.body, ast.Add(), here, step), place)
        self.body.jump(head)
        self.body.begin(end)

    def _over_numbers(self, node: ast.For, name: str, numbers: list[Value]) -> None:
        """Let a number be one after the other of a tuple."""
        place, number = self.body.place(INT), self.body.place(numbers[0].type)
        self.body.keep(Value(INT, "0"), place)
        head, choice, inside, following, end = (self.body.label() for _ in range(5))
        self.body.begin(head)
        here = self.body.load(INT, place)
        self.body.branch(compare(self.body, ast.Lt(), here, Value(INT, str(len(numbers)))), choice, end)
        self.body.begin(choice)
        labels = [self.body.label() for _ in numbers]
        cases = " ".join(f"i64 {row}, label %{label}" for row, label in enumerate(labels))
        self.body.leave(f"switch i64 {here.name}, label %{labels[0]} [ {cases} ]")
        for label, value in zip(labels, numbers, strict=True):
            self.body.begin(label)
            self.body.keep(value, number)
            self.body.jump(inside)
        self.body.begin(inside)
        self._name(name, self.body.load(numbers[0].type, number))
        self._inside(node, self.body.label(), following, end)
        self.body.begin(following)
        self.body.keep(calculate(self.body, ast.Add(), here, Value(INT, "1")), place)
        self.body.jump(head)
        self.body.begin(end)

    def _Break(self, node: ast.Break) -> None:  # noqa: N802
        self.body.jump(self._loops[-1][1])

    def _Continue(self, node: ast.Continue) -> None:  # noqa: N802
        self.body.jump(self._loops[-1][0])

    @staticmethod
    def _no_else(node: ast.While | ast.For) -> None:
        if node.orelse:
            raise TypeError("no else of a loop")


def _dimensions(type_: Type) -> int:
    return type_.dimensions if isinstance(type_, Array) else 0
