"""The limits that a pay plan must keep when it is simulated: budgets, retention, and the share of reps at quota."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.incentive.judging import Judged
from optimize.incentive.wishes import PayWishes
from optimize.program import Floats, Ints
from sim.agents.forward.kinds import alike
from sim.scenario import Scenario

P90 = 0.9


@dataclass(frozen=True, eq=False)
class PayLimits:
    """
    What must hold of a judged plan.

    Attributes
    ----------
    budget, budget_p90
        Most pay in the mean, and in nine replications of ten [currency over the measured months].
    outside
        What each rep could earn elsewhere [currency/year], shape (n_reps,).
    kind
        Type of each rep, by which shortfalls are told apart, shape (n_reps,).
    attained
        Least and most share of reps at quota.
    ote
        On-target earnings [currency/year]: what a rep too many or too few at quota counts as in a search.
    years
        Length of the measured horizon.
    """

    budget: float
    budget_p90: float
    outside: Floats
    kind: Ints
    attained: tuple[float, float]
    ote: float
    years: float

    @property
    def names(self) -> list[str]:
        """Return the limits in words."""
        kept = [f"retention of type {number + 1}" for number in range(int(self.kind.max()) + 1)]
        return ["budget", "P90 budget", *kept, "least at quota", "most at quota"]

    def slack(self, judged: Judged) -> Floats:
        """
        Return how far each limit is from being broken, below 0 when it is [currency], shape (n_limits,).

        A type's retention is as slack as that of the member who is worst off, times its members.
        """
        over = judged.earned.mean(axis=0) - self.outside
        types = range(int(self.kind.max()) + 1)
        kept = [float(over[self.kind == k].min()) * int((self.kind == k).sum()) * self.years for k in types]
        share, worth = float(judged.attained.mean()), self.ote * len(self.outside) * self.years
        return np.array(
            [
                self.budget - float(judged.pay.mean()),
                self.budget_p90 - float(np.quantile(judged.pay, P90)),
                *kept,
                (share - self.attained[0]) * worth,
                (self.attained[1] - share) * worth,
            ]
        )

    def broken(self, judged: Judged, tolerance: float = 2e-3) -> list[str]:
        """
        Return the limits that are broken beyond doubt.

        Budgets and the share at quota by more than a share ``tolerance`` of the budget; retention where a rep's mean
        pay is below what he could earn elsewhere by more than ``tolerance`` of on-target earnings and its standard
        error.
        """
        slack = dict(zip(self.names, self.slack(judged), strict=True))
        told = [
            name
            for name, one in slack.items()
            if one < -tolerance * self.budget and not name.startswith("retention")
        ]
        over = judged.earned.mean(axis=0) - self.outside
        error = judged.earned.std(axis=0) / np.sqrt(max(len(judged.earned) - 1, 1))
        short = over < -(tolerance * self.ote + error)
        return told + [f"retention of type {k + 1}" for k in np.unique(self.kind[short]).tolist()]


def limits_of(
    scenario: Scenario, wishes: PayWishes, present: Judged, kind: Ints, reserve: float = 0.0
) -> PayLimits:
    """
    Return the limits that the wishes set, those that they leave open by the plan in force under the same luck.

    Who is not told what he could earn elsewhere is taken to find ``keep_share`` of what he earns now there, and of what
    the mean rep earns at the most: what an easy quota brings beyond that is no offer of the market. A search keeps a
    ``reserve``, so that other luck breaks no limit: reps so much more, and a tenth of it less of the budgets.
    """
    ote, years = float(scenario.plan.pay.pay.ote), scenario.run.months / 12
    leaving = scenario.people.leaving
    told = wishes.outside_pay or (leaving.outside_pay if leaving else None)
    now = present.earned.mean(axis=0)
    outside = (
        np.minimum(now, now.mean()) * wishes.keep_share if told is None else np.full(len(now), float(told))
    )
    paid = float(present.pay.mean())
    budget = paid * (1.0 + wishes.more_pay) if wishes.budget is None else wishes.budget
    p90 = (
        float(np.quantile(present.pay, P90)) * budget / paid
        if wishes.budget_p90 is None
        else wishes.budget_p90
    )
    budget, p90, outside = (
        budget * (1.0 - reserve / 10),
        p90 * (1.0 - reserve / 10),
        outside * (1.0 + reserve),
    )
    return PayLimits(budget, p90, outside, kind, wishes.attained or (0.0, 1.0), ote, years)


def types_of(present: Judged, quota: Floats, most: int) -> Ints:
    """Return the type of each rep by what he earns and sells and by his quota (k-means), shape (n_reps,)."""
    earned = present.earned.mean(axis=0)
    features = np.log(np.stack([np.maximum(earned, 1.0), quota], axis=1))
    return alike(features, most)
