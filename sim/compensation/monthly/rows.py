"""
The pay of one person after another, month by month, in whole numbers only.

These lines run twice: compiled on int64 by :mod:`sim.compensation.cells`, and as plain Python on integers of any size.
Whatever the machine code depends on is in this one file, because numba's cache on disk does not see edits elsewhere.

A ratio is multiplied out first and divided once, in :func:`rounded`. Where somebody stands on an axis is Y / X: for
attainment X is the quota in play and Y the credit, both times ``unit``; for credit X is ``unit`` and Y credit times it.
"""

# ruff: noqa: PLR0913, PLR0917 - numbers one by one stay in registers, a group of arrays is copied at every call

from __future__ import annotations

from math import gcd
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
"""Whole numbers: int64 where everything fits, Python integers (dtype object) where it would not."""
Floats = NDArray[np.float64]

TARGET, RATIO, AMOUNT = 0, 1, 2
"""What a part pays a fraction of: target pay, what its axis counts (quota or credit), or nothing (a sum of money)."""
NO_CAP, CAP_OF_TARGET, CAP_OF_AMOUNT = 0, 1, 2
DONE, TOO_LARGE, BROKEN = 0, 1, 2
"""What became of a person: paid, beyond 64 bits, or paid is not earned plus owed."""
_ROOM = 4.0e18  # below 2**62, so that neither a doubling nor the rounding of this estimate leaves int64
_YEAR = 13.0  # the windows that add up in a year, and one for the difference of two totals


class Stick(NamedTuple):
    """A yardstick: columns of credit and quota, and which knots are its own; a row of the table of that name."""

    column: int
    quota: int
    on_credit: int
    unit: int
    first: int
    last: int
    owns: int


class Part(NamedTuple):
    """A component: a piece pays ``intercept`` + ``slope`` times the place, over ``den``; a row of the table of parts."""

    pays: int
    new_only: int
    piece: int
    den: int
    target_den: int
    constant: int
    cap_kind: int
    cap: int
    first_link: int
    last_link: int
    before_den: int
    after_den: int
    in_plan_cap: int


class Sizes(NamedTuple):
    """The largest numbers of a stick and part, for the bound on a person's products; a row of its table."""

    weight: float
    unit: float
    knot_num: float
    knot_den: float
    intercept: float
    slope: float
    target: float
    den: float
    cap: float
    factors: float
    factor_den: float


QUOTA, CONSTANT, IN_PLAN_CAP = (
    Stick._fields.index("quota"),
    *map(Part._fields.index, ("constant", "in_plan_cap")),
)
"""Where the tables have what is looked up alone."""
WEIGHT, OPENS, BEGINS, TARGET_WEIGHT = 0, 1, 2, 3
"""What a stick has for each month: quota in play, the first month that counts, whether a window begins, target pay."""
NEW_YEAR, FLOOR, TOP_UP_TO, SPARED, RECOVERS = 0, 1, 2, 3, 4
"""What each month begins, and what the payment layer promises in it [cents]."""
STICK_OF_LINK, AFTER_CAP, NUMERATORS = 0, 1, 2
"""What a link has: ``factors[NUMERATORS + k]`` is its numerator once k knots of its stick are reached."""
STREAM, STARTS, UNTIL = 0, 1, 2
"""What a column of credit counts: a stream, from one month to before another."""


class Tables(NamedTuple):
    """
    A plan in whole numbers.

    Tables have a row each for a column, stick (of the parts first, then of the links), part, knot, piece, link, month;
    ``by_month`` has shape (n_sticks, n_months, 4). ``plan_cap`` is -1 where there is none [cents].
    """

    columns: Ints
    sticks: Ints
    parts: Ints
    by_month: Ints
    knots: Ints
    pieces: Ints
    links: Ints
    factors: Ints
    months: Ints
    sizes: Floats
    draws: float
    quantum: int
    half_even: int
    cumulative: int
    pay_back: int
    plan_cap: int


class Given(NamedTuple):
    """
    What people are paid on.

    ``credit`` [cents] has shape (n_people, n_months, n_streams); ``quota`` (n_people, 1 or n_months, n); ``target``
    (1 or n_people, 1, n_parts); ``owed`` (n_people,) is what each owes at the start.
    """

    credit: Ints
    quota: Ints
    target: Ints
    owed: Ints


