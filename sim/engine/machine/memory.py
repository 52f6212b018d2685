"""Where things lie in memory: fields of records, elements of arrays, rows of tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.engine.machine.body import Body, Value, told
from sim.engine.machine.tables import NumberReader, RowReader
from sim.engine.machine.types import ID, INT, Array, Record, Stored


@dataclass(frozen=True)
class Place:
    """Where a number lies, as what, and what LLVM may know of the place."""

    stored: Stored
    pointer: str
    marks: str = ""


class Memory:
    """Writes how a function reaches what lies in memory."""

    def __init__(self, body: Body, marks: Callable[..., str]) -> None:
        self._body, self._marks = body, marks

    def field(self, record: Value, name: str, *, is_written: bool = False) -> Place:
        """Return where a field of a record lies."""
        if not isinstance(record.type, Record) or name not in record.type.fields:
            raise TypeError(f"{told(record.type)} without a field {name}")
        offset, stored = record.type.fields[name]
        pointer = self._body.make(record.type, f"getelementptr i8, ptr {record.name}, i64 {offset}").name
        return Place(stored, pointer, self._marks(record.type, name, is_written=is_written))

    def element(self, array: Value, indices: list[Value]) -> Place | Value:
        """Return where a number of an array lies, or a record of it."""
        if not isinstance(array.type, Array):
            raise TypeError("only arrays have elements")
        if len(indices) != array.type.dimensions:
            raise TypeError(f"{len(indices)} indices where {array.type.dimensions} are wanted")
        flat = indices[0]
        for index, length in zip(indices[1:], array.lengths[1:], strict=True):
            row = self._body.make(INT, f"mul i64 {flat.name}, {length}")
            flat = self._body.make(INT, f"add i64 {row.name}, {index.name}")
        element = array.type.element
        pointer = self._beyond(array.name, flat, element.size)
        return Value(element, pointer) if isinstance(element, Record) else Place(element, pointer)

    def row(self, reader: RowReader, state: Value, row: Value) -> Value:
        """Return a row of a table."""
        record = reader.record
        return Value(record, self._beyond(self._start(state, reader.place), row, record.size))

    def numbers(self, reader: NumberReader, state: Value) -> Value:
        """Return a table of floats as an array."""
        length = self.read(self.field(state, reader.rows))
        return Value(Array(Stored("f", 8), 1), self._start(state, reader.place), (length.name,))

    def read(self, place: Place) -> Value:
        """Return a number from memory, as wide as numbers are."""
        stored, number = place.stored, place.stored.number
        raw = self._body.make(number, f"load {stored.text}, ptr {place.pointer}, align 1{place.marks}")
        if stored.kind == "b":
            return self._body.make(number, f"icmp ne i8 {raw.name}, 0")
        if stored.is_narrow:
            return self._body.make(number, f"sext {stored.text} {raw.name} to i64")
        return raw

    def write(self, place: Place, value: Value) -> None:
        """Put a number into memory, cut to the width that it has there."""
        stored, name = place.stored, value.name
        if stored.kind == "b":
            name = self._body.make(value.type, f"zext i1 {name} to i8").name
        elif stored.is_narrow:
            name = self._body.make(value.type, f"trunc i64 {name} to {stored.text}").name
        self._body.do(f"store {stored.text} {name}, ptr {place.pointer}, align 1{place.marks}")

    def _start(self, state: Value, name: str) -> str:
        """Return where a table lies, which the state says."""
        place = self.field(state, name)
        return self._body.make(ID, f"load ptr, ptr {place.pointer}, align 1{place.marks}").name

    def _beyond(self, start: str, number: Value, size: int) -> str:
        """Return where element number so-and-so begins."""
        offset = self._body.make(INT, f"mul i64 {number.name}, {size}").name
        return self._body.make(INT, f"getelementptr i8, ptr {start}, i64 {offset}").name
