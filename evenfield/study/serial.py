"""Blocks one after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evenfield.study.blocks import Block
from evenfield.study.errors import BlockFailedError
from evenfield.study.frame import decode, encode
from evenfield.study.task import REPLICATE, find, reason


class SerialExecutor:
    """Works blocks here and now: for one worker, for a debugger, for a test."""

    def __init__(self, task: str = REPLICATE) -> None:
        self.task = task
        self._stopping = False

    def run(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, pd.DataFrame]]:
        """Yield each block with its results as it is done; BlockFailedError names a block that cannot be."""
        task = find(self.task)
        for block in blocks:
            if self._stopping:
                return
            try:
                frame = task(block.scenario, block.replications)
            except Exception as error:
                raise BlockFailedError(f"{block}: {reason(error)}") from error
            # Through the part's layout, so that fresh results are to the column type what a part gives back.
            yield block, decode(encode(frame))

    def stop(self) -> None:
        """Start no further block."""
        self._stopping = True

    def kill(self) -> None:
        """End at once, inside the running block."""
        raise KeyboardInterrupt