class Found(NamedTuple):
    """What is found [cents], by person and month; ``lines`` by part too, ``status`` by person alone."""

    lines: Ints
    cut: Ints
    top_up: Ints
    earned: Ints
    paid: Ints
    owed: Ints
    status: Ints


class Desk(NamedTuple):
    """One person's working space: credit so far by column, its size, and exact dues as numerator and denominator."""

    so_far: Ints
    most: Floats
    due: Ints
    over: Ints


def pay_people(
    plan_: tuple[Any, ...],
    given_: tuple[Any, ...],
    found_: tuple[Any, ...],
    desk_: tuple[Any, ...],
    start: int,
    stop: int,
    bounded: int,
) -> None:
    """
    Pay the people from ``start`` to before ``stop``; ``bounded`` leaves out whom 64 bits could not hold.

    The tuples are those of the classes above, but plain ones: the signature is kept in the cache on disk, which an
    older class of our own would make unreadable.
    """
    plan, given, found, desk = Tables(*plan_), Given(*given_), Found(*found_), Desk(*desk_)
    for person in range(start, stop):
        add_up(plan.columns, given.credit, person, desk)
        if bounded and not fits(plan, given, person, desk.most):
            found.status[person] = TOO_LARGE
            continue
        for part in range(len(plan.parts)):
            work_out(plan, given, person, part, desk, found.lines)
        if plan.plan_cap >= 0 and not cut_down(plan, person, desk, found, bounded):
            found.status[person] = TOO_LARGE
            continue
        settle(plan, given.owed[person], person, found)
        found.status[person] = DONE if conserves(found, given.owed[person], person) else BROKEN


def desk_for(plan: Tables, months: int, dtype: type) -> Desk:
    """Return the working space for one person after another."""
    parts, columns = len(plan.parts), len(plan.columns)
    return Desk(
        np.zeros((columns, months + 1), dtype),
        np.zeros(columns),
        np.zeros((parts, months), dtype),
        np.ones((parts, months), dtype),
    )


def stick_at(sticks: Ints, row: int) -> Stick:
    """Return a row of the sticks."""
    return Stick(
        sticks[row, 0],
        sticks[row, 1],
        sticks[row, 2],
        sticks[row, 3],
        sticks[row, 4],
        sticks[row, 5],
        sticks[row, 6],
    )


def part_at(parts: Ints, row: int) -> Part:
    """Return a row of the parts."""
    return Part(
        parts[row, 0],
        parts[row, 1],
        parts[row, 2],
        parts[row, 3],
        parts[row, 4],
        parts[row, 5],
        parts[row, 6],
        parts[row, 7],
        parts[row, 8],
        parts[row, 9],
        parts[row, 10],
        parts[row, 11],
        parts[row, 12],
    )


def sizes_at(sizes: Floats, row: int) -> Sizes:
    """Return a row of the sizes."""
    return Sizes(
        sizes[row, 0],
        sizes[row, 1],
        sizes[row, 2],
        sizes[row, 3],
        sizes[row, 4],
        sizes[row, 5],
        sizes[row, 6],
        sizes[row, 7],
        sizes[row, 8],
        sizes[row, 9],
        sizes[row, 10],
    )


def add_up(columns: Ints, credit: Ints, person: int, desk: Desk) -> None:
    """Note the credit of each column up to each month, and the sum of its sizes."""
    for column in range(len(columns)):
        stream, starts, until = columns[column, STREAM], columns[column, STARTS], columns[column, UNTIL]
        total = desk.so_far[column, 0]
        size = 0.0
        for month in range(credit.shape[1]):
            if starts <= month < until:
                new = credit[person, month, stream]
                total += new
                size += abs(float(new))
            desk.so_far[column, month + 1] = total
        desk.most[column] = size


