"""How far a study is, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from evenfield.cli.show import console, tell

_LINES = 10  # at most so many plain lines a study
_SELDOM = 3.0  # seconds between lines about a search


class Seldom:
    """Says how far a search is, at most every few seconds."""

    def __init__(self) -> None:
        self._last = -_SELDOM

    def __call__(self, message: str) -> None:
        """Say a line, unless one was said just now."""
        now = time.monotonic()
        if now - self._last >= _SELDOM:
            self._last = now
            tell(f"    {message}")


class Bar:
    """
    Shows replications done; use it as a context, so that the terminal is left clean.

    Without ``lines`` it says nothing where there is no terminal: for many short studies, told of by others.
    """

    def __init__(self, *, lines: bool = True) -> None:
        self._lines = lines
        self._console = console(error=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._last_line = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def at(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` replications are done."""
        if not self._console.is_terminal:
            if self._lines:
                self._line(done, total)
            return
        if self._bar is None:
            columns = (TextColumn("replications"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._task = self._bar.add_task("", total=total)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done)

    def say(self, message: str) -> None:
        """Print one line, above the bar when there is one."""
        if self._bar:
            self._bar.console.print(message, markup=False)
        else:
            tell(message)

    def _line(self, done: int, total: int) -> None:
        step = done * _LINES // total
        if step > self._last_line:
            self._last_line = step
            tell(f"{done}/{total} replications")
