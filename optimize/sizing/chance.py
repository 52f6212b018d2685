"""
The chance of hitting a plan: people leave by luck, months are good or bad, and the plan holds in most samples.

In sample s the m-th person hired in month t brings c_stm sales until he leaves, if he is hired (u_tm = 1):

    sum_m u_tm = H_t,  u_t1 >= u_t2 >= ...
    base_s + sum_tm c_stm u_tm - sum_t loss_st L_t >= amount - (amount - base_s)(1 - z_s),    sum_s z_s >= p n

(sample average approximation of a chance constraint, Luedtke and Ahmed 2008). Whoever is laid off is counted as if he
would have stayed, which understates the chance. Who leaves when is a draw keyed by (seed, sample, role, month, m).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.program import Floats, Ints, Program
from optimize.sizing.facts import Goal, Role, SizingFacts, most_hires, ramped
from sim.streams import Streams, entity_ids

if TYPE_CHECKING:
    from optimize.sizing.planning import Columns

MOST_HIRES = 12
"""Persons a month that the chance row knows when the role has no limit."""


@dataclass(frozen=True, eq=False)
class Samples:
    """
    What may happen.

    ``base`` sales of those in post at the opening, shape (n_samples,); ``brought`` by the m-th person hired in month t,
    (n_samples, n_months, most); ``loss`` by one laid off in month t who would have stayed, (n_samples, n_months).
    """

    base: Floats
    brought: Floats
    loss: Floats

    def sales(self, hired: Ints, laid_off: Ints) -> Floats:
        """Return the sales of a plan in each sample [currency], shape (n_samples,)."""
        chosen = np.arange(self.brought.shape[2]) < hired[:, None]
        sales: Floats = self.base + (self.brought * chosen).sum(axis=(1, 2)) - self.loss @ laid_off
        return sales


def draw_samples(facts: SizingFacts, goal: Goal, numbers: Iterable[int], most: int | None = None) -> Samples:
    """
    Return what each sample brings, with productivity from the goal's rows in turn and who leaves when drawn anew.

    Parameters
    ----------
    numbers
        Of the samples: the same number has the same luck whatever the plan; others give a check out of sample.
    most
        Persons a month that are told of; from the role's limit when not given.
    """
    role, n = facts.role(goal.role), facts.n_months
    limit = most_hires(role, n)
    most = most or int(min(max(limit.max(initial=0.0), 1.0), MOST_HIRES if math.isinf(limit.max()) else 1e6))
    rows = np.atleast_2d(goal.productivity)
    people = [f"{role.id} of the opening {m}" for m in range(math.ceil(role.opening))]
    hires = [f"{role.id} hired in {t}, {m}" for t in range(n) for m in range(most)]
    names, share = entity_ids([*people, *hires]), ramped(role, n)
    base, brought, loss = [], [], []
    for number in numbers:
        productivity = rows[number % len(rows)]
        months = _months_there(role, Streams(facts.seed, number).uniforms("sizing-leaving", names))
        done = np.concatenate([[0.0], np.cumsum(productivity)])
        there = np.minimum(months[: len(people)], n)
        weight = np.minimum(1.0, role.opening - np.arange(len(people)))
        base.append(float((done[there.astype(np.int64)] * weight).sum()))
        hired = months[len(people) :].reshape(n, most)
        brought.append([_brought(productivity[t:] * share[: n - t], hired[t]) for t in range(n)])
        loss.append(done[-1] - done[:-1])
    return Samples(np.array(base), np.array(brought), np.array(loss))


def _months_there(role: Role, luck: Floats) -> Floats:
    """Return how many months each person works before leaving at a month's end: geometric, 1 or more."""
    if role.leaving <= 0:
        return np.full(luck.shape, math.inf)
    months: Floats = np.floor(np.log(luck) / math.log1p(-role.leaving)) + 1.0
    return months


def _brought(monthly: Floats, there: Floats) -> Floats:
    """Return what persons bring who stay so many months, of what each month would bring."""
    done = np.concatenate([[0.0], np.cumsum(monthly)])
    total: Floats = done[np.minimum(there, len(monthly)).astype(np.int64)]
    return total


def add_chance(facts: SizingFacts, goal: Goal, samples: Samples, program: Program, columns: Columns) -> None:
    """Add the rows of the module's text to a headcount program."""
    n_samples, n, most = samples.brought.shape
    unit = max(float(np.mean(goal.productivity)), 1e-12)
    chosen = program.add_columns(
        [f"hire {t}.{m}" for t in range(n) for m in range(most)], cost=0.0, high=1.0, whole=True
    ).reshape(n, most)
    hit = program.add_columns([f"hit {s}" for s in range(n_samples)], cost=0.0, high=1.0, whole=True)
    for t in range(n):
        terms = (np.append(chosen[t], columns.hired[t]), np.append(np.ones(most), -1.0))
        program.add_row(f"hired one by one in {t}", terms, low=0.0, high=0.0)
        for m in range(1, most):
            after = {int(chosen[t, m]): 1.0, int(chosen[t, m - 1]): -1.0}
            program.add_row(f"in order {t}.{m}", after, high=0.0)
    for s in range(n_samples):
        missing = (goal.amount - float(samples.base[s])) / unit
        worst = 0.0
        parts = [(chosen.ravel(), samples.brought[s].ravel() / unit)]
        if len(columns.laid_off):
            parts.append((columns.laid_off, -samples.loss[s] / unit))
            # A sample that is missed may fall below its base by layoffs: the row lets go by all they can cost.
            worst = facts.role(goal.role).opening * float(samples.loss[s].max()) / unit
        parts.append((hit[[s]], np.array([-missing - worst])))
        terms = (np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))
        program.add_row(f"sample {s}", terms, low=-worst)
    wanted = math.ceil((goal.probability or 0.0) * n_samples - 1e-9)
    program.add_row(f"plan of {goal.role}", (hit, np.ones(n_samples)), low=float(wanted))
