"""A monthly plan as plain whole numbers over scales that are derived from it, ready for :mod:`rows`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, count
from math import gcd, lcm, prod
from typing import Any

import numpy as np

from sim.compensation.ledger import Cents
from sim.compensation.measure import MONTHS
from sim.compensation.monthly import form
from sim.compensation.monthly.form import FOREVER, Cap, Limit, Link, MonthlyPlan
from sim.compensation.monthly.rows import (
    AFTER_CAP,
    AMOUNT,
    AS_CAP,
    BEFORE_CAP,
    CAP_OF_AMOUNT,
    CAP_OF_TARGET,
    CARRIED,
    CARRIED_IN_YEAR,
    LOST,
    NO_CAP,
    RATIO,
    TARGET,
    Floats,
    Ints,
    Part,
    Sizes,
    Stick,
    Tables,
)

_EXCESS = {"lost": LOST, "carried_in_year": CARRIED_IN_YEAR, "carried": CARRIED}
_PAYS = {"target": TARGET, "quota": RATIO, "credit": RATIO, "amount": AMOUNT}


def tables(plan: MonthlyPlan, target_dens: Sequence[int], *, quota_by_month: bool) -> Tables:
    """
    Return a plan as whole numbers of any size; :func:`narrow` fits them into 64 bits.

    Parameters
    ----------
    plan
        The plan.
    target_dens
        What the numbers of each part's target pay are over, see :func:`target_numbers`.
    quota_by_month
        Whether the quota in play is given month by month for each stick, instead of a year's that is dealt by the
        plan's shares.
    """
    n_months = len(plan.promises)
    columns = list(dict.fromkeys(_columns(plan)))
    sticks, quota_in_play = _sticks(plan, columns, n_months, quota_by_month=quota_by_month)
    parts, target_in_play = _parts(plan, n_months, target_dens)
    for n, part in enumerate(parts):
        alike = quota_in_play[n] == target_in_play[n] and sticks[n].unit * target_dens[n] == part.target_den
        parts[n] = part._replace(constant=int(not quota_by_month and alike))
    rounding = plan.rounding
    return Tables(
        columns=_table(columns, 3),
        sticks=_table(sticks, len(Stick._fields)),
        parts=_table(parts, len(Part._fields)),
        by_month=_by_month(plan, quota_in_play, target_in_play, n_months),
        knots=_table([start.as_integer_ratio() for stick in plan.sticks for start in stick.starts], 2),
        pieces=_table([pair for part in plan.parts for pair in _pieces(part)], 2),
        links=_table(_links(plan), 5),
        factors=whole(numerator for link in _all_links(plan) for numerator in _numerators(link)),
        months=_months(plan),
        caps=_table([_cap(plan, cap) for cap in plan.caps], 1 + len(plan.parts) + len(plan.caps)),
        cap_months=_cap_months(plan),
        sizes=_sizes(plan, sticks, parts, quota_in_play, target_in_play),
        draws=float(max((max(one.floor, one.spared) for one in plan.promises), default=0)),
        rate=float(max((one.recovers.numerator for one in plan.promises), default=1)),
        quantum=10 ** (2 - rounding.places),
        half_even=int(rounding.mode == "half_even"),
        cumulative=int(rounding.of == "cumulative"),
        pay_back=int(not plan.carries),
    )


def target_numbers(plan: MonthlyPlan, target: Cents) -> tuple[Ints, tuple[int, ...]]:
    """
    Return each part's target pay of a year in whole numbers, shape (n, 1, n_parts), and what each part's are over.

    ``target`` is the whole target pay [cents/year], shape (n,).
    """
    numbers, dens = [], []
    for part in plan.parts:
        weight = part.weight
        column = np.ones_like(target, object) if weight is None else target.astype(object) * weight.numerator
        den = 1 if weight is None else weight.denominator
        common = gcd(den, *column)
        numbers.append(column // common)
        dens.append(den // common)
    return np.array(numbers, dtype=object).reshape(len(dens), len(target)).T[:, None, :], tuple(dens)


def whole(values: Iterable[object]) -> Ints:
    """Return whole numbers as an array of Python's integers."""
    return np.array(list(values), dtype=object)


def narrow(found: Tables) -> Tables | None:
    """Return the tables in 64 bits, None where a number of the plan is longer."""
    try:
        return Tables(*(_narrowed(value) for value in found))
    except OverflowError:
        return None


