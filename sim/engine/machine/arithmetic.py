"""What operators and functions of numbers come to, with Python's meaning."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Callable

import numpy as np

from sim.engine.machine.body import Body, Value, float_text, told
from sim.engine.machine.prelude import OF_PYTHON
from sim.engine.machine.types import BOOL, FLOAT, ID, INT, Number, Type

_INT_OPS: dict[type[ast.AST], str] = {
    ast.Add: "add i64 {}, {}",
    ast.Sub: "sub i64 {}, {}",
    ast.Mult: "mul i64 {}, {}",
    ast.FloorDiv: "call i64 @floor_quotient(i64 {}, i64 {})",
    ast.Mod: "call i64 @floor_rest(i64 {}, i64 {})",
    ast.BitAnd: "and i64 {}, {}",
    ast.BitOr: "or i64 {}, {}",
    ast.BitXor: "xor i64 {}, {}",
    ast.LShift: "shl i64 {}, {}",
    ast.RShift: "ashr i64 {}, {}",
}
_ID_OPS: dict[type[ast.AST], str] = {
    **{kind: _INT_OPS[kind] for kind in (ast.Add, ast.Sub, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)},
    ast.LShift: "shl i64 {}, {}",
    ast.RShift: "lshr i64 {}, {}",
}
_BOOL_OPS: dict[type[ast.AST], str] = {
    ast.BitAnd: "and i1 {}, {}",
    ast.BitOr: "or i1 {}, {}",
    ast.BitXor: "xor i1 {}, {}",
}
_FLOAT_OPS: dict[type[ast.AST], str] = {
    ast.Add: "fadd double {}, {}",
    ast.Sub: "fsub double {}, {}",
    ast.Mult: "fmul double {}, {}",
    ast.Div: "fdiv double {}, {}",
    ast.FloorDiv: "call double @float_quotient(double {}, double {})",
    ast.Mod: "call double @float_rest(double {}, double {})",
}
_COMPARED: dict[type[ast.AST], tuple[str, str, str]] = {
    ast.Eq: ("eq", "eq", "oeq"),
    ast.NotEq: ("ne", "ne", "une"),
    ast.Lt: ("slt", "ult", "olt"),
    ast.LtE: ("sle", "ule", "ole"),
    ast.Gt: ("sgt", "ugt", "ogt"),
    ast.GtE: ("sge", "uge", "oge"),
}
_ROUNDED = {math.floor: "llvm.floor.f64", math.ceil: "llvm.ceil.f64"}


def constant(number: object) -> Value | None:
    """Return a number of Python's as a value, ``None`` when it is none."""
    if isinstance(number, bool | np.bool_):
        return Value(BOOL, str(bool(number)).lower())
    if isinstance(number, np.uint64):
        return Value(ID, str(int(number)))
    if isinstance(number, int | np.integer):
        return Value(INT, str(int(number)))
    if isinstance(number, float):
        return Value(FLOAT, float_text(number))
    return None


def cast(body: Body, value: Value, wanted: Type) -> Value:
    """
    Return a value as one of the type that is wanted: int becomes float, bool becomes either, int becomes bool.

    Raises
    ------
    TypeError
        When it is neither that nor of the type.
    """
    have = value.type
    if have == wanted:
        return value
    change = _CASTS.get((have, wanted))
    if change is None:
        raise TypeError(f"{told(have)} where {told(wanted)} is wanted")
    return body.make(wanted, change.format(value.name))


_CASTS: dict[tuple[Type, Type], str] = {
    (INT, FLOAT): "sitofp i64 {} to double",
    (BOOL, FLOAT): "uitofp i1 {} to double",
    (BOOL, INT): "zext i1 {} to i64",
    (INT, BOOL): "icmp ne i64 {}, 0",
    (FLOAT, BOOL): "fcmp une double {}, 0.0",
}


def alike(body: Body, one: Value, other: Value) -> tuple[Value, Value]:
    """Return two numbers as numbers of one type: float when one of them is, else int, Id only with Id."""
    if one.type == other.type:
        return one, other
    if ID in (one.type, other.type):
        if FLOAT in (one.type, other.type):
            return _as_float(body, one), _as_float(body, other)
        raise TypeError(f"{told(one.type)} and {told(other.type)} in one calculation; write np.uint64(…)")
    wanted = FLOAT if FLOAT in (one.type, other.type) else INT
    return cast(body, one, wanted), cast(body, other, wanted)


def _as_float(body: Body, value: Value) -> Value:
    if value.type == ID:
        return body.make(FLOAT, f"uitofp i64 {value.name} to double")
    return cast(body, value, FLOAT)


