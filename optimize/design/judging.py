"""Gains, told from noise: paired on replications kept for the search, and at the end on others that it never saw."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from optimize.design.draft import Draft, profits
from optimize.paired import PairedDifference, paired_difference
from optimize.program import Floats
from sim.runner import Runner
from sim.scenario import Scenario


class SeenError(ValueError):
    """A lever asked for replications that are kept for the last judgement."""


class OutOfTimeError(RuntimeError):
    """The time of the search is up."""


@dataclass(frozen=True)
class Guarded:
    """
    A runner that refuses the replications kept for the last judgement: what the search must not see, it cannot.

    ``until`` is when the time is up, on the monotonic clock [s]; ``None``: never.
    """

    runner: Runner
    kept: range
    until: float | None = None

    def __call__(
        self, scenarios: Mapping[str, Scenario], replications: Sequence[int]
    ) -> Mapping[str, pd.DataFrame]:
        """
        Return the results of each scenario by its name.

        Raises
        ------
        SeenError
            When a replication is one of those kept.
        OutOfTimeError
            When the time is up.
        """
        if self.until is not None and time.monotonic() >= self.until:
            raise OutOfTimeError("the time of the search is up")
        seen = [number for number in replications if number in self.kept]
        if seen:
            raise SeenError(f"replications {seen[0]} to {seen[-1]} are kept for the last judgement")
        return self.runner(scenarios, replications)


@dataclass(frozen=True, eq=False)
class Judged:
    """A draft's results, and its profit in each replication [currency], shape (n_replications,)."""

    frame: pd.DataFrame
    profit: Floats

    def gain_over(self, other: Judged) -> PairedDifference:
        """Return the paired difference of profit to another draft's [currency]."""
        return paired_difference(self.profit - other.profit)


@dataclass
class Bench:
    """Where drafts are held against each other: simulates each once, on the same replications."""

    runner: Runner
    given: Draft
    replications: range

    def __post_init__(self) -> None:
        """Begin with nothing simulated."""
        self._known: dict[tuple[str, str], Judged] = {}

    def judge(self, drafts: Mapping[str, Draft]) -> dict[str, Judged]:
        """Return each draft judged; those that are not known yet are simulated together."""
        states = {name: draft.state() for name, draft in drafts.items()}
        given = self.given.state()
        wanted = {given: ("input", self.given)} | {
            state: (name, drafts[name]) for name, state in states.items() if state != given
        }
        missing = {state: told for state, told in wanted.items() if state not in self._known}
        if missing:
            worlds = {name: draft.scenario for name, draft in missing.values()}
            frames = self.runner(worlds, self.replications)
            base = frames["input"] if given in missing else self._known[given].frame
            for state, (name, draft) in missing.items():
                profit = profits(self.given.scenario, base, frames[name], draft)
                self._known[state] = Judged(frames[name], profit)
        return {name: self._known[state] for name, state in states.items()}

    def one(self, draft: Draft) -> Judged:
        """Return one draft judged."""
        return self.judge({"draft": draft})["draft"]


def clear_of_zero(gain: PairedDifference) -> bool:
    """Return whether the whole interval is above zero; without a spread, whether enough equal draws are."""
    enough = gain.p < 0.05  # noqa: PLR2004 - two equal draws have an interval of one point, and prove little
    return gain.n > 1 and gain.low > 0 and enough


def worse(gain: PairedDifference) -> bool:
    """Return whether the whole interval is below zero."""
    return gain.n > 1 and gain.high < 0
