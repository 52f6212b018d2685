"""What the runner needs of those who do the work, keep it, and tell about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pandas as pd

from evenfield.study.blocks import Block


class Store(Protocol):
    """Keeps the results of blocks by key."""

    def has(self, key: str) -> bool:
        """Return whether results are kept under this key."""
        ...

    def save(self, block: Block, frame: pd.DataFrame) -> None:
        """Keep a block's results whole or not at all; StoreError when they cannot be kept."""
        ...

    def load(self, key: str) -> pd.DataFrame:
        """Return the results kept under this key; UnreadablePartError when they are damaged."""
        ...


class Executor(Protocol):
    """Works blocks, in any order."""

    def run(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, pd.DataFrame]]:
        """Yield each block with its results as it is done; BlockFailedError names a block that cannot be."""
        ...

    def stop(self) -> None:
        """Start no further block; those running are finished and yielded. Safe in a signal handler."""
        ...

    def kill(self) -> None:
        """End at once; running blocks are lost. Safe in a signal handler."""
        ...


class Progress(Protocol):
    """Is told how far a study is."""

    def at(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` replications are done."""
        ...

    def say(self, message: str) -> None:
        """Pass on one line that a user should know."""
        ...