def fits(plan: Tables, given: Given, person: int, most: Floats) -> bool:
    """Return whether no product of this person can leave int64, whatever the order of the credits."""
    cents = plan.draws + abs(float(given.owed[person]))
    for row in range(len(plan.sticks)):
        stick, sizes = stick_at(plan.sticks, row), sizes_at(plan.sizes, row)
        x, y = sizes.unit, sizes.unit * most[stick.column]
        if not stick.on_credit:
            x = largest(given.quota, person, stick.quota) * sizes.weight
        if max(x, y, x * sizes.knot_num, y * sizes.knot_den) >= _ROOM:
            return False
        if row < len(plan.parts):
            earned = bound(plan, given, person, row, x, y)
            if earned < 0.0:
                return False
            cents += earned
    return bool(cents * 4.0 * (given.credit.shape[1] + 1) < _ROOM)


def bound(plan: Tables, given: Given, person: int, row: int, x: float, y: float) -> float:
    """Return at most what a part can earn in a month [cents], -1 when its products could leave int64."""
    part, sizes = part_at(plan.parts, row), sizes_at(plan.sizes, row)
    one, per, over = 1.0, 1.0, sizes.den
    if part.pays == RATIO:
        one, over = x, over * sizes.unit
    elif part.pays == TARGET:
        scale = largest_scale(plan, given, person, row)
        target = largest(given.target, person if len(given.target) > 1 else 0, row)
        one = target * sizes.target * scale
        per = target if part.constant else one
        over *= float(part.target_den) * scale
    due = max(sizes.intercept * one + sizes.slope * per * y, sizes.cap * max(one, over))
    if max(due * _YEAR, over * 4.0 * plan.quantum) * sizes.factors >= _ROOM:
        return -1.0
    return due * sizes.factors / (over * sizes.factor_den) + plan.quantum


def largest(values: Ints, row: int, column: int) -> float:
    """Return the largest value of a row's months."""
    found = 1.0
    for month in range(values.shape[1]):
        found = max(found, abs(float(values[row, month, column])))
    return found


def largest_scale(plan: Tables, given: Given, person: int, part: int) -> float:
    """Return the largest scale of all years, infinite when one is beyond 64 bits."""
    found = 1.0
    for month in range(given.credit.shape[1]):
        if month == 0 or (plan.months[month, NEW_YEAR] and not plan.parts[part, CONSTANT]):
            scale = scale_of_year(plan, given, person, part, month, 1)
            found = max(found, float(scale)) if scale else np.inf
    return found


def quota_in_play(plan: Tables, quota: Ints, person: int, row: int, stick: Stick, month: int) -> int:
    """Return X of a yardstick in a month."""
    if stick.on_credit:
        return stick.unit
    at = month if quota.shape[1] > 1 else 0
    return quota[person, at, stick.quota] * plan.by_month[row, month, WEIGHT]  # type: ignore[no-any-return]


def scale_of_year(plan: Tables, given: Given, person: int, row: int, month: int, bounded: int) -> int:
    """
    Return one denominator for target over quota in all months of a fiscal year, 0 when it is beyond 64 bits.

    Target and quota that are dealt alike have one ratio all year, whose denominator is the quota itself.
    """
    part = part_at(plan.parts, row)
    scale = 1
    if part.pays != TARGET:
        return scale
    if part.constant:
        return given.quota[person, 0, plan.sticks[row, QUOTA]]  # type: ignore[no-any-return]
    stick = stick_at(plan.sticks, row)
    target = given.target[person if len(given.target) > 1 else 0, 0, row]
    for at in range(month, given.credit.shape[1]):
        if at > month and plan.months[at, NEW_YEAR]:
            break
        x = quota_in_play(plan, given.quota, person, row, stick, at)
        if x > 0:
            x //= gcd(x, target * plan.by_month[row, at, TARGET_WEIGHT])
            grow = x // gcd(scale, x)
            if bounded and float(scale) * float(grow) >= _ROOM:
                return 0
            scale *= grow
    return scale


def reached(knots: Ints, stick: Stick, x: int, y: int) -> int:
    """Return how many knots of a yardstick are reached; none where nothing is in play."""
    knot = stick.first
    while knot < stick.last and x > 0:
        here, there = y * knots[knot, 1], x * knots[knot, 0]
        if here < there or (here == there and not stick.owns):
            break
        knot += 1
    return knot - stick.first


