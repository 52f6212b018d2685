"""Expressions: what they come to, and where the program goes on by them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from sim.engine.machine.annotations import Source
from sim.engine.machine.arithmetic import (
    FUNCTIONS,
    LENGTH,
    TRUTH,
    calculate,
    cast,
    compare,
    constant,
    negative,
)
from sim.engine.machine.body import Body, Known, Parts, Value
from sim.engine.machine.memory import Memory
from sim.engine.machine.tables import NumberReader, RowReader
from sim.engine.machine.types import BOOL, FLOAT, INT, Several, Type, text_of

if TYPE_CHECKING:
    from sim.engine.machine.program import Program

Result = Value | Known | Parts


class Expressions:
    """Translates the expressions of one function."""

    def __init__(self, program: Program, source: Source, names: dict[str, Any]) -> None:
        self.program, self.source, self.names = program, source, names
        self.body = Body()
        self.memory = Memory(self.body, program.marks)
        self.variables: dict[str, tuple[Type, str] | Value] = {}

    def result(self, node: ast.expr) -> Result:
        """
        Return what an expression comes to.

        Raises
        ------
        RefusedError
            When the language has no such expression.
        """
        translate: Callable[[Any], Result] | None = getattr(self, f"_{type(node).__name__}", None)
        if translate is None:
            raise self.source.refuse(node, f"no such expression: {ast.unparse(node)}")
        try:
            return translate(node)
        except (TypeError, AttributeError) as error:
            raise self.source.refuse(node, f"{ast.unparse(node)}: {error}") from error

    def value(self, node: ast.expr) -> Value:
        """Return the one value that an expression comes to."""
        return self.value_of(node, self.result(node))

    def values(self, node: ast.expr) -> list[Value]:
        """Return the values of a tuple, or the one value."""
        if isinstance(node, ast.Tuple):
            return [self.value(part) for part in node.elts]
        result = self.result(node)
        return list(result.values) if isinstance(result, Parts) else [self.value_of(node, result)]

    def value_of(self, node: ast.AST, result: Result) -> Value:
        """Return a result as one value."""
        number = constant(result.what) if isinstance(result, Known) else result
        if not isinstance(number, Value):
            raise self.source.refuse(node, f"{ast.unparse(node)} is no number")
        return number

    def condition(self, node: ast.expr, yes: str, no: str, *, strict: bool = False) -> None:
        """Go on at ``yes`` or ``no``; ``strict`` where Python's ``and`` would return a number that is no bool."""
        if isinstance(node, ast.BoolOp):
            *parts, last = node.values
            for part in parts:
                following = self.body.label()
                first, second = (following, no) if isinstance(node.op, ast.And) else (yes, following)
                self.condition(part, first, second, strict=strict)
                self.body.begin(following)
            self.condition(last, yes, no, strict=strict)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand, no, yes)
        elif isinstance(node, ast.Compare) and len(node.ops) > 1:
            self._chain(node, yes, no)
        else:
            value = self.value(node)
            if strict and value.type != BOOL:
                raise self.source.refuse(
                    node, f"{ast.unparse(node)} is no bool; write bool(…) around the whole"
                )
            self.body.branch(cast(self.body, value, BOOL), yes, no)

    def _chain(self, node: ast.Compare, yes: str, no: str) -> None:
        """Compare one after the other."""
        left = self.value(node.left)
        for number, (operator, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
            right = self.value(right_node)
            following = yes if number == len(node.ops) - 1 else self.body.label()
            self.body.branch(compare(self.body, operator, left, right), following, no)
            if following != yes:
                self.body.begin(following)
            left = right

    def _truth(self, node: ast.expr, *, strict: bool) -> Value:
        """Return whether a condition holds, as a value."""
        yes, no, end = self.body.label(), self.body.label(), self.body.label()
        place = self.body.place(BOOL)
        self.condition(node, yes, no, strict=strict)
        for label, name in ((yes, "true"), (no, "false")):
            self.body.begin(label)
            self.body.keep(Value(BOOL, name), place)
            self.body.jump(end)
        self.body.begin(end)
        return self.body.load(BOOL, place)

    def _BoolOp(self, node: ast.BoolOp) -> Value:  # noqa: N802 - the names of ast
        return self._truth(node, strict=True)

    def _UnaryOp(self, node: ast.UnaryOp) -> Value:  # noqa: N802
        if isinstance(node.op, ast.Not):
            return self._truth(node, strict=False)
        if isinstance(node.op, ast.USub):
            if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, int | float):
                return self.value_of(node, Known(-node.operand.value))
            return negative(self.body, self.value(node.operand))
        raise TypeError(f"no {type(node.op).__name__}")

    def _Compare(self, node: ast.Compare) -> Value:  # noqa: N802
        if len(node.ops) > 1:
            return self._truth(node, strict=False)
        left, operator = self.value(node.left), node.ops[0]
        if not isinstance(operator, ast.In | ast.NotIn):
            return compare(self.body, operator, left, self.value(node.comparators[0]))
        found = Value(BOOL, "false")
        for other in self.several(node.comparators[0]):
            is_it = compare(self.body, ast.Eq(), left, other)
            found = self.body.make(BOOL, f"or i1 {found.name}, {is_it.name}")
        if isinstance(operator, ast.NotIn):
            return self.body.make(BOOL, f"xor i1 {found.name}, true")
        return found

    def several(self, node: ast.expr) -> list[Value]:
        """Return the numbers of a tuple that is written down, here or as a constant of the module."""
        if isinstance(node, ast.Tuple):
            return [self.value(part) for part in node.elts]
        result = self.result(node)
        if isinstance(result, Known) and isinstance(result.what, tuple):
            return [self.value_of(node, Known(part)) for part in result.what]
        raise TypeError("a tuple of numbers is wanted")

    def _BinOp(self, node: ast.BinOp) -> Value:  # noqa: N802
        return calculate(self.body, node.op, self.value(node.left), self.value(node.right))

    def _IfExp(self, node: ast.IfExp) -> Value:  # noqa: N802
        labels = [self.body.label() for _ in range(5)]
        yes, no, keep_one, keep_other, end = labels
        self.condition(node.test, yes, no)
        self.body.begin(yes)
        one = self.value(node.body)
        self.body.jump(keep_one)
        self.body.begin(no)
        other = self.value(node.orelse)
        self.body.jump(keep_other)
        wanted = self._common(one.type, other.type)
        place = self.body.place(wanted)
        for label, value in ((keep_one, one), (keep_other, other)):
            self.body.begin(label)
            self.body.keep(cast(self.body, value, wanted), place)
            self.body.jump(end)
        self.body.begin(end)
        return self.body.load(wanted, place)

    @staticmethod
    def _common(one: Type, other: Type) -> Type:
        """Return the type of a value that is one of two."""
        if one == other:
            return one
        if FLOAT in (one, other):
            return FLOAT
        return INT

    def _Constant(self, node: ast.Constant) -> Known:  # noqa: N802
        return Known(node.value)

    def _Tuple(self, node: ast.Tuple) -> Parts:  # noqa: N802
        return Parts(tuple(self.value(part) for part in node.elts))

    def _Name(self, node: ast.Name) -> Value | Known:  # noqa: N802
        if node.id in self.variables:
            variable = self.variables[node.id]
            return variable if isinstance(variable, Value) else self.body.load(*variable)
        for names in (self.names, vars(builtins)):
            if node.id in names:
                return Known(names[node.id])
        raise self.source.refuse(node, f"{node.id} is neither a variable nor known to the module")

    def _Attribute(self, node: ast.Attribute) -> Value | Known:  # noqa: N802
        owner = self.result(node.value)
        if isinstance(owner, Known):
            if isinstance(owner.what, ModuleType):
                return Known(getattr(owner.what, node.attr))
            raise TypeError("only modules and records have fields")
        return self.memory.read(self.memory.field(self.value_of(node.value, owner), node.attr))

    def _Subscript(self, node: ast.Subscript) -> Value:  # noqa: N802
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            return self._length(self.value(node.value.value), node.slice)
        element = self.memory.element(self.value(node.value), self.indices(node.slice))
        return element if isinstance(element, Value) else self.memory.read(element)

    def _length(self, array: Value, number: ast.expr) -> Value:
        """Return the length of an array in one of its dimensions."""
        place = number.value if isinstance(number, ast.Constant) else None
        if not isinstance(place, int) or place >= len(array.lengths):
            raise TypeError("an array, and the number of one of its dimensions, are wanted")
        return Value(INT, array.lengths[place])

    def indices(self, node: ast.expr) -> list[Value]:
        """Return what stands between brackets."""
        return [cast(self.body, value, INT) for value in self.values(node)]

    def _Call(self, node: ast.Call) -> Result:  # noqa: N802
        function = self.result(node.func)
        if node.keywords or not isinstance(function, Known):
            raise TypeError("only functions are called, and only by place")
        called = function.what
        if isinstance(called, FunctionType):
            return self._called(called, node.args)
        if called is TRUTH:
            return self._truth(node.args[0], strict=False)
        if called is LENGTH:
            return self._length(self.value(node.args[0]), ast.Constant(0))
        if isinstance(called, RowReader):
            return self.memory.row(called, *map(self.value, node.args))
        if isinstance(called, NumberReader):
            return self.memory.numbers(called, self.value(node.args[0]))
        if called in FUNCTIONS:
            return FUNCTIONS[called](self.body, *map(self.value, node.args))
        raise TypeError("no function that the machine knows")

    def _called(self, function: FunctionType, arguments: list[ast.expr]) -> Result:
        """Return what another compiled function returns."""
        given = [self.value(argument) for argument in arguments]
        instance = self.program.instance(function, [value.type for value in given])
        flat = [
            text
            for value, wanted in zip(given, instance.parameters.values(), strict=True)
            for text in cast(self.body, value, wanted).flat
        ]
        call = f"call {text_of(instance.returns)} @{instance.symbol}({', '.join(flat)})"
        if text_of(instance.returns) == "void":
            self.body.do(call)
            return Known(None)
        value = self.body.make(instance.returns, call)
        if not isinstance(instance.returns, Several):
            return value
        return Parts(
            tuple(
                self.body.make(part, f"extractvalue {value.text}, {number}")
                for number, part in enumerate(instance.returns.parts)
            )
        )
