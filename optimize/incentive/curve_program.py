"""
One payout curve for all: the exact mixed-integer program over types of reps, efforts and quotas.

y_k is variable pay at knot k, B base pay; z_iaq = 1 when type i works at effort a under quota factor q. With the
expected hat weights phi_iaqk (:mod:`optimize.incentive.force`) a rep's expected pay is B + sum_k phi_iaqk y_k, linear
in the curve, and U_i is what he is left with after the cost c_ia of effort:

    max   sum_i n_i [ sum_aq z_iaq (margin x sales_ia - c_ia) - U_i ]
    s.t.  one effort of i     sum_aq z_iaq = 1
          best for i: a, q    U_i >= B + sum_k phi_iaqk y_k - c_ia - M (1 - sum_a z_iaq)
          taken by i: a, q    U_i <= B + sum_k phi_iaqk y_k - c_ia + M_iaq (1 - z_iaq)
          budget              sum_i n_i (U_i + sum_aq c_ia z_iaq) <= budget       expected pay is U_i + cost of effort
          pay at target       B + y(1) = OTE
          base share          least base share x OTE <= B <= most x OTE
          slope of k          least <= (y_{k+1} - y_k) / (x_{k+1} - x_k) / TI <= steepest       no cliffs, never falling
          cap                 y_K <= most pay x TI, and flat beyond
          retention of i      U_i >= outside_i
          fairness            u_low <= U_i <= u_high,  u_high - u_low <= fairness
          share at quota      low <= sum_i n_i P_iaq z_iaq / sum_i n_i <= high
          one quota factor    sum_a z_iaq the same for all i, when quotas move together

All money is divided by on-target earnings, so that rows are of one size. M_iaq is the most that any curve within the
slope limits can pay more for another effort: no larger than needed, which is what makes the program quick. For
risk-neutral reps. Source: the linear programs of Grossman and Hart 1983 with several agents under one contract; a
common plan for heterogeneous reps is Raju and Srinivasan 1996's problem, solved here to a proved gap.
"""

from __future__ import annotations

import math

import numpy as np

from optimize.incentive.curve_wishes import SHARE_AT_QUOTA, CurveWishes
from optimize.incentive.force import RepType
from optimize.program import Floats, Ints, Program


