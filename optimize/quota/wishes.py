"""What a user wishes of quotas, and every fault in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal, get_args

from optimize.quota.facts import ANYHOW
from sim.near_misses import NearMisses
from sim.scenario import Scenario

Method = Literal["program", "equal", "potential", "capability", "history", "regression", "blend"]
METHODS: tuple[Method, ...] = get_args(Method)
Band = tuple[float, float]


@dataclass(frozen=True)
class QuotaWishes:
    """
    What is wished; amounts in cents a year, by the id of rep, manager or product family.

    Attributes
    ----------
    method
        ``program``: the fairest within all limits; else what the total is dealt by. *potential* of the territories;
        *capability*: potential x ramp x skill; *history*: mean bookings; *regression*: history shrunk to a regression
        on capability; *blend*: half history, half capability.
    total
        The company's target; ``None``: the sum of the quotas in force.
    over
        How many times the quota above them the reps' quotas together are; ``over_managers`` likewise the managers'.
    attain, attain_of
        Band of P(attain) of every rep, and of some.
    floors, caps, pins
        By rep.
    teams
        Targets by manager.
    ceilings
        Most quota by family, or ``supply``: what S&OP can ship of each family with limits.
    risk
        Share of years in which bookings may pass supply, for ceilings from supply; ``None``: the mean rule.
    history
        Bookings by year and rep [currency/year], shape (n_years, n_reps), NaN where a rep was not there; ``None``: what
        is simulated under the plan in force.
    by_potential, by_odds
        Weights of the two kinds of fairness: quota over capability, and P(attain).
    replications, fresh, rounds
        Simulated to set the quotas, others to judge them, and how often at most quotas are simulated and set again.
    """

    method: Method = "program"
    total: int | None = None
    over: Fraction = Fraction(1)
    over_managers: Fraction = Fraction(1)
    attain: Band = ANYHOW
    attain_of: Mapping[str, Band] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    pins: Mapping[str, int] = field(default_factory=dict)
    teams: Mapping[str, int] = field(default_factory=dict)
    ceilings: Mapping[str, int] | Literal["supply"] = field(default_factory=dict)
    risk: float | None = None
    history: Sequence[Sequence[float]] | None = None
    by_potential: float = 1.0
    by_odds: float = 0.25
    replications: int = 40
    fresh: int = 40
    rounds: int = 6

    def check(self, scenario: Scenario) -> None:
        """
        Refuse wishes that make no sense for a scenario.

        Raises
        ------
        ValueError
            With every fault: the wish, what it says, what is allowed, and the near miss of a name.
        """
        faults = [*self._number_faults(), *self._name_faults(scenario), *self._method_faults()]
        if faults:
            raise ValueError("\n".join(faults))

    def _number_faults(self) -> list[str]:
        wanted = [
            ("total", self.total is None or self.total > 0, "an amount above 0", self.total),
            ("over", self.over > 0, "a ratio above 0", float(self.over)),
            ("over_managers", self.over_managers > 0, "a ratio above 0", float(self.over_managers)),
            ("risk", self.risk is None or 0 <= self.risk < 1, "a share from 0 to below 1", self.risk),
            ("replications", self.replications >= 2, "2 or more", self.replications),  # noqa: PLR2004 - a spread
            ("fresh", self.fresh >= 2, "2 or more", self.fresh),  # noqa: PLR2004 - a spread
            ("rounds", self.rounds >= 1, "1 or more", self.rounds),
        ]
        return [f"{name}: {allowed} is wanted, got {got}" for name, good, allowed, got in wanted if not good]

    def _name_faults(self, scenario: Scenario) -> list[str]:
        reps = set(scenario.tables.reps["id"].tolist())
        managers = set(scenario.tables.reps["manager"].tolist()) - {""}
        families = {family.id for family in scenario.market.families}
        amounts = [
            ("floor", self.floors, reps),
            ("cap", self.caps, reps),
            ("pin", self.pins, reps),
            ("team", self.teams, managers),
        ]
        if not isinstance(self.ceilings, str):
            amounts.append(("ceiling", self.ceilings, families))
        faults = _strangers("attain", self.attain_of, reps)
        for what, named, known in amounts:
            faults += _strangers(what, named, known)
            faults += [
                f"{what} of {name}: an amount above 0 is wanted, got {amount / 100:,.2f}"
                for name, amount in named.items()
                if not amount > 0
            ]
        if self.over_managers != 1 and not managers:
            faults.append("over_managers: the reps of this scenario name no managers")
        return faults

    def _method_faults(self) -> list[str]:
        if self.method not in METHODS:
            near = get_close_matches(self.method, METHODS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            return [f"method: no {self.method!r}; there are {', '.join(METHODS)}{hint}"]
        if self.method == "program":
            return []
        bound = {
            "attain": self.attain != ANYHOW or self.attain_of,
            "floors": self.floors,
            "caps": self.caps,
            "ceilings": self.ceilings,
        }
        return [
            f"{name}: kept by the method 'program' only, not by {self.method!r}"
            for name, asked in bound.items()
            if asked
        ]


def _strangers(what: str, named: Iterable[str], known: set[str]) -> list[str]:
    """Return a message for each name that is not known, with the near miss."""
    near = NearMisses(known)
    return [f"{what}: no {name!r} here{near.hint(name)}" for name in sorted(set(named) - known)]