def _narrowed(value: Any) -> Any:  # noqa: ANN401 - a table, or one number
    if isinstance(value, np.ndarray):
        return value if value.dtype == np.float64 else np.ascontiguousarray(value.astype(np.int64))
    return value if isinstance(value, float) else int(np.int64(value))


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Return rows of whole numbers, none of which is a table too."""
    return np.array(rows, dtype=object).reshape(len(rows), width)


def _columns(plan: MonthlyPlan) -> list[tuple[int, int, int]]:
    """Return stream and months of the credit that each stick counts; a link counts all months."""
    dated = [(part.stick.stream, part.starts, part.until) for part in plan.parts]
    return dated + [(stick.stream, 0, FOREVER) for stick in plan.sticks[len(plan.parts) :]]


def _sticks(
    plan: MonthlyPlan, columns: list[tuple[int, int, int]], n_months: int, *, quota_by_month: bool
) -> tuple[list[Stick], list[list[int]]]:
    """Return the sticks, and the quota in play of each month over the stick's unit."""
    found, weights = [], []
    firsts = accumulate((len(stick.starts) for stick in plan.sticks), initial=0)
    for n, (stick, column, first) in enumerate(zip(plan.sticks, _columns(plan), firsts, strict=False)):
        dealt = not (quota_by_month or stick.on_credit)
        held = [
            _share(plan, stick.window.held_against(month)) if dealt else Fraction(1)
            for month in _run(plan, n_months)
        ]
        unit = _unit(held)
        weights.append([int(share * unit) for share in held])
        found.append(
            Stick(
                column=columns.index(column),
                quota=n if quota_by_month else stick.stream,
                on_credit=int(stick.on_credit),
                unit=unit,
                first=first,
                last=first + len(stick.starts),
                owns=int(stick.owns_start),
            )
        )
    return found, weights


def _run(plan: MonthlyPlan, n_months: int) -> range:
    """Return the months of the run, counted from the first of the fiscal year that it begins in."""
    return range(plan.first, plan.first + n_months)


def _share(plan: MonthlyPlan, months: range) -> Fraction:
    return sum((plan.shares[month % MONTHS] for month in months), Fraction(0))


def _unit(shares: Sequence[Fraction]) -> int:
    return lcm(*(share.denominator for share in shares))


def _parts(
    plan: MonthlyPlan, n_months: int, target_dens: Sequence[int]
) -> tuple[list[Part], list[list[int]]]:
    """Return the parts, and the target pay in play of each month over a unit that is in ``target_den``."""
    found, weights = [], []
    first_piece = first_link = 0
    for part, target_den in zip(plan.parts, target_dens, strict=True):
        shares = [
            Fraction(1) if part.weight is None else _share(plan, part.stick.window.paid_for(month))
            for month in _run(plan, n_months)
        ]
        unit, den, links = _unit(shares), _denominator(part), part.links
        weights.append([int(share * unit) for share in shares])
        found.append(
            Part(
                pays=_PAYS[part.pieces.pays],
                new_only=int(part.pieces.new_credit_only),
                piece=first_piece,
                den=den,
                target_den=target_den * unit,
                constant=0,
                cap_kind=_cap_kind(part.cap),
                cap=int(part.cap.most * den) if part.cap else 0,
                first_link=first_link,
                last_link=first_link + len(links),
                before_den=prod(_unit(link.factors) for link in links if not link.after_cap),
                after_den=prod(_unit(link.factors) for link in links if link.after_cap),
                excess=_EXCESS[part.cap.excess] if part.cap else LOST,
            )
        )
        first_piece, first_link = first_piece + len(part.pieces.slopes), first_link + len(links)
    return found, weights


def _pieces(part: form.Part) -> list[tuple[int, int]]:
    """Return intercept and slope of each piece over the part's denominator."""
    den = _denominator(part)
    pairs = zip(part.pieces.intercepts, part.pieces.slopes, strict=True)
    return [(int(intercept * den), int(slope * den)) for intercept, slope in pairs]


def _denominator(part: form.Part) -> int:
    limits = [part.cap, *(link.limit for link in part.links)]
    most = [one.most for one in limits if one is not None]
    return _unit([*part.pieces.intercepts, *part.pieces.slopes, *most])


