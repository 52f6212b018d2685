"""All functions that a kernel reaches, as one text for LLVM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import FunctionType

from sim.engine.machine.annotations import parameters, result, source_of
from sim.engine.machine.body import Value
from sim.engine.machine.prelude import DECLARED, PRELUDE
from sim.engine.machine.statements import Statements
from sim.engine.machine.types import Array, Record, Type, text_of


@dataclass(frozen=True)
class Instance:
    """A function for the types of its parameters."""

    symbol: str
    parameters: dict[str, Type]
    returns: Type


class Program:
    """Gathers functions, and what is known of the fields of records."""

    def __init__(self) -> None:
        self._instances: dict[tuple[FunctionType, tuple[Type, ...]], Instance] = {}
        self._texts: list[str] = []
        self._numbers: dict[tuple[Record, str], int] = {}
        self._written: set[int] = set()

    def instance(self, function: FunctionType, given: list[Type]) -> Instance:
        """Return a function for the types of what it is given; it is translated when it is met first."""
        source = source_of(function)
        wanted = parameters(source, given)
        key = function, tuple(wanted.values())
        if key not in self._instances:
            symbol = f"{function.__name__}.{len(self._instances)}"
            made = self._instances[key] = Instance(symbol, wanted, result(source))
            translation = Statements(self, source, function.__globals__)
            self._texts.append(translation.function(symbol, wanted, made.returns))
        return self._instances[key]

    def marks(self, record: Record, name: str, *, is_written: bool) -> str:
        """Return what LLVM may know of a field: it shares no memory with others, and whether anybody writes to it."""
        number = self._numbers.setdefault((record, name), len(self._numbers))
        if is_written:
            self._written.add(number)
            return f", !tbaa !{2 * number + 3}"
        return f", !tbaa !{2 * number + 3}@{number}@"

    def kernel(self, name: str, function: FunctionType, given: list[Type]) -> None:
        """Add the entry of a kernel: what Python calls by ``name``."""
        instance = self.instance(function, given)
        values = []
        for number, type_ in enumerate(instance.parameters.values()):
            lengths = (
                tuple(f"%a{number}.{i}" for i in range(type_.dimensions)) if isinstance(type_, Array) else ()
            )
            values.append(Value(type_, f"%a{number}", lengths))
        flat = ", ".join(text for value in values for text in value.flat)
        returns = text_of(instance.returns)
        call = f"call {returns} @{instance.symbol}({flat})"
        inside = f"{call}\n  ret void" if returns == "void" else f"%r = {call}\n  ret {returns} %r"
        self._texts.append(f"define {returns} @{name}({flat}) nounwind {{\n  {inside}\n}}")

    def text(self) -> str:
        """Return the whole text."""
        marked = re.sub(r"@(\d+)@", self._mark, "\n".join(self._texts))
        types = ['!0 = !{!"fields"}', "!1 = !{}"]
        for number in self._numbers.values():
            own, tag = 2 * number + 2, 2 * number + 3
            types += [f'!{own} = !{{!"f{number}", !0, i64 0}}', f"!{tag} = !{{!{own}, !{own}, i64 0}}"]
        return "\n".join([PRELUDE, DECLARED, marked, *types, ""])

    def _mark(self, found: re.Match[str]) -> str:
        return "" if int(found[1]) in self._written else ", !invariant.load !1"
