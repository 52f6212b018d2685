"""A study that breaks off when the time of a search is up, between two of its blocks."""

from __future__ import annotations

import time

from evenfield.study.protocols import Progress
from optimize.design.judging import OutOfTimeError


class Deadline:
    """
    Shows progress as another does, and stops the study that tells it of a block done too late.

    What was done until then is kept by the study. ``until`` is on the monotonic clock [s].
    """

    def __init__(self, shown: Progress, until: float) -> None:
        self._shown, self._until = shown, until

    def at(self, done: int, total: int) -> None:
        """
        Show how far the study is.

        Raises
        ------
        OutOfTimeError
            When there is more to do and the time is up.
        """
        self._shown.at(done, total)
        if done < total and time.monotonic() >= self._until:
            raise OutOfTimeError("the time of the search was up in the middle of a simulation")

    def say(self, message: str) -> None:
        """Say it."""
        self._shown.say(message)
