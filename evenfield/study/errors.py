"""What can go wrong in a study."""

from __future__ import annotations


class BlockFailedError(RuntimeError):
    """A block could not be worked; the message names it and why, a note holds the worker's traceback."""


class StoreError(RuntimeError):
    """Results could not be written; everything kept before is whole."""


class UnreadablePartError(ValueError):
    """A kept part is truncated, damaged or of another layout."""


class Interrupted(KeyboardInterrupt):
    """
    The user stopped the study; what was done is kept when there is a store.

    A ``KeyboardInterrupt``, so that ``except Exception`` in a user's script does not swallow it. ``done`` and
    ``total`` count replications.
    """

    def __init__(self, done: int, total: int, *, kept: bool) -> None:
        self.done, self.total, self.kept = done, total, kept
        tail = "saved, run the same command to resume" if kept else "done, none kept (there was no store)"
        super().__init__(f"{done}/{total} {tail}")