def calculate(body: Body, operator: ast.operator, one: Value, other: Value) -> Value:
    """Return what an operator makes of two numbers."""
    one, other = alike(body, one, other)
    if one.type == BOOL and type(operator) in _BOOL_OPS:
        return body.make(BOOL, _BOOL_OPS[type(operator)].format(one.name, other.name))
    if one.type == BOOL or (isinstance(operator, ast.Div) and one.type == INT):
        wanted = FLOAT if isinstance(operator, ast.Div) else INT
        one, other = cast(body, one, wanted), cast(body, other, wanted)
    known = {INT: _INT_OPS, ID: _ID_OPS, FLOAT: _FLOAT_OPS}
    table = known.get(one.type, {}) if isinstance(one.type, Number) else {}
    if type(operator) not in table:
        raise TypeError(f"no {type(operator).__name__} of {told(one.type)}")
    return body.make(one.type, table[type(operator)].format(one.name, other.name))


def compare(body: Body, operator: ast.cmpop, one: Value, other: Value) -> Value:
    """Return whether a comparison holds."""
    one, other = alike(body, one, other)
    if type(operator) not in _COMPARED or not isinstance(one.type, Number):
        raise TypeError(f"no {type(operator).__name__} of {told(one.type)}")
    signed, unsigned, floating = _COMPARED[type(operator)]
    if one.type == FLOAT:
        return body.make(BOOL, f"fcmp {floating} double {one.name}, {other.name}")
    word = signed if one.type == INT else unsigned
    return body.make(BOOL, f"icmp {word} {one.type.text} {one.name}, {other.name}")


def negative(body: Body, value: Value) -> Value:
    """Return minus a number."""
    if value.type == FLOAT:
        return body.make(FLOAT, f"fneg double {value.name}")
    return body.make(INT, f"sub i64 0, {cast(body, value, INT).name}")


def choose(body: Body, condition: Value, one: Value, other: Value) -> Value:
    """Return one of two values that are there already."""
    return body.make(one.type, f"select i1 {condition.name}, {one.text}, {other.text}")


def _least(body: Body, *values: Value) -> Value:
    """Return the first of the least, as Python's ``min``."""
    least, *others = values
    for value in others:
        one, other = alike(body, least, value)
        least = choose(body, compare(body, ast.Lt(), other, one), other, one)
    return least


def _greatest(body: Body, *values: Value) -> Value:
    greatest, *others = values
    for value in others:
        one, other = alike(body, greatest, value)
        greatest = choose(body, compare(body, ast.Gt(), other, one), other, one)
    return greatest


def _to_int(body: Body, value: Value) -> Value:
    if value.type == FLOAT:
        return body.make(INT, f"fptosi double {value.name} to i64")
    return cast(body, value, INT)


def _to_float(body: Body, value: Value) -> Value:
    return _as_float(body, value)


def _to_id(body: Body, value: Value) -> Value:
    return Value(ID, cast(body, value, INT).name) if value.type != ID else value


def _size(body: Body, value: Value) -> Value:
    if value.type == FLOAT:
        return body.make(FLOAT, f"call double @llvm.fabs.f64({value.text})")
    return choose(body, compare(body, ast.Lt(), value, Value(INT, "0")), negative(body, value), value)


def _root(body: Body, value: Value) -> Value:
    return body.make(FLOAT, f"call double @llvm.sqrt.f64(double {_as_float(body, value).name})")


def _rounded(name: str) -> Function:
    def rounded(body: Body, value: Value) -> Value:
        return _to_int(body, body.make(FLOAT, f"call double @{name}(double {_as_float(body, value).name})"))

    return rounded


def _of_python(name: str) -> Function:
    def called(body: Body, *values: Value) -> Value:
        given = ", ".join(f"double {_as_float(body, value).name}" for value in values)
        return body.make(FLOAT, f"call double @python_{name}({given})")

    return called


Function = Callable[..., Value]
FUNCTIONS: dict[object, Function] = {
    min: _least,
    max: _greatest,
    int: _to_int,
    float: _to_float,
    abs: _size,
    np.uint64: _to_id,
    math.sqrt: _root,
    **{function: _rounded(name) for function, name in _ROUNDED.items()},
    **{getattr(math, name): _of_python(name) for name in OF_PYTHON},
}
"""Functions of numbers that the language has, by Python's own object."""
TRUTH, LENGTH, RANGE = builtins.bool, builtins.len, builtins.range
