"""Plans under stress: simulated under the same luck with and without, what it costs them, and which stands it best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import Judgement, PairedDifference, judge, paired_difference
from evenfield.comparison.values import kpi_values
from evenfield.judgement.regret import Regret, regret
from evenfield.judgement.stresses import AttritionWave, MisSetQuotas, PriceWar, Stress
from evenfield.judgement.worlds import buyers_react, stressed
from sim.calendar import MONTHS_PER_YEAR
from sim.kpi_groups import kpis
from sim.scenario import Scenario

Floats = NDArray[np.float64]
NONE = "no stress"
"""What a plan's world without any stress is called."""
MEASURES = ("profit_contribution", "bookings", "compensation_cost", "share_at_quota", "turnover")
"""What is told of a plan under stress; turnover is leavers over headcount and year."""


class Simulate(Protocol):
    """Simulates scenarios by label on the same replications, or on those of ``only``."""

    def __call__(
        self, worlds: Mapping[str, Scenario], *, only: Mapping[str, Sequence[int]] | None = None
    ) -> Mapping[str, pd.DataFrame]:
        """Return the tidy results by label."""
        ...


@dataclass(frozen=True)
class Outcome:
    """
    One plan under one stress: the mean of every measure, and its paired difference to the plan without stress.

    ``judgement`` is on the profit contribution, all stresses of the plan tested together; of no stress it is ``None``.
    """

    design: str
    stress: str
    mean: Mapping[str, float]
    change: Mapping[str, PairedDifference]
    judgement: Judgement | None


@dataclass(frozen=True, eq=False)
class Stressed:
    """All plans under all stresses; ``regret`` needs two plans or more."""

    designs: tuple[str, ...]
    stresses: tuple[str, ...]
    replications: int
    currency: str
    outcomes: tuple[Outcome, ...]
    regret: Regret | None
    views: Views | None
    notes: tuple[str, ...]

    def outcome(self, design: str, stress: str) -> Outcome:
        """Return the outcome of a plan under a stress."""
        return next(one for one in self.outcomes if (one.design, one.stress) == (design, stress))


@dataclass(frozen=True)
class Views:
    """The best plan without stress as sales management sees it (bookings) and as the firm does (profit)."""

    by_bookings: str
    by_profit: str
    bookings: PairedDifference
    profit: PairedDifference
    """Of the first view's plan over the second's [currency]."""

    @property
    def conflict(self) -> bool:
        """Return whether the views want different plans, and by more than luck on both sides."""
        return self.by_bookings != self.by_profit and self.bookings.low > 0 and self.profit.high < 0


def stress_plans(
    designs: Mapping[str, Scenario], stresses: Sequence[Stress], replications: int, simulate: Simulate
) -> Stressed:
    """Return every plan under every stress, simulated on the replications 0 to below ``replications``."""
    calm = simulate(designs)
    units = {label: usual_units(calm[label]) for label in designs}
    worlds: dict[str, Scenario] = {}
    only: dict[str, Sequence[int]] = {}
    for label, scenario in designs.items():
        for stress in stresses:
            each = range(replications) if isinstance(stress, MisSetQuotas) else [None]
            for number in each:
                name = _name(label, stress.id, number)
                worlds[name] = stressed(scenario, stress, units[label], number or 0)
                if number is not None:
                    only[name] = [number]
    frames = simulate(worlds, only=only)
    values = {(label, NONE): measures(calm[label]) for label in designs}
    for label in designs:
        for stress in stresses:
            parts = [
                frame for name, frame in frames.items() if name.startswith(_name(label, stress.id, None))
            ]
            values[label, stress.id] = measures(pd.concat(parts, ignore_index=True))
    return _judged(designs, stresses, values)


def _name(label: str, stress: str, number: int | None) -> str:
    """Return the name of a world; one with a number is of that replication alone."""
    return f"{label} | {stress} |" if number is None else f"{label} | {stress} | {number}"


def usual_units(frame: pd.DataFrame) -> dict[str, float]:
    """Return the units of each family booked in a mean month."""
    rows = frame[frame["measure"] == "family_booked_units"]
    return {
        str(name): float(mean) for name, mean in rows.groupby("entity", observed=True)["value"].mean().items()
    }


def measures(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of a world's results, a row a replication; money to the cent, beyond it is rounding."""
    values = kpi_values(frame, kpis=kpis(["people"]))
    years = int(frame["month"].max()) / MONTHS_PER_YEAR
    staff = values["headcount"].where(values["headcount"] > 0) * years
    values = values.assign(turnover=(values["leavers"] / staff).fillna(0.0))[list(MEASURES)]
    return values.round({"profit_contribution": 2, "bookings": 2, "compensation_cost": 2})


def _judged(
    designs: Mapping[str, Scenario],
    stresses: Sequence[Stress],
    values: Mapping[tuple[str, str], pd.DataFrame],
) -> Stressed:
    outcomes: list[Outcome] = []
    names = [stress.id for stress in stresses]
    for label in designs:
        calm = values[label, NONE]
        changes = {
            name: {m: paired_difference((values[label, name][m] - calm[m]).to_numpy()) for m in MEASURES}
            for name in (NONE, *names)
        }
        verdicts = judge([changes[name]["profit_contribution"] for name in names], [True] * len(names))
        for name, verdict in zip((NONE, *names), (None, *verdicts), strict=True):
            mean = {m: float(values[label, name][m].mean()) for m in MEASURES}
            outcomes.append(Outcome(label, name, mean, changes[name], verdict))
    profit = np.array(
        [
            [values[label, name]["profit_contribution"].to_numpy() for name in (NONE, *names)]
            for label in designs
        ]
    )
    several = len(designs) > 1
    first = next(iter(designs.values()))
    return Stressed(
        tuple(designs),
        (NONE, *names),
        profit.shape[2],
        first.currency,
        tuple(outcomes),
        regret(tuple(designs), (NONE, *names), profit, first.run.seed) if several else None,
        _views({label: values[label, NONE] for label in designs}) if several else None,
        tuple(_notes(designs, stresses)),
    )


def _views(calm: Mapping[str, pd.DataFrame]) -> Views:
    best = {
        m: max(calm, key=lambda label: float(calm[label][m].mean()))
        for m in ("bookings", "profit_contribution")
    }
    one, other = calm[best["bookings"]], calm[best["profit_contribution"]]
    told = [paired_difference((one[m] - other[m]).to_numpy()) for m in ("bookings", "profit_contribution")]
    return Views(best["bookings"], best["profit_contribution"], *told)


def _notes(designs: Mapping[str, Scenario], stresses: Sequence[Stress]) -> list[str]:
    """Return what a reader must know of how the stresses work in these scenarios, each once and of whom."""
    of_whom: dict[str, list[str]] = {}
    for label, scenario in designs.items():
        for stress in stresses:
            if isinstance(stress, PriceWar) and stress.answer == "hold" and not buyers_react(scenario):
                told = f"{stress.id} changes nothing, buyers do not react to price (market.price_response)"
                of_whom.setdefault(told, []).append(label)
            if isinstance(stress, AttritionWave) and scenario.people.hiring is None:
                told = f"who leaves in {stress.id} is not replaced, there is no people.hiring"
                of_whom.setdefault(told, []).append(label)
    return [f"{', '.join(labels)}: {told}" for told, labels in of_whom.items()]
