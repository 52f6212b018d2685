"""How rules and steps are compiled, and how kernels reach the rows of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as typed_numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import config as typed_config
from numba.extending import intrinsic

from sim.engine.compiled.cache import folder

numba: Any = typed_numba
config: Any = typed_config  # options that their stubs do not know
_TYPES = {"int": numba.int64, "float": numba.float64, "Id": numba.uint64}
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return a function compiled for the use of kernels: strict arithmetic, the same bits as plain Python."""
    inner = numba.njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
    made: Function = _one_version(inner(function), function)
    return made


def _one_version(dispatcher: Any, function: Callable[..., Any]) -> Any:  # noqa: ANN401 - a dispatcher of numba
    """
    Let a function be compiled once, for the types that its annotations name.

    Numba would make another version for every constant and every width of integer that it is called with.
    """
    if config.DISABLE_JIT:
        return dispatcher
    named = [_TYPES.get(str(told)) for name, told in function.__annotations__.items() if name != "return"]
    template_for = dispatcher.get_call_template

    def get_call_template(given: Any, keywords: Any) -> Any:  # noqa: ANN401
        return template_for(tuple(want or have for want, have in zip(named, given, strict=True)), keywords)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def kernel(function: Function) -> Function:
    """Return a compiled function that Python calls; its code is kept in the user's cache folder."""
    if folder() is None:
        return compiled(function)
    before = config.CACHE_DIR
    config.CACHE_DIR = (
        folder()
    )  # read when the decorator runs; other kernels of the program keep their own place
    try:
        made: Function = numba.njit(error_model="numpy", cache=True)(function)
    finally:
        config.CACHE_DIR = before
    return made


def row_reader(name: str, dtype: np.dtype[Any]) -> Callable[[Any, int], Any]:
    """
    Return a function of (state, row) that returns one row of a table as a record, to read and to write.

    Kernels take one argument, the state, and no arrays: a function with twenty arrays among its arguments takes numba
    a second to compile, and there are a hundred functions.
    """
    place = f"{name}_place"
    if config.DISABLE_JIT:
        return _plain_reader(place, dtype)
    record, size = numba.from_dtype(dtype), dtype.itemsize
    whole = ir.IntType(64)

    @intrinsic
    def row_at(typing_context: Any, s: Any, row: Any) -> Any:  # noqa: ANN401
        offset = s.offset(place)

        def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401
            field = builder.add(builder.ptrtoint(given[0], whole), ir.Constant(whole, offset))
            start = builder.load(builder.inttoptr(field, ir.PointerType(whole)))
            where = builder.add(start, builder.mul(given[1], ir.Constant(whole, size)))
            return builder.inttoptr(where, context.get_value_type(record))

        return record(s, numba.types.int64), build

    reader: Any = row_at
    return cast("Callable[[Any, int], Any]", reader)


def number_reader(name: str) -> Callable[[Any], Any]:
    """Return a function of the state that returns a table of floats as an array, for rules that look up in one."""
    place, rows = f"{name}_place", f"{name}_rows"
    if config.DISABLE_JIT:

        def numbers(s: Any) -> Any:  # noqa: ANN401
            memory = (ctypes.c_double * int(getattr(s, rows))).from_address(int(getattr(s, place)))
            return np.frombuffer(memoryview(memory), np.float64)

        return numbers
    namespace: dict[str, Any] = {"carray": numba.carray, "start": _start, "float64": np.float64}
    exec(f"def numbers(s):\n    return carray(start(s.{place}), s.{rows}, float64)", namespace)
    reader: Callable[[Any], Any] = numba.njit(error_model="numpy")(namespace["numbers"])
    return reader


@intrinsic
def _start(typing_context: Any, place: Any) -> Any:  # noqa: ANN401
    """Return a place in memory as a pointer."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(given[0], context.get_value_type(numba.types.voidptr))

    return numba.types.voidptr(numba.types.uint64), build


def _plain_reader(place: str, dtype: np.dtype[Any]) -> Callable[[Any, int], Any]:
    """Return the same in plain Python, for tests that run without the compiler."""
    size = dtype.itemsize

    def row_at(s: Any, row: int) -> Any:  # noqa: ANN401
        memory = (ctypes.c_char * size).from_address(int(getattr(s, place)) + int(row) * size)
        return _PlainRow(np.frombuffer(memoryview(memory), dtype)[0])

    return row_at


class _PlainRow:
    """A row whose numbers are as wide as in compiled code: a product of two bytes is no byte there."""

    __slots__ = ("_row",)

    def __init__(self, row: Any) -> None:  # noqa: ANN401 - NumPy has no type for a record
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = self._row[name]
        return value if isinstance(value, np.uint64) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401
        self._row[name] = value