def factor(plan: Tables, given: Given, person: int, part: Part, month: int, so_far: Ints, after: int) -> int:
    """Return the product of the numerators of the gates and multipliers that act before, or after, the cap."""
    product = 1
    for link in range(part.first_link, part.last_link):
        if plan.links[link, AFTER_CAP] == after:
            row = plan.links[link, STICK_OF_LINK]
            stick = stick_at(plan.sticks, row)
            x = quota_in_play(plan, given.quota, person, row, stick, month)
            opens = plan.by_month[row, month, OPENS]
            y = stick.unit * (so_far[stick.column, month + 1] - so_far[stick.column, opens])
            product *= plan.factors[plan.links[link, NUMERATORS] + reached(plan.knots, stick, x, y)]
    return product


def worth(part: Part, intercept: int, slope: int, x: int, y: int, target: int, base: int, scale: int) -> int:
    """Return the numerator of what a place on the axis pays, before factors and cap."""
    if part.pays == RATIO:
        return intercept * x + slope * y
    if part.pays == AMOUNT:
        return intercept
    if part.constant:
        return intercept * target * scale + slope * base * y
    if x <= 0:
        return intercept * target * scale
    common = gcd(x, target)
    return intercept * target * scale + slope * (target // common) * (scale // (x // common)) * y


def capped(part: Part, due: int, target: int, scale: int, denominator: int) -> int:
    """Return what a part's cap leaves of a window."""
    if part.cap_kind == CAP_OF_TARGET:
        return min(due, part.cap * target * scale * part.before_den)
    if part.cap_kind == CAP_OF_AMOUNT:
        return min(due, part.cap * (denominator // part.den) * part.before_den)
    return due


def denominator_of(part: Part, unit: int, scale: int) -> int:
    """Return what the numerators of a part are over, before factors."""
    if part.pays == TARGET:
        return part.den * part.target_den * scale
    return part.den * unit if part.pays == RATIO else part.den


def rounded(numerator: int, denominator: int, half_even: int) -> int:
    """Return the ratio as a whole number; a half goes away from zero, or to the even neighbour."""
    size = abs(numerator)
    whole = size // denominator
    twice = 2 * (size - whole * denominator)
    if twice > denominator or (twice == denominator and (half_even == 0 or whole % 2 == 1)):
        whole += 1
    return whole if numerator >= 0 else -whole


def work_out(plan: Tables, given: Given, person: int, row: int, desk: Desk, lines: Ints) -> None:
    """Note what a part earns each month: the difference of rounded totals, or the rounded difference of totals."""
    part, stick = part_at(plan.parts, row), stick_at(plan.sticks, row)
    so_far, by_month = desk.so_far, plan.by_month
    base = given.target[person if len(given.target) > 1 else 0, 0, row]
    linked = part.first_link < part.last_link
    due = before = closed = window = posted = 0
    scale = denominator = over = 1
    for month in range(given.credit.shape[1]):
        if month == 0 or plan.months[month, NEW_YEAR]:
            before = closed = window = posted = 0
            scale = scale_of_year(plan, given, person, row, month, 0)
            denominator = denominator_of(part, stick.unit, scale)
            over = denominator * part.before_den * part.after_den * plan.quantum
        elif by_month[row, month, BEGINS]:
            closed, window = before, 0
        x = quota_in_play(plan, given.quota, person, row, stick, month)
        # Where no quota is in play yet there is no attainment: credit counts from the first month that has one.
        unit = stick.unit if x > 0 else 0
        total = so_far[stick.column, month + 1]
        y = unit * (total - so_far[stick.column, by_month[row, month, OPENS]])
        piece = part.piece + reached(plan.knots, stick, x, y)
        slope = plan.pieces[piece, 1]
        target = base * by_month[row, month, TARGET_WEIGHT]
        if part.new_only:
            window += slope * unit * (total - so_far[stick.column, month])
        else:
            window = worth(part, plan.pieces[piece, 0], slope, x, y, target, base, scale)
        if linked:
            due = window * factor(plan, given, person, part, month, so_far, 0)
            due = capped(part, due, target, scale, denominator)
            due = closed + due * factor(plan, given, person, part, month, so_far, 1)
        else:
            due = closed + capped(part, window, target, scale, denominator)
        if plan.cumulative:
            whole = rounded(due, over, plan.half_even)
            lines[row, person, month] = (whole - posted) * plan.quantum
            posted = whole
        else:
            lines[row, person, month] = rounded(due - before, over, plan.half_even) * plan.quantum
        before = due
        if plan.plan_cap >= 0:
            desk.due[row, month], desk.over[row, month] = due, over // plan.quantum


def cut_down(plan: Tables, person: int, desk: Desk, found: Found, bounded: int) -> bool:
    """Note what the plan's cap on the fiscal year takes away each month; return whether 64 bits could hold it."""
    posted = earned = 0
    # Every line is within half a quantum of what is due, so that far below the cap nothing exact is needed.
    margin = (len(plan.parts) + 1) * (found.cut.shape[1] + 1) * plan.quantum
    for month in range(found.cut.shape[1]):
        if plan.months[month, NEW_YEAR]:
            posted = earned = 0
        for part in range(len(plan.parts)):
            if plan.parts[part, IN_PLAN_CAP]:
                earned += found.lines[part, person, month]
        cut = 0
        if earned + margin > plan.plan_cap:
            over = common_denominator(plan.parts, desk.over, month, bounded)
            if over == 0 or (bounded and not sum_fits(plan, desk, month, over)):
                return False
            cut = -excess(plan, desk, month, over) * plan.quantum
        found.cut[person, month] = cut - posted
        posted = cut
    return True


def common_denominator(parts: Ints, over: Ints, month: int, bounded: int) -> int:
    """Return the least common denominator of what the parts under the plan's cap are due, 0 beyond 64 bits."""
    common = 1
    for part in range(len(parts)):
        if parts[part, IN_PLAN_CAP]:
            grow = over[part, month] // gcd(over[part, month], common)
            if bounded and float(common) * float(grow) >= _ROOM:
                return 0
            common *= grow
    return common


def sum_fits(plan: Tables, desk: Desk, month: int, over: int) -> bool:
    """Return whether the sum of the parts and the cap over a common denominator stay in int64."""
    size = (float(plan.plan_cap) + 4.0 * plan.quantum) * float(over)
    for part in range(len(plan.parts)):
        if plan.parts[part, IN_PLAN_CAP]:
            size += abs(float(desk.due[part, month])) * float(over // desk.over[part, month])
    return size < _ROOM


def excess(plan: Tables, desk: Desk, month: int, over: int) -> int:
    """Return what the parts are due above the plan's cap, rounded once, in quanta."""
    due = -plan.plan_cap * over
    for part in range(len(plan.parts)):
        if plan.parts[part, IN_PLAN_CAP]:
            due += desk.due[part, month] * (over // desk.over[part, month])
    return rounded(max(due, 0), over * plan.quantum, plan.half_even)


def settle(plan: Tables, opening: int, person: int, found: Found) -> None:
    """Note what is paid for what was earned: top-up, draw, recovery, and what is owed then."""
    months, owed = plan.months, opening
    for month in range(found.paid.shape[1]):
        earned = found.cut[person, month] if plan.plan_cap >= 0 else 0
        for part in range(found.lines.shape[0]):
            earned += found.lines[part, person, month]
        top_up = max(months[month, TOP_UP_TO] - max(earned, 0), 0)
        earned += top_up
        paid = earned - owed
        if not plan.pay_back:
            recovered = owed if months[month, RECOVERS] else 0
            paid = max(months[month, FLOOR], min(months[month, SPARED], earned), earned - recovered)
        owed += paid - earned
        if top_up:
            found.top_up[person, month] = top_up
        found.earned[person, month] = earned
        found.paid[person, month] = paid
        found.owed[person, month] = owed


def conserves(found: Found, opening: int, person: int) -> bool:
    """Return whether paid so far is earned so far plus what came to be owed, after every month as it was noted."""
    paid = earned = 0
    for month in range(found.paid.shape[1]):
        paid += found.paid[person, month]
        earned += found.earned[person, month]
        if paid != earned + found.owed[person, month] - opening:
            return False
    return True


FUNCTIONS = (
    stick_at,
    part_at,
    sizes_at,
    add_up,
    fits,
    bound,
    largest,
    largest_scale,
    quota_in_play,
    scale_of_year,
    reached,
    factor,
    worth,
    capped,
    denominator_of,
    rounded,
    work_out,
    cut_down,
    common_denominator,
    sum_fits,
    excess,
    settle,
    conserves,
    pay_people,
)
"""All that is compiled, the last one is called from outside."""
