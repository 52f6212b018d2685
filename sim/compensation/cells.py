"""The one door to numba for pay: the monthly kernel compiled, and run on every processor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import pairwise
from types import FunctionType
from typing import Any

import numpy as np

from sim.compensation.monthly import rows
from sim.compensation.monthly.rows import Found, Given, Tables, desk_for

_WORTH_LOADING, _WORTH_READING = 100_000, 30_000
_WORTH_A_THREAD = 200_000

Kernel = Callable[..., None]


_asked: list[int] = [0]
"""How many cells this process has been asked to pay."""


def worth_compiling(n_cells: int) -> bool:
    """
    Return whether plain Python would by now have taken longer than it takes to load the machine code.

    Both give the same cents, in some microseconds a cell and in a tenth of one. Loading takes half a second, or a
    fifth where numba itself is loaded already. One who waits until so much is spent never pays more than twice the
    least (rent or buy), whether a process pays one large payroll or a small one for each of many replications.
    """
    _asked[0] += n_cells
    return _asked[0] >= (_WORTH_READING if "numba" in sys.modules else _WORTH_LOADING)


def pay_people(plan: Tables, given: Given, found: Found) -> None:
    """Pay everybody with the compiled kernel, in one stretch of people a processor."""
    n_people = len(given.credit)
    kernel, everything = _kernel(), (tuple(plan), tuple(given), tuple(found))

    def pay(start: int, stop: int) -> None:
        kernel(*everything, tuple(desk_for(plan, given.credit.shape[1], np.int64)), start, stop, 1)

    threads = min(_processors(), max(given.credit.size // _WORTH_A_THREAD, 1))
    if threads == 1:
        pay(0, n_people)
        return
    ends = [n_people * n // threads for n in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(pay, start, stop) for start, stop in pairwise(ends)]
    for one in done:
        one.result()


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _kernel() -> Kernel:
    """
    Return the kernel as machine code, from the cache on disk where it has been compiled before.

    Each function of :mod:`rows` gets a twin that sees the other twins. Threads of Python run it side by side because it
    lets go of the interpreter; numba's own parallel loops would make compiling slow and end a process that forks.
    """
    from numba import njit  # noqa: PLC0415 - half a second that only large payrolls need

    # Nothing is allocated inside, so that no reference needs to be counted: that alone is four times as fast.
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    seen = dict(vars(rows))
    for function in rows.FUNCTIONS:
        twin = FunctionType(function.__code__, seen, function.__name__)
        twin.__qualname__ = function.__qualname__
        seen[function.__name__] = njit(**options)(twin)
    # Only what is called from outside is kept on disk; it contains the others.
    with suppress(RuntimeError):  # where no folder can be written it is compiled in each process
        seen[rows.pay_people.__name__].enable_caching()
    kernel: Kernel = seen[rows.pay_people.__name__]
    return kernel
