"""The text of one function for LLVM, while it is written: values, blocks and jumps."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from sim.engine.machine.types import Number, Record, Several, Type, text_of


@dataclass(frozen=True)
class Value:
    """A value that the running function will have: LLVM's name for it, for an array also those of its lengths."""

    type: Type
    name: str
    lengths: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What LLVM writes where the value is used."""
        return f"{text_of(self.type)} {self.name}"

    @property
    def flat(self) -> list[str]:
        """The same for an argument: an array is handed on with its lengths."""
        return [self.text, *(f"i64 {length}" for length in self.lengths)]


@dataclass(frozen=True)
class Known:
    """What is known while the function is compiled: a module, a function, a tuple of numbers."""

    what: object


@dataclass(frozen=True)
class Parts:
    """Values side by side: a tuple."""

    values: tuple[Value, ...]


def float_text(number: float) -> str:
    """Return a float as LLVM reads it without rounding."""
    return "0x" + struct.pack(">d", number).hex().upper()


class Body:
    """Writes instructions one after the other; a block ends with a jump or a return."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[str] = []
        self._count = 0
        self.is_open = True
        self.block = "begin"

    def fresh(self) -> str:
        """Return a name that nothing has yet."""
        self._count += 1
        return f"%v{self._count}"

    def label(self) -> str:
        """Return the name of a block to come."""
        self._count += 1
        return f"b{self._count}"

    def do(self, instruction: str) -> None:
        """Write an instruction without a result."""
        if not self.is_open:  # after a return or a break: nothing comes here
            self.begin(self.label())
        self.lines.append(f"  {instruction}")

    def make(self, type_: Type, instruction: str) -> Value:
        """Write an instruction and return its result."""
        name = self.fresh()
        self.do(f"{name} = {instruction}")
        return Value(type_, name)

    def begin(self, label: str) -> None:
        """Go on in another block, into which whatever is open runs."""
        if self.is_open:
            self.lines.append(f"  br label %{label}")
        self.lines.append(f"{label}:")
        self.is_open, self.block = True, label

    def jump(self, label: str) -> None:
        """End the block."""
        self.do(f"br label %{label}")
        self.is_open = False

    def branch(self, condition: Value, yes: str, no: str) -> None:
        """End the block by a choice."""
        self.do(f"br i1 {condition.name}, label %{yes}, label %{no}")
        self.is_open = False

    def leave(self, what: str) -> None:
        """Return from the function."""
        self.do(what)
        self.is_open = False

    def place(self, type_: Type) -> str:
        """Return a place for a variable; LLVM makes a register of it."""
        name = self.fresh()
        self.places.append(f"  {name} = alloca {text_of(type_)}")
        return name

    def load(self, type_: Type, place: str) -> Value:
        """Return what a variable holds."""
        return self.make(type_, f"load {text_of(type_)}, ptr {place}")

    def keep(self, value: Value, place: str) -> None:
        """Give a variable a value."""
        self.do(f"store {value.text}, ptr {place}")

    def whole(self, name: str, parameters: list[str], returns: Type) -> str:
        """Return the text of the function; a value that is promised and never comes is none."""
        if self.is_open:
            self.leave("ret void" if text_of(returns) == "void" else "unreachable")
        head = f"define internal {text_of(returns)} @{name}({', '.join(parameters)}) nounwind {{"
        return "\n".join([head, "entry:", *self.places, "  br label %begin", "begin:", *self.lines, "}"])


def told(type_: Type) -> str:
    """Return a type in words, for messages."""
    if isinstance(type_, Number):
        return type_.name
    if isinstance(type_, Several):
        return "a tuple"
    return "a record" if isinstance(type_, Record) else "an array"
