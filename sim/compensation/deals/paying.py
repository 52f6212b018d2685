"""Step 8: the slices that the payouts of deals pay, each as in :mod:`sim.compensation.slices`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.deals.awards import Gonik, Mbo, Pool, QuotaBonus, Rank
from sim.compensation.deals.deal import Deal
from sim.compensation.deals.own import own_component
from sim.compensation.deals.payouts import (
    AmountTiers,
    Axis,
    DealAxis,
    Matrix,
    Own,
    PersonalRate,
    PerUnit,
    RateTable,
    UnitTiers,
)
from sim.compensation.payout import is_reached
from sim.compensation.slices import InPlay, Slice

ONE, NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Facts:
    """
    What a payout on a whole window may look at, besides the credit.

    ``readings`` by name; ``base`` is base pay of the window [cents]; ``pool_share`` is the person's part of everybody's
    credit; ``wins`` whether the person is among the best of a window that has closed.
    """

    in_play: InPlay
    commission: Fraction
    quota_credit: Fraction
    readings: dict[str, Fraction]
    base: Fraction = NONE
    pool_share: Fraction = NONE
    wins: bool = False

    @property
    def attainment(self) -> Fraction | None:
        """Return quota credit over quota, None without quota."""
        return self.quota_credit / self.in_play.quota if self.in_play.quota else None


Windowed = Own | PerUnit | PersonalRate | UnitTiers | AmountTiers | Matrix | Mbo | Pool | Gonik | Rank


def of_window(payout: Windowed, facts: Facts) -> tuple[Slice, ...]:
    """Return the slices that a payout pays for the credit of a window so far."""
    if isinstance(payout, Own | Mbo | Pool | Rank):
        return _sums(payout, facts)
    if isinstance(payout, PerUnit):
        return (Slice(NONE, facts.commission / 100, Fraction(payout.amount) * 100, ONE),)
    if isinstance(payout, PersonalRate):
        return (Slice(NONE, facts.commission, facts.readings.get(payout.of, NONE), ONE),)
    if isinstance(payout, UnitTiers):
        return _unit_tiers(payout, facts.commission / 100)
    if isinstance(payout, AmountTiers):
        return _amount_tiers(payout, facts.commission / 100)
    return _matrix(payout, facts) if isinstance(payout, Matrix) else _gonik(payout, facts)


def _own(payout: Own, facts: Facts) -> Fraction:
    words = {name: Fraction(value) for name, value in payout.words.items()}
    return Fraction(own_component(payout.name).amount(facts.commission / 100, facts.attainment, words))


def _sums(payout: Own | Mbo | Pool | Rank, facts: Facts) -> tuple[Slice, ...]:
    """Return the parts of a sum of money that a window earns."""
    if isinstance(payout, Own):
        return (_amount(_own(payout, facts) * 100),)
    cents = Fraction(payout.amount) * 100
    if isinstance(payout, Mbo):
        scores = ((Fraction(score.weight), facts.readings.get(score.id, NONE)) for score in payout.scores)
        return tuple(_amount(cents * weight * reached) for weight, reached in scores)
    if isinstance(payout, Pool):
        return (_amount(cents * facts.pool_share),)
    return (_amount(cents),) if facts.wins else ()


def _amount(cents: Fraction, of: Fraction = ONE, at: Fraction = NONE) -> Slice:
    """Return a slice that pays a sum at a place instead of a rate over a stretch."""
    return Slice(at, at, NONE, of, cents)


def _unit_tiers(payout: UnitTiers, units: Fraction) -> tuple[Slice, ...]:
    starts = [Fraction(band.starts_at) for band in payout.bands]
    amounts = [Fraction(band.amount) * 100 for band in payout.bands]
    # A tier from 3 on begins with the unit after the third: exactly 3 units are still below it.
    reached = 1 + sum(units > start for start in starts[1:])
    if payout.knot_rule == "whole_trueup":
        return (Slice(NONE, units, amounts[reached - 1], ONE),)
    ends = [*starts[1:reached], units]
    return tuple(Slice(a, b, amount, ONE) for a, b, amount in zip(starts, ends, amounts, strict=False))


def _amount_tiers(payout: AmountTiers, credit: Fraction) -> tuple[Slice, ...]:
    found = []
    for band in payout.bands:
        start, end = Fraction(band.starts_at), Fraction(band.ends_at)
        if credit > start:
            found.append(Slice(start, min(credit, end), Fraction(band.amount) / (end - start), Fraction(100)))
    return tuple(found)


def _gonik(payout: Gonik, facts: Facts) -> tuple[Slice, ...]:
    forecast = facts.readings.get(payout.forecast)
    result = facts.attainment
    if result is None or forecast is None:
        return ()
    foreseen = forecast * 100 / facts.in_play.quota
    case = payout.over if result >= foreseen else payout.under  # where they are equal both pay the same
    fraction = Fraction(case.forecast) * foreseen + Fraction(case.result) * result
    return (_amount(max(fraction, NONE), facts.in_play.target, result),)


def short_of(payout: QuotaBonus, credit: Fraction, quota: Fraction) -> tuple[Slice, ...]:
    """Return what a bonus pays for a window that has not reached it."""
    if payout.if_short == "nothing" or not quota or credit <= 0:
        return ()
    each = Fraction(payout.amount) * 100 / Fraction(payout.at)
    return (Slice(NONE, credit / quota, each, ONE),)


def _matrix(payout: Matrix, facts: Facts) -> tuple[Slice, ...]:
    row, col = _looked_up(payout.rows, facts), _looked_up(payout.cols, facts)
    if row is None or col is None:
        return ()
    cell = cell_of(payout, row, col)
    if payout.pays == "rate":
        return (Slice(NONE, facts.commission, cell, ONE),)
    return (_amount(cell, facts.in_play.target if payout.pays == "share_of_target" else facts.base),)


def _looked_up(axis: Axis, facts: Facts) -> Fraction | None:
    return facts.attainment if axis.x == "attainment" else facts.readings.get(axis.of or "")


def cell_of(payout: Matrix, row: Fraction, col: Fraction) -> Fraction:
    """Return the cell of a matrix at two values; 0 below the first break of a floor."""
    rows = [Fraction(b) for b in payout.rows.breaks]
    cols = [Fraction(b) for b in payout.cols.breaks]
    if payout.lookup == "step_ceil":
        r = min(sum(b < row for b in rows), len(rows) - 1)
        c = min(sum(b < col for b in cols), len(cols) - 1)
        return Fraction(payout.cells[r][c])
    if payout.lookup == "step_floor":
        r, c = sum(b <= row for b in rows) - 1, sum(b <= col for b in cols) - 1
        return Fraction(payout.cells[r][c]) if r >= 0 and c >= 0 else NONE
    return _bilinear(payout, _position(rows, row), _position(cols, col))


def _position(breaks: Sequence[Fraction], value: Fraction) -> tuple[int, Fraction]:
    """Return the break at or below a value and how far it is to the next, edges held."""
    if value <= breaks[0] or len(breaks) == 1:
        return 0, NONE
    if value >= breaks[-1]:
        return len(breaks) - 2, ONE
    at = sum(b <= value for b in breaks) - 1
    return at, (value - breaks[at]) / (breaks[at + 1] - breaks[at])


def _bilinear(payout: Matrix, row: tuple[int, Fraction], col: tuple[int, Fraction]) -> Fraction:
    (r, down), (c, across) = row, col

    def cell(i: int, j: int) -> Fraction:
        cells = payout.cells[min(i, len(payout.cells) - 1)]
        return Fraction(cells[min(j, len(cells) - 1)])

    above = cell(r, c) * (1 - across) + cell(r, c + 1) * across
    below = cell(r + 1, c) * (1 - across) + cell(r + 1, c + 1) * across
    return above * (1 - down) + below * down


def of_deal(payout: RateTable | Matrix, deal: Deal, credit: Fraction) -> tuple[Slice, ...]:
    """Return the slice of one deal's credit at the rate that the deal itself is looked up to have."""
    if isinstance(payout, Matrix):
        row, col = deal_value(deal, payout.rows.x), deal_value(deal, payout.cols.x)
        rate = NONE if row is None or col is None else cell_of(payout, row, col)
        return (Slice(NONE, credit, rate, ONE),)
    at = deal_value(deal, payout.x)
    reached = [
        band.rate
        for band in payout.bands
        if at is not None and is_reached(Fraction(band.starts_at), at, payout.boundary)
    ]
    return (Slice(NONE, credit, Fraction(reached[-1]), ONE),) if reached else ()


def deal_value(deal: Deal, x: DealAxis | str) -> Fraction | None:
    """Return what a deal is looked up by, None where it cannot be told (a share of nothing)."""
    match x:
        case "amount":
            return deal.amount
        case "units":
            return deal.units
        case "margin_share":
            return deal.margin / deal.amount if deal.amount else None
    cost = deal.amount - deal.margin
    return deal.margin / cost if cost else None
