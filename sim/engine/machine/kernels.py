"""Kernels: functions that Python calls with arrays and numbers, compiled when they are called first."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from sim.engine.machine import code
from sim.engine.machine.program import Program
from sim.engine.machine.types import BOOL, FLOAT, ID, INT, NOTHING, Array, Type, element_of

_C_TYPES: dict[str, tuple[Type, Any]] = {
    "int": (INT, ctypes.c_int64),
    "float": (FLOAT, ctypes.c_double),
    "Id": (ID, ctypes.c_uint64),
    "bool": (BOOL, ctypes.c_bool),
    "None": (NOTHING, None),
}
_MOST_KNOWN = 1000
Kept = Callable[[str, Callable[[], bytes]], bytes]


class Kernel:
    """
    One function, compiled for every kind of arrays that it is called with.

    ``kept`` returns the code of that name, if need be by making it.
    """

    def __init__(self, function: FunctionType, kept: Kept) -> None:
        self._function, self._kept = function, kept
        self._annotations = [str(told) for told in function.__annotations__.values()]
        self._known: dict[tuple[int, ...], tuple[Any, list[Any]]] = {}
        self._made: dict[tuple[Type, ...], Any] = {}
        self._engines: list[Any] = []
        self.__doc__ = function.__doc__

    def __call__(self, *given: Any) -> Any:  # noqa: ANN401 - whatever the function wants
        """
        Call the compiled function.

        Raises
        ------
        TypeError
            When an array has gaps between its rows, or numbers of a kind that the machine has not.
        RefusedError
            When the function is not written in the machine's language.
        """
        kinds, flat = [], []
        for value in given:
            if isinstance(value, np.ndarray):
                if not value.flags.c_contiguous:
                    raise TypeError(f"{self._function.__name__}: an array of shape {value.shape} has gaps")
                kinds += [id(value.dtype), value.ndim]
                flat += [value.ctypes.data, *value.shape]  # the array interface would describe every field
            else:
                flat.append(value.item() if isinstance(value, np.generic) else value)
        key = tuple(kinds)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            # What an id stands for is kept, so that nothing else can come to have it.
            known = self._known[key] = (
                self._made_for(given),
                [getattr(value, "dtype", None) for value in given],
            )
        return known[0](*flat)

    def _made_for(self, given: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a C function
        """Return the compiled function for such arguments."""
        types: list[Type] = []
        c_types: list[Any] = []
        for value, told in zip(given, self._annotations, strict=False):
            if isinstance(value, np.ndarray):
                types.append(Array(element_of(value.dtype), value.ndim))
                c_types += [ctypes.c_void_p, *[ctypes.c_int64] * value.ndim]
            else:
                types.append(_C_TYPES[told][0])
                c_types.append(_C_TYPES[told][1])
        key = tuple(types)
        if key not in self._made:
            engine = code.load(self._code(types))
            self._engines.append(engine)
            returns = _C_TYPES[self._annotations[-1]][1]
            address = engine.get_function_address(self._function.__name__)
            self._made[key] = ctypes.CFUNCTYPE(returns, *c_types)(address)
        return self._made[key]

    def _code(self, types: list[Type]) -> bytes:
        """Return the machine code, made now unless it was kept."""
        told = hashlib.sha256(repr(types).encode()).hexdigest()[:16]
        name = f"{self._function.__module__}.{self._function.__name__}-{told}-{code.machine_name()}"
        return self._kept(name, lambda: self._compiled(types))

    def _compiled(self, types: list[Type]) -> bytes:
        program = Program()
        program.kernel(self._function.__name__, self._function, types)
        return code.machine_code(program.text())
