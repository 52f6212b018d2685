"""Blocks on all cores: one thread a worker process, which is replaced when it dies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

import pandas as pd

from evenfield.study.blocks import Block
from evenfield.study.errors import BlockFailedError
from evenfield.study.pool import Pool
from evenfield.study.process import WorkerLostError, WorkerProcess
from evenfield.study.task import REPLICATE

_Outcome = tuple[Block, pd.DataFrame] | Exception | None
ATTEMPTS = 2  # a worker may die by chance once (memory, a stray signal); twice on one block is the block


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ProcessExecutor:
    """
    Works blocks in ``workers`` processes of its own; the results are byte for byte those of one process.

    ``task`` names the function that works a block, as ``module:function``. Processes of a ``pool`` live on.
    """

    def __init__(self, workers: int, task: str = REPLICATE, pool: Pool | None = None) -> None:
        self.workers, self.task, self._pool = workers, task, pool
        self._stopping = self._killed = False
        self._processes: list[WorkerProcess] = []

    def run(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, pd.DataFrame]]:
        """Yield each block with its results as it is done; BlockFailedError names a block that cannot be."""
        jobs: SimpleQueue[Block] = SimpleQueue()
        outcomes: SimpleQueue[_Outcome] = SimpleQueue()
        for block in blocks:
            jobs.put(block)
        self._processes = (self._pool or Pool()).take(self.task, min(self.workers, len(blocks)))
        threads = [
            Thread(target=self._serve, args=(process, jobs, outcomes), daemon=True)
            for process in self._processes
        ]
        for thread in threads:
            thread.start()
        whole = False
        try:
            yield from _until_all_end(outcomes, len(threads))
            whole = True
        finally:  # also when the caller stops early: the disk is full, a block failed
            if self._pool is None or not whole:
                self.kill()
            for thread in threads:
                thread.join()
            if self._pool is not None and not whole:
                self._pool.drop()

    def stop(self) -> None:
        """Start no further block; those running are finished and yielded."""
        self._stopping = True

    def kill(self) -> None:
        """End at once; running blocks are lost."""
        self._stopping = self._killed = True
        for process in self._processes:
            process.kill()

    def _serve(
        self, process: WorkerProcess, jobs: SimpleQueue[Block], outcomes: SimpleQueue[_Outcome]
    ) -> None:
        """Work blocks until there are no more; the last outcome of a worker is ``None``."""
        try:
            while not self._stopping:
                block = jobs.get_nowait()
                frame = self._work(process, block)
                if frame is not None:
                    outcomes.put((block, frame))
        except Empty:
            pass
        except Exception as error:  # raised by the thread that waits for results
            outcomes.put(error)
        finally:
            if self._pool is None or self._killed:
                process.close()
            outcomes.put(None)

    def _work(self, process: WorkerProcess, block: Block) -> pd.DataFrame | None:
        """Return the results, from a second process if the first dies; ``None`` once the study is killed."""
        lost = ""
        for _ in range(ATTEMPTS):
            try:
                return process.work(block)
            except WorkerLostError as error:
                if self._killed:
                    return None
                lost = str(error)
                process.close()
        raise BlockFailedError(f"{block}: the worker process died {ATTEMPTS} times; {lost}")


def _until_all_end(outcomes: SimpleQueue[_Outcome], running: int) -> Iterator[tuple[Block, pd.DataFrame]]:
    """Yield results until every worker has ended; raise the first error at once."""
    while running:
        try:
            outcome = outcomes.get(timeout=0.5)  # with a timeout, so that Ctrl-C is seen on every system
        except Empty:
            continue
        if outcome is None:
            running -= 1
        elif isinstance(outcome, Exception):
            raise outcome
        else:
            yield outcome
