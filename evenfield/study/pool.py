"""Worker processes that outlive a study: for a search that asks for many short ones."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from evenfield.study.process import WorkerProcess


class Pool:
    """Keeps worker processes between studies; use it as a context, so that they end with it."""

    def __init__(self) -> None:
        self._processes: dict[str, list[WorkerProcess]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def take(self, task: str, n: int) -> list[WorkerProcess]:
        """Return ``n`` processes for a task, those that run first; nobody else uses them until the study is over."""
        there = self._processes.setdefault(task, [])
        there += [WorkerProcess(task) for _ in range(n - len(there))]
        return there[:n]

    def drop(self) -> None:
        """Forget every process: a study was stopped in the middle of them, or one was lost."""
        self._processes.clear()

    def close(self) -> None:
        """Let every process end."""
        for process in (one for many in self._processes.values() for one in many):
            process.close()
        self.drop()