class CurveProgram:
    """The program, its columns, and the way back; money in OTE."""

    def __init__(self, types: list[RepType], margin: float, wishes: CurveWishes) -> None:
        if not types or len({len(one.cost) for one in types}) != 1:
            raise ValueError("types of reps are wanted, all with the same number of efforts")
        self.types, self.margin, self.wishes = types, margin, wishes
        self.knots = np.array(wishes.knots)
        self.n_efforts = len(types[0].cost)
        self.target = 1.0 - wishes.base_share[0]
        self.hats = [[one.hats(self.knots, q) for q in wishes.quota_factors] for one in types]
        self.soft: list[str] = []
        self.program = Program("one common payout curve", sense="max")
        self._columns()
        self._curve()
        for number in range(len(types)):
            self._choice(number)
        self._together()

    def _columns(self) -> None:
        program, wishes, ote = self.program, self.wishes, self.wishes.ote
        (self.base,) = program.add_columns(["base"], cost=0.0, high=1.0).tolist()
        top = np.cumsum(np.append(0.0, np.diff(self.knots))) * wishes.slopes[1] * self.target
        self.pay = program.add_columns(
            [f"pay at {x:g}" for x in self.knots], cost=0.0, high=np.maximum(top, 0.0)
        )
        reps = np.array([one.reps for one in self.types])
        self.left = program.add_columns(
            [f"left to {one.name}" for one in self.types], cost=-reps, low=-math.inf
        )
        self.work: list[Ints] = []
        for one in self.types:
            worth = one.reps * (self.margin * one.sells() - one.cost) / ote
            names = [
                f"{one.name}: effort {a}, quota x {q:g}"
                for q in wishes.quota_factors
                for a in range(self.n_efforts)
            ]
            cost = np.tile(worth, len(wishes.quota_factors))
            self.work.append(program.add_columns(names, cost=cost, high=1.0, whole=True))

    def _curve(self) -> None:
        add_curve(self.program, self.wishes, self.base, self.pay)

    def _choice(self, number: int) -> None:
        """Add what a type chooses, and that it is his best."""
        one, left, ote = self.types[number], int(self.left[number]), self.wishes.ote
        columns, program = self.work[number], self.program
        program.add_row(f"one effort of {one.name}", (columns, np.ones(len(columns))), low=1.0, high=1.0)
        for q, hats in enumerate(self.hats[number]):
            under_q = columns[q * self.n_efforts : (q + 1) * self.n_efforts]
            slack = self._most_between(hats, one.cost / ote)
            other = self._most_elsewhere(number, q)
            for a in range(self.n_efforts):
                paid = {int(c): -float(h) for c, h in zip(self.pay, hats[a], strict=True)}
                cost = float(one.cost[a]) / ote
                terms = {left: 1.0, self.base: -1.0, **paid}
                best = dict(terms)
                if len(self.wishes.quota_factors) > 1:
                    best |= {int(c): -other for c in under_q}
                    program.add_row(f"best for {one.name}: {a}, {q}", best, low=-cost - other)
                    slack[a] = max(slack[a], self._most_over(number, q, a))
                else:
                    program.add_row(f"best for {one.name}: {a}, {q}", best, low=-cost)
                most = float(slack[a])
                taken = {**terms, int(under_q[a]): most}
                program.add_row(f"taken by {one.name}: {a}, {q}", taken, high=most - cost)

    def _together(self) -> None:
        """Add budget, retention, fairness, the share at quota, and that quotas move together."""
        program, wishes, ote = self.program, self.wishes, self.wishes.ote
        reps = np.array([one.reps for one in self.types])
        costs = [np.tile(one.reps * one.cost / ote, len(wishes.quota_factors)) for one in self.types]
        paid = (np.concatenate([self.left, *self.work]), np.concatenate([reps, *costs]))
        self._wish("budget", paid, high=wishes.budget / ote)
        for column, one in zip(self.left.tolist(), self.types, strict=True):
            self._wish(f"retention of {one.name}", (np.array([column]), np.ones(1)), low=one.outside / ote)
        if math.isfinite(wishes.fairness):
            low, high = program.add_columns(["least left", "most left"], cost=0.0, low=-math.inf).tolist()
            for column in self.left.tolist():
                program.add_row(f"least left, {column}", {column: 1.0, low: -1.0}, low=0.0)
                program.add_row(f"most left, {column}", {column: 1.0, high: -1.0}, high=0.0)
            self._wish("fairness", (np.array([high, low]), np.array([1.0, -1.0])), high=wishes.fairness / ote)
        if wishes.attained != (0.0, 1.0):
            chances = [
                np.concatenate([one.reps * one.reaches(q) for q in wishes.quota_factors]) / reps.sum()
                for one in self.types
            ]
            made = (np.concatenate(self.work), np.concatenate(chances))
            self._wish(SHARE_AT_QUOTA, made, low=wishes.attained[0], high=wishes.attained[1])
        self._one_factor()

    def _one_factor(self) -> None:
        """Add that all types have the same quota factor."""
        n = self.n_efforts
        for q in range(len(self.wishes.quota_factors) - 1):
            first = self.work[0][q * n : (q + 1) * n]
            for one, columns in zip(self.types[1:], self.work[1:], strict=True):
                both = np.concatenate([columns[q * n : (q + 1) * n], first])
                signs = np.concatenate([np.ones(n), -np.ones(n)])
                self.program.add_row(f"one quota factor: {one.name}, {q}", (both, signs), low=0.0, high=0.0)

    def _wish(
        self, name: str, terms: tuple[Ints, Floats], *, low: float = -math.inf, high: float = math.inf
    ) -> None:
        self.soft.append(name)
        self.program.add_row(name, terms, low=low, high=high)

    def _gain(self, more: Floats) -> float:
        """Return the most that hat weights ``more`` (adding to 0) can be worth over all curves within the slopes."""
        tails = np.cumsum(more[::-1])[::-1][1:]  # weight that lies beyond each piece's start
        widths = np.diff(self.knots) * self.target
        least, most = self.wishes.slopes
        return float((widths * np.where(tails > 0, most * tails, least * tails)).sum())

    def _most_between(self, hats: Floats, cost: Floats) -> Floats:
        """Return for each effort the most that another one can leave a rep more, shape (n_efforts,)."""
        efforts = range(len(hats))
        gains = [[self._gain(hats[b] - hats[a]) - (cost[b] - cost[a]) for b in efforts] for a in efforts]
        most: Floats = np.maximum(np.max(gains, axis=1), 0.0)
        return most

    def _most_elsewhere(self, number: int, q: int) -> float:
        """Return the most that quota factor q can leave a type more than another factor."""
        cost = self.types[number].cost / self.wishes.ote
        here = self.hats[number][q]
        gains = [
            self._gain(here[a] - there[b]) - (cost[a] - cost[b])
            for other, there in enumerate(self.hats[number])
            if other != q
            for a in range(len(here))
            for b in range(len(here))
        ]
        return float(max([0.0, *gains]))

    def _most_over(self, number: int, q: int, a: int) -> float:
        """Return the most that any effort under any quota factor can leave a type more than effort a under factor q."""
        cost = self.types[number].cost / self.wishes.ote
        here = self.hats[number][q][a]
        gains = [
            self._gain(there[b] - here) - (cost[b] - cost[a])
            for there in self.hats[number]
            for b in range(len(there))
        ]
        return float(max(gains))


def add_curve(program: Program, wishes: CurveWishes, base: int, pay: Ints) -> list[str]:
    """
    Add what every curve must keep, and return the names of its rows.

    ``base`` and ``pay`` are the columns of base pay and of variable pay at the knots.
    """
    knots, target, before = np.array(wishes.knots), 1.0 - wishes.base_share[0], len(program.rows)
    program.add_row("pay at target", {base: 1.0, int(pay[wishes.knots.index(1.0)]): 1.0}, low=1.0, high=1.0)
    program.add_row("base share", {base: 1.0}, low=wishes.base_share[0], high=wishes.base_share[1])
    program.add_row("pay begins at 0", {int(pay[0]): 1.0}, high=0.0)
    for k, width in enumerate(np.diff(knots).tolist()):
        least, most = (slope * width * target for slope in wishes.slopes)
        if math.isfinite(wishes.most_pay) and k == len(knots) - 2:
            least = most = 0.0
        terms = {int(pay[k + 1]): 1.0, int(pay[k]): -1.0}
        program.add_row(f"slope from {knots[k]:g} on", terms, low=least, high=most)
    if math.isfinite(wishes.most_pay):
        program.add_row("cap", {int(pay[-1]): 1.0}, high=wishes.most_pay * target)
    return [row.name for row in program.rows[before:]]
