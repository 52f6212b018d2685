"""How compiled functions reach the rows of tables; in plain Python the same readers are called."""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import Any

import numpy as np

from sim.engine.machine.types import Record, record_of


class RowReader:
    """
    A function of (state, row) that returns one row of a table as a record, to read and to write.

    The state is a record too: ``x_place`` is where table x lies in memory and ``x_rows`` how many rows it has.
    """

    def __init__(self, name: str, dtype: np.dtype[Any]) -> None:
        self.place, self.dtype = f"{name}_place", dtype

    @cached_property
    def record(self) -> Record:
        """The type of a row."""
        return record_of(self.dtype)

    def __call__(self, s: Any, row: int) -> Any:  # noqa: ANN401 - a record, of which NumPy has no type
        """Return the row, in plain Python."""
        size = self.dtype.itemsize
        memory = (ctypes.c_char * size).from_address(int(getattr(s, self.place)) + int(row) * size)
        return _PlainRow(np.frombuffer(memoryview(memory), self.dtype)[0])


class NumberReader:
    """A function of the state that returns a table of floats as an array, for rules that look up in one."""

    def __init__(self, name: str) -> None:
        self.place, self.rows = f"{name}_place", f"{name}_rows"

    def __call__(self, s: Any) -> Any:  # noqa: ANN401 - as above
        """Return the array, in plain Python."""
        memory = (ctypes.c_double * int(getattr(s, self.rows))).from_address(int(getattr(s, self.place)))
        return np.frombuffer(memoryview(memory), np.float64)


class _PlainRow:
    """A row whose numbers are as wide as in compiled code: a product of two bytes is no byte there."""

    __slots__ = ("_row",)

    def __init__(self, row: Any) -> None:  # noqa: ANN401
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = self._row[name]
        return value if isinstance(value, np.uint64) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401
        self._row[name] = value
