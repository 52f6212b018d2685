"""What can be wrong with a scenario's files: each fault with its place, and the error that carries them all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHOWN = 50
_LONGEST_GOT = 60


@dataclass(frozen=True)
class Fault:
    """
    One thing that is wrong, and where.

    Parameters
    ----------
    file
        The file as it was named.
    line, column
        Place in a YAML file, from 1; 0 when there is none.
    path
        Field, such as ``plan.pay.components.bookings.cap``; in a table the column's heading.
    message
        What is wrong.
    got, allowed, hint
        What stood there, what may stand there, and what was probably meant; empty when there is nothing to say.
    code
        Stable code of a table's fault, explained in ``docs/table-issues.md``.
    row
        Data row of a table, from 1; 0 when no single row is to blame.
    """

    file: str
    line: int = 0
    column: int = 0
    path: str = ""
    message: str = ""
    got: str = ""
    allowed: str = ""
    hint: str = ""
    code: str = ""
    row: int = 0

    def __str__(self) -> str:
        """
        Return the fault in one line.

        >>> str(Fault("pay.yaml", 16, 9, "plan.pay.capp", "no such field", hint="did you mean 'cap'?"))
        "pay.yaml:16:9: plan.pay.capp: no such field (did you mean 'cap'?)"
        >>> str(Fault("reps.csv", path="skill", message="a number is wanted", got="'x'", code="T006", row=3))
        "reps.csv:row 3, skill: a number is wanted (got 'x') [T006]"
        """
        place = self.file
        if self.row:
            place += f":row {self.row}, {self.path}"
        else:
            place += f":{self.line}:{self.column}" if self.line else ""
            place += f": {self.path}" if self.path else ""
        told = [
            f"got {self.got}" if self.got else "",
            f"allowed {self.allowed}" if self.allowed else "",
            self.hint,
        ]
        more = "; ".join(part for part in told if part)
        return (
            f"{place}: {self.message}"
            + (f" ({more})" if more else "")
            + (f" [{self.code}]" if self.code else "")
        )


class ScenarioError(ValueError):
    """A scenario that cannot be used; ``faults`` holds every fault of its files, in the order of their places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults, key=_place))
        lines = [str(fault) for fault in self.faults[:_SHOWN]]
        if len(self.faults) > _SHOWN:
            lines.append(f"… and {len(self.faults) - _SHOWN} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        """Return how a worker sends the error home."""
        return type(self), (self.faults,)


def _place(fault: Fault) -> tuple[str, int, int, int]:
    return fault.file, fault.row, fault.line, fault.column


def did_you_mean(given: str, known: Sequence[str]) -> str:
    """
    Return a question about the nearest known name, or nothing when none is near.

    >>> did_you_mean("capp", ["cap", "weight"])
    "did you mean 'cap'?"
    """
    lowered = {name.lower(): name for name in known}
    close = difflib.get_close_matches(given.lower()[:200], list(lowered), n=1)
    return f"did you mean {lowered[close[0]]!r}?" if close else ""


def shown(text: str) -> str:
    """Return text from a file in quotes, shortened to what fits a line."""
    return repr(text if len(text) <= _LONGEST_GOT else text[: _LONGEST_GOT - 1] + "…")
