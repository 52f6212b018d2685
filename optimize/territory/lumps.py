"""
A stronger bound: the relaxation in which units too large to hide may not be split.

What makes territories hard to balance are the lumps, so keeping them whole, and letting small units be split, is
nearly as strong as the whole program. To stay small it knows each small unit's few best arcs only; whatever goes over
the others is pooled, at a price that no arc undercuts, so that the bound holds for all arcs:

    min   ... + sum_i b_i s_i + sum_j (mu_j + p_j) y_j
    s.t.  sum_(j kept) x_ij + s_i = 1           s_i the share of unit i over arcs that are left out
          sum_i a_i s_i = sum_j y_j             y_j what arrives at territory j over them
          L_j <= sum_i a_i x_ij + y_j <= U_j

with p the relaxation's band prices, b_i = min_j (c_ij - p_j a_i), and mu_j = min over left out (i, j) of
(c_ij - p_j a_i - b_i) / a_i: an arc left out costs c_ij = b_i + p_j a_i + (at least mu_j a_i).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimize.lp import solve
from optimize.program import Effort, Floats, Ints, Limits, Row
from optimize.territory.polish import read
from optimize.territory.program import Arcs, Deal, Model, Prices, model_of

LUMP = 0.08
"""A unit above this share of an average territory may not be split."""
LUMP_GAP = 0.015
"""A lump's arcs are left out when their reduced cost is above this share of the bound."""
ARCS = 3
GAP, NODES = 0.01, 1
SHARE = 1e-6


def with_lumps_whole(deal: Deal, rates: Prices, start: Ints, effort: Effort) -> tuple[float, Ints]:
    """Return a bound at least as good as that of the relaxation, and the solution behind it, rounded."""
    hint = rates.share.argmax(axis=1)
    if len(deal.measures) != 1:
        return (
            rates.bound,
            hint,
        )  # pooling needs an amount that is the same wherever a unit goes; hours are not
    lumps = deal.measures[0].amount[:, 0] >= LUMP
    kept = _arcs(deal, rates, start, lumps)
    model = model_of(deal, kept, rates.cuts, whole=lumps)
    _pool(deal, rates, model, ~kept & ~lumps[:, None])
    answer = solve(model.program, effort.solver, Limits(gap=GAP, nodes=NODES, seconds=effort.limits.seconds))
    if not answer.found:
        return rates.bound, hint
    left_out = float(rates.reduced[~kept & lumps[:, None]].min(initial=np.inf))
    bound = min(answer.bound, rates.bound + left_out)
    return max(rates.bound, bound), read(model, answer.values)


def _arcs(deal: Deal, rates: Prices, start: Ints, lumps: Arcs) -> Arcs:
    """Return the arcs to know: near-optimal ones of lumps, the few best of small units, and all that a cut names."""
    n = len(start)
    rank = np.argsort(np.argsort(rates.reduced, axis=1, kind="stable"), axis=1, kind="stable")
    kept: Arcs = np.where(lumps[:, None], rates.reduced <= LUMP_GAP * abs(rates.bound), rank < ARCS)
    kept |= rates.share > SHARE
    kept[np.arange(n), start] = True
    own = np.flatnonzero(deal.own >= 0)
    kept[deal.own[own], own] = True
    for cut in rates.cuts:
        kept[cut.around, cut.territory] = True
        kept[[cut.unit, cut.root], cut.territory] = True
    return kept


def _pool(deal: Deal, rates: Prices, model: Model, left_out: Arcs) -> None:
    """Add the pool of left-out arcs to the program: see the module's text."""
    n = len(deal.cost)
    amount, price = deal.measures[0].amount[:, 0], rates.band_price[0]
    priced = deal.cost - price * amount[:, None]
    cheapest = priced.min(axis=1)
    senders = np.flatnonzero(left_out.any(axis=1) & (amount > 0))
    receivers = np.flatnonzero(left_out[senders].any(axis=0))
    if not len(senders):
        return
    dearer: Floats = np.where(left_out, priced - cheapest[:, None], np.inf)[senders] / amount[senders, None]
    least = dearer.min(axis=0)[receivers]
    program = model.program
    sent = program.add_columns([f"pooled {i}" for i in senders], cost=cheapest[senders], high=1.0)
    arrived = program.add_columns(
        [f"pooled to {deal.names[j]}" for j in receivers], cost=least + price[receivers]
    )
    for i, column in zip(senders.tolist(), sent.tolist(), strict=True):
        program.rows[i] = _with(program.rows[i], column, 1.0)
    for j, column in zip(receivers.tolist(), arrived.tolist(), strict=True):
        program.rows[n + j] = _with(program.rows[n + j], column, 1.0)
    columns, weights = (
        np.concatenate([sent, arrived]),
        np.concatenate([amount[senders], np.full(len(arrived), -1.0)]),
    )
    program.add_row("pool", (columns, weights), low=0.0, high=0.0)


def _with(row: Row, column: int, coefficient: float) -> Row:
    """Return a row with one more term."""
    return replace(
        row, columns=np.append(row.columns, column), coefficients=np.append(row.coefficients, coefficient)
    )
