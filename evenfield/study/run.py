"""Simulates scenarios many times: what is kept is taken, what is missing is worked and kept at once."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import SupportsIndex

import pandas as pd

from evenfield.study.blocks import Block, cut
from evenfield.study.errors import Interrupted, UnreadablePartError
from evenfield.study.interrupt import on_interrupt
from evenfield.study.pool import Pool
from evenfield.study.protocols import Executor, Progress, Store
from evenfield.study.serial import SerialExecutor
from evenfield.study.task import REPLICATE
from evenfield.study.workers import ProcessExecutor, usable_cores
from sim.scenario import Scenario


class Quiet:
    """Says only what must not be missed, as a warning."""

    def at(self, done: int, total: int) -> None:
        """Take note of nothing."""

    def say(self, message: str) -> None:
        """Warn."""
        warnings.warn(message, stacklevel=2)


def simulate_many(  # noqa: PLR0913 - the study's own settings, all but two keyword-only
    scenarios: Mapping[str, Scenario],
    replications: SupportsIndex | Sequence[SupportsIndex],
    *,
    store: Store | None = None,
    workers: SupportsIndex | None = None,
    progress: Progress | None = None,
    task: str = REPLICATE,
    pool: Pool | None = None,
    only: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Return the tidy results of each scenario in order of replication, whatever the order of work.

    Parameters
    ----------
    scenarios
        Scenarios by the label they are shown under.
    replications
        How many (numbered from 0), or which numbers.
    store
        Where blocks are taken from and kept; ``None``: nothing is kept.
    workers
        Processes; ``None``: one for each usable core; 1: no other process. Results never depend on it.
    progress
        Is told how far the study is.
    task
        Function that works a block, as ``module:function``.
    pool
        Whose worker processes work, and live on; ``None``: they end with the study.
    only
        Numbers of the replications of scenarios that do not have all of them, by label.

    Raises
    ------
    ValueError
        When there is no scenario, no replication or no worker.
    TypeError
        When replications or workers are no whole numbers.
    BlockFailedError
        When a block cannot be worked: a law was broken, or its worker died twice.
    StoreError
        When results cannot be written.
    Interrupted
        When the user stopped the study.
    """
    numbers = _numbers(replications)
    plan = {
        label: cut(label, scenario, (only or {}).get(label, numbers)) for label, scenario in scenarios.items()
    }
    if not plan:
        raise ValueError("a study needs at least 1 scenario, got none")
    most = usable_cores() if workers is None else _whole("workers", workers)
    if most < 1:
        raise ValueError(f"a study needs at least 1 worker, got {most}")
    study = _Study(
        {block.key: block for blocks in plan.values() for block in blocks}, store, progress or Quiet()
    )
    study.take_kept()
    missing = study.missing()
    if missing:
        enough = min(most, len(missing))
        study.work(missing, SerialExecutor(task) if enough == 1 else ProcessExecutor(enough, task, pool))
    return {
        label: pd.concat([study.frames[block.key] for block in blocks], ignore_index=True)
        for label, blocks in plan.items()
    }


def _numbers(replications: SupportsIndex | Sequence[SupportsIndex]) -> Sequence[int]:
    """Return the numbers of the replications: 0 to below a count, or those given."""
    if isinstance(replications, str | bytes) or not isinstance(replications, Iterable):
        return range(_whole("replications", replications))
    return [_whole("replications", number) for number in replications]


def _whole(name: str, value: object) -> int:
    """Return a whole number of any kind, also NumPy's, as an int; TypeError names the argument otherwise."""
    try:
        return operator.index(value)  # type: ignore[arg-type]  # whether it is one is the question
    except TypeError:
        raise TypeError(f"{name}: a whole number is wanted, got {value!r}") from None


class _Study:
    """The blocks of a study and the results there are so far, by key."""

    def __init__(self, blocks: Mapping[str, Block], store: Store | None, progress: Progress) -> None:
        self.blocks, self.store, self.progress = blocks, store, progress
        self.frames: dict[str, pd.DataFrame] = {}
        self.total = sum(len(block.replications) for block in blocks.values())

    @property
    def done(self) -> int:
        """Return the number of replications done."""
        return sum(len(self.blocks[key].replications) for key in self.frames)

    def missing(self) -> list[Block]:
        """Return the blocks without results."""
        return [block for key, block in self.blocks.items() if key not in self.frames]

    def take_kept(self) -> None:
        """Take the results that are kept; a damaged part is said and will be worked again."""
        for key, block in self.blocks.items():
            if self.store is None or not self.store.has(key):
                continue
            try:
                frame = self.store.load(key)
                if tuple(frame["replication"].unique()) != block.replications:
                    raise UnreadablePartError(f"{key}: other replications than asked for")
                self.frames[key] = frame
            except UnreadablePartError as error:
                self.progress.say(f"worked again: {error}")

    def work(self, missing: Sequence[Block], executor: Executor) -> None:
        """Work the missing blocks, and keep each as it is done."""
        self.progress.at(self.done, self.total)
        try:
            with on_interrupt(executor.stop, executor.kill, self.progress.say) as pressed:
                for block, frame in executor.run(missing):
                    if self.store is not None:
                        self.store.save(block, frame)
                    self.frames[block.key] = frame
                    self.progress.at(self.done, self.total)
        except KeyboardInterrupt as second:
            raise Interrupted(self.done, self.total, kept=self.store is not None) from second
        if pressed():  # also when nothing is missing: who pressed it wants no table and no report now
            raise Interrupted(self.done, self.total, kept=self.store is not None)
