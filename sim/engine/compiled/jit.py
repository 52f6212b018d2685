"""How rules and steps are marked for the compiler, and how kernels reach the rows of tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from sim.engine.compiled.cache import kept_code
from sim.engine.machine.tables import NumberReader, RowReader

Function = TypeVar("Function", bound=Callable[..., Any])
IS_PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}
"""Whether kernels run as plain Python: for tests, with the word that switches Numba off too."""


def compiled(function: Function) -> Function:
    """Return a function as it is: one that kernels call, written in the language of :mod:`sim.engine.machine`."""
    return function


def kernel(function: Function) -> Function:
    """Return a compiled function that Python calls; its code is kept in the user's cache folder."""
    if IS_PLAIN:
        return function
    from sim.engine.machine.kernels import Kernel  # noqa: PLC0415 - loads LLVM

    return cast("Function", Kernel(cast("Any", function), kept_code))


def row_reader(name: str, dtype: np.dtype[Any]) -> Callable[[Any, int], Any]:
    """
    Return a function of (state, row) that returns one row of a table as a record, to read and to write.

    Kernels take one argument, the state, and no arrays: it is all that a step needs to hand on.
    """
    return RowReader(name, dtype)


def number_reader(name: str) -> Callable[[Any], Any]:
    """Return a function of the state that returns a table of floats as an array, for rules that look up in one."""
    return NumberReader(name)
