"""The types of what is compiled: numbers, records, arrays and tuples of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Number:
    """A number, or nothing: its name in annotations and LLVM's name."""

    name: str
    text: str


INT, FLOAT, BOOL = Number("int", "i64"), Number("float", "double"), Number("bool", "i1")
ID = Number("Id", "i64")
"""A number of 64 bits without a sign; it never meets an int."""
NOTHING = Number("None", "void")


@dataclass(frozen=True)
class Stored:
    """A number as it lies in memory: of NumPy's kind (f, i, u, b) and so many bytes."""

    kind: str
    size: int

    @property
    def text(self) -> str:
        """LLVM's name."""
        return FLOAT.text if self.kind == "f" else f"i{8 * self.size}"

    @property
    def is_narrow(self) -> bool:
        """Whether it has fewer bits than an int."""
        return self.kind == "i" and self.text != INT.text

    @property
    def number(self) -> Number:
        """What it is once it is read."""
        return {"f": FLOAT, "i": INT, "u": ID, "b": BOOL}[self.kind]


@dataclass(frozen=True)
class Record:
    """A row of a table, reached by its place in memory: where its fields lie [bytes]."""

    name: str
    size: int = field(compare=False)
    fields: dict[str, tuple[int, Stored]] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Array:
    """A table in rows without gaps: its place and its length in each dimension."""

    element: Stored | Record
    dimensions: int


@dataclass(frozen=True)
class Several:
    """A tuple."""

    parts: tuple[Type, ...]


Type = Number | Record | Array | Several


def text_of(type_: Type) -> str:
    """Return LLVM's name of a type that a function returns or a variable holds."""
    if isinstance(type_, Number):
        return type_.text
    if isinstance(type_, Several):
        return "{ " + ", ".join(text_of(part) for part in type_.parts) + " }"
    return "ptr"


def element_of(dtype: np.dtype[Any]) -> Stored | Record:
    """
    Return the type of an array's elements.

    Raises
    ------
    TypeError
        When the language has no such number.
    """
    if dtype.fields is not None:
        return record_of(dtype)
    if (dtype.kind, dtype.itemsize) not in _KNOWN or not dtype.isnative:
        raise TypeError(f"the machine has no numbers of {dtype}")
    return Stored(dtype.kind, dtype.itemsize)


_KNOWN = {("f", 8), ("i", 8), ("i", 4), ("i", 2), ("i", 1), ("u", 8), ("b", 1)}


def record_of(dtype: np.dtype[Any]) -> Record:
    """Return the type of a table's rows; equal for tables whose fields have equal names, types and places."""
    fields: dict[str, tuple[int, Stored]] = {}
    for name, (kind, offset, *_) in (dtype.fields or {}).items():
        if kind.kind == "V" and kind.fields is None:
            continue  # room that is left free
        stored = element_of(kind)
        if isinstance(stored, Record):
            raise TypeError(f"{name}: a record within a record")
        fields[name] = offset, stored
    layout = ",".join(f"{name}:{at.kind}{at.size}@{offset}" for name, (offset, at) in fields.items())
    return Record(f"{layout}/{dtype.itemsize}", dtype.itemsize, fields)