def _cap_kind(limit: Limit | None) -> int:
    if limit is None:
        return NO_CAP
    return CAP_OF_TARGET if limit.of_target else CAP_OF_AMOUNT


def _all_links(plan: MonthlyPlan) -> list[Link]:
    return [link for part in plan.parts for link in part.links]


def _numerators(link: Link) -> list[int]:
    return [int(factor * _unit(link.factors)) for factor in link.factors]


def _links(plan: MonthlyPlan) -> list[tuple[int, ...]]:
    firsts = accumulate((len(link.factors) for link in _all_links(plan)), initial=0)
    sticks = count(len(plan.parts))
    found: list[tuple[int, ...]] = []
    for part in plan.parts:
        den = _denominator(part)
        for link in part.links:
            acts = AS_CAP if link.limit else AFTER_CAP if link.after_cap else BEFORE_CAP
            most = int(link.limit.most * den) if link.limit else 0
            found.append((next(sticks), acts, next(firsts), _cap_kind(link.limit), most))
    return found


def _cap(plan: MonthlyPlan, cap: Cap) -> list[int]:
    """Return what becomes of the rest, whether each part is in the cap, and whether each earlier cap is."""
    inside = [int(part.id in cap.parts) for part in plan.parts]
    earlier = plan.caps[: plan.caps.index(cap)]
    within = [int(one in earlier and set(one.parts) <= set(cap.parts)) for one in plan.caps]
    return [_EXCESS[cap.excess], *inside, *within]


def _cap_months(plan: MonthlyPlan) -> Ints:
    found = np.zeros((len(plan.caps), len(plan.promises), 2), dtype=object)
    for n, cap in enumerate(plan.caps):
        for at, month in enumerate(_run(plan, len(plan.promises))):
            begins = at == 0 or month % MONTHS % cap.months == 0
            found[n, at] = int(begins), cap.limits[month % MONTHS]
    return found


def _by_month(plan: MonthlyPlan, quota: list[list[int]], target: list[list[int]], n_months: int) -> Ints:
    """Return what each stick has for each month; those of links pay nothing."""
    found = np.zeros((len(plan.sticks), n_months, 4), dtype=object)
    for n, stick in enumerate(plan.sticks):
        for at, month in enumerate(_run(plan, n_months)):
            opens = max(stick.window.start(month) - plan.first, 0)
            begins = int(stick.window.begins(month))
            found[n, at] = quota[n][at], opens, begins, target[n][at] if n < len(target) else 0
    return found


def _months(plan: MonthlyPlan) -> Ints:
    rows = []
    for month, one in zip(_run(plan, len(plan.promises)), plan.promises, strict=True):
        rate = one.recovers.as_integer_ratio()
        rows.append((int(month % MONTHS == 0), one.floor, one.top_up_to, one.spared, *rate, int(one.resets)))
    return _table(rows, 7)


def _sizes(
    plan: MonthlyPlan, sticks: list[Stick], parts: list[Part], quota: list[list[int]], target: list[list[int]]
) -> Floats:
    """Return the largest numbers of each stick and, for those of parts, of the part."""
    rows = []
    for n, stick in enumerate(plan.sticks):
        knots = [start.as_integer_ratio() for start in stick.starts]
        of_stick = [
            max(quota[n], default=0),
            sticks[n].unit,
            max((num for num, _ in knots), default=1),
            max((den for _, den in knots), default=1),
        ]
        rows.append(
            of_stick + (_sizes_of_part(plan.parts[n], parts[n], target[n]) if n < len(parts) else [1] * 7)
        )
    return np.array([[_float(value) for value in row] for row in rows], dtype=np.float64).reshape(
        len(rows), len(Sizes._fields)
    )


def _sizes_of_part(part: form.Part, row: Part, target: list[int]) -> list[int]:
    pieces = _pieces(part)
    return [
        max(abs(intercept) for intercept, _ in pieces),
        max(abs(slope) for _, slope in pieces),
        max(target, default=0),
        row.den,
        max([row.cap, *(int(link.limit.most * row.den) for link in part.links if link.limit)]),
        prod(max(*_numerators(link), _unit(link.factors)) for link in part.links),
        row.before_den * row.after_den,
    ]


def _float(value: int) -> float:
    # A number too long for a float is too long for 64 bits too.
    return float(min(value, 10**300))
