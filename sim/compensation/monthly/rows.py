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
    """A component: a piece pays ``intercept`` + ``slope`` times the place, over ``den``; a row of the parts."""

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
    excess: int


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


QUOTA = Stick._fields.index("quota")
PAYS, CONSTANT = Part._fields.index("pays"), Part._fields.index("constant")
"""Where the tables have what is looked up alone."""
WEIGHT, OPENS, BEGINS, TARGET_WEIGHT = 0, 1, 2, 3
"""What a stick has for each month: quota in play, the first month that counts, whether a window begins, target pay."""
NEW_YEAR, FLOOR, TOP_UP_TO, SPARED, RATE, RATE_DEN, RESETS = 0, 1, 2, 3, 4, 5, 6
"""What each month begins, and what the payment layer promises in it [cents]; RATE / RATE_DEN is that of recovery."""
STICK_OF_LINK, ACTS, NUMERATORS, LINK_CAP_KIND, LINK_CAP = 0, 1, 2, 3, 4
"""What a link has: ``factors[NUMERATORS + k]`` is its numerator once k knots of its stick are reached."""
BEFORE_CAP, AFTER_CAP, AS_CAP = 0, 1, 2
"""How a link acts: a factor before or after the part's cap, or a cap of its own until its knot is reached."""
CAP_BEGINS, CAP_LIMIT = 0, 1
"""What a cap on parts together has for each month; its row says what becomes of the rest, then which parts, and which
earlier caps, are in it."""
LOST, CARRIED_IN_YEAR, CARRIED = 0, 1, 2
"""What becomes of what a cap cuts off."""
STREAM, STARTS, UNTIL = 0, 1, 2
"""What a column of credit counts: a stream, from one month to before another."""


class Tables(NamedTuple):
    """
    A plan in whole numbers.

    Tables have a row each for a column, stick (of the parts first, then of the links), part, knot, piece, link, month;
    ``by_month`` has shape (n_sticks, n_months, 4), ``cap_months`` (n_caps, n_months, 2).
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
    caps: Ints
    cap_months: Ints
    sizes: Floats
    draws: float
    rate: float
    quantum: int
    half_even: int
    cumulative: int
    pay_back: int


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
    """What is found [cents], by person and month; ``lines`` by part too, ``cuts`` by cap, ``status`` by person."""

    lines: Ints
    cuts: Ints
    top_up: Ints
    forgiven: Ints
    earned: Ints
    paid: Ints
    owed: Ints
    status: Ints


class Desk(NamedTuple):
    """Working space: one person's credit so far by column, and the largest credits, quotas, targets of some people."""

    so_far: Ints
    credits: Floats
    quotas: Floats
    targets: Floats


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
    # Where the largest numbers of all of them together stay in 64 bits, nobody needs to be looked at alone.
    doubtful = bounded
    if bounded and alike(plan.parts):
        doubtful = not fits(plan, given, start, desk, take_sizes(plan.columns, given, start, stop, desk))
    for person in range(start, stop):
        if doubtful:
            owed = take_sizes(plan.columns, given, person, person + 1, desk)
            if not fits(plan, given, person, desk, owed):
                found.status[person] = TOO_LARGE
                continue
        add_up(plan.columns, given.credit, person, desk.so_far)
        for part in range(len(plan.parts)):
            work_out(plan, given, person, part, desk.so_far, found.lines)
        cut_down(plan, person, found)
        settle(plan, given.owed[person], person, found)
        found.status[person] = DONE if conserves(found, given.owed[person], person) else BROKEN


def desk_for(plan: Tables, months: int, dtype: type) -> Desk:
    """Return the working space for one person after another."""
    columns, quotas = len(plan.columns), int(max(plan.sticks[:, QUOTA], default=0)) + 1
    so_far: Ints = np.zeros((columns, months + 1), dtype)
    return Desk(so_far, np.zeros(columns), np.zeros(quotas), np.zeros(len(plan.parts)))


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


def alike(parts: Ints) -> bool:
    """Return whether every part on target pay has one ratio of it to quota all year."""
    for row in range(len(parts)):  # noqa: SIM110 - numba knows no generators
        if parts[row, PAYS] == TARGET and not parts[row, CONSTANT]:
            return False
    return True


def add_up(columns: Ints, credit: Ints, person: int, so_far: Ints) -> None:
    """Note the credit of each column up to each month."""
    for column in range(len(columns)):
        stream, starts, until = columns[column, STREAM], columns[column, STARTS], columns[column, UNTIL]
        total = so_far[column, 0]
        for month in range(credit.shape[1]):
            if starts <= month < until:
                total += credit[person, month, stream]
            so_far[column, month + 1] = total


def take_sizes(columns: Ints, given: Given, start: int, stop: int, desk: Desk) -> float:
    """Note the largest credit, in sum of sizes, quota and target of some people, and return the most that one owes."""
    owed = 0.0
    desk.credits[:] = 0.0
    desk.quotas[:] = 1.0
    desk.targets[:] = 1.0
    for person in range(start, stop):
        owed = max(owed, abs(float(given.owed[person])))
        for column in range(len(columns)):
            size = 0.0
            for month in range(given.credit.shape[1]):
                size += abs(float(given.credit[person, month, columns[column, STREAM]]))
            desk.credits[column] = max(desk.credits[column], size)
        take_largest(given.quota, person, desk.quotas)
        if person == start or len(given.target) > 1:
            take_largest(given.target, person if len(given.target) > 1 else 0, desk.targets)
    return owed


def take_largest(values: Ints, row: int, found: Floats) -> None:
    """Note the largest value of a row's months in each column, where it is larger than what was found."""
    for month in range(values.shape[1]):
        for column in range(len(found)):
            found[column] = max(found[column], abs(float(values[row, month, column])))


def fits(plan: Tables, given: Given, person: int, desk: Desk, owed: float) -> bool:
    """Return whether no product of people with these sizes can leave int64, whatever the order of the credits."""
    cents = plan.draws + owed
    for row in range(len(plan.sticks)):
        stick, sizes = stick_at(plan.sticks, row), sizes_at(plan.sizes, row)
        x, y = sizes.unit, sizes.unit * desk.credits[stick.column]
        if not stick.on_credit:
            x = desk.quotas[stick.quota] * sizes.weight
        if not max(x, y, x * sizes.knot_num, y * sizes.knot_den) < _ROOM:
            return False
        if row < len(plan.parts):
            earned = bound(plan, given, person, row, desk, x, y)
            if earned < 0.0:
                return False
            cents += earned
    return bool(cents * 4.0 * (given.credit.shape[1] + 1) * plan.rate < _ROOM)


def bound(plan: Tables, given: Given, person: int, row: int, desk: Desk, x: float, y: float) -> float:
    """Return at most what a part can earn in a month [cents], -1 when its products could leave int64."""
    part, sizes = part_at(plan.parts, row), sizes_at(plan.sizes, row)
    one, per, over = 1.0, 1.0, sizes.den
    if part.pays == RATIO:
        one, over = x, over * sizes.unit
    elif part.pays == TARGET:
        scale, per = desk.quotas[plan.sticks[row, QUOTA]], desk.targets[row]
        if not part.constant:
            scale, per = largest_scale(plan, given, person, row)
        if not scale < _ROOM:
            return -1.0
        one = desk.targets[row] * sizes.target * scale
        over *= float(part.target_den) * scale
    due = max(sizes.intercept * one + sizes.slope * per * y, sizes.cap * max(one, over))
    windows = _YEAR if part.excess == LOST else _YEAR + given.credit.shape[1]
    # An infinity times 0 is no number, and no number is below the room.
    if not max(due * windows, over * 4.0 * plan.quantum) * sizes.factors < _ROOM or not due < _ROOM:
        return -1.0
    return due * sizes.factors / (over * sizes.factor_den) + plan.quantum


def largest_scale(plan: Tables, given: Given, person: int, row: int) -> tuple[float, float]:
    """Return the largest scale and the largest rise per unit of Y of all years, infinite when beyond 64 bits."""
    base = given.target[person if len(given.target) > 1 else 0, 0, row]
    scale = scale_of_year(plan, given, person, row, 0, 1)
    stick = stick_at(plan.sticks, row)
    most, rise = 1.0, 1.0
    for month in range(given.credit.shape[1]):
        if month > 0 and plan.months[month, NEW_YEAR]:
            scale = scale_of_year(plan, given, person, row, month, 1)
        if scale == 0:
            return np.inf, np.inf
        most = max(most, float(scale))
        x = quota_in_play(plan, given.quota, person, row, stick, month)
        if x > 0:
            target = base * plan.by_month[row, month, TARGET_WEIGHT]
            common = gcd(x, target)
            rise = max(rise, float(target // common) * float(scale // (x // common)))
    return most, rise


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
        # Without a quota nothing is reached, and nothing is paid over any denominator.
        return max(given.quota[person, 0, plan.sticks[row, QUOTA]], 1)  # type: ignore[no-any-return]
    stick = stick_at(plan.sticks, row)
    target = given.target[person if len(given.target) > 1 else 0, 0, row]
    # What a cap carries into the next fiscal year needs one denominator for all years.
    carried = part.excess == CARRIED
    for at in range(0 if carried else month, given.credit.shape[1]):
        if at > month and plan.months[at, NEW_YEAR] and not carried:
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


def passed(plan: Tables, given: Given, person: int, link: int, month: int, so_far: Ints) -> int:
    """Return how many knots of a link's stick are reached."""
    row = plan.links[link, STICK_OF_LINK]
    stick = stick_at(plan.sticks, row)
    x = quota_in_play(plan, given.quota, person, row, stick, month)
    opens = plan.by_month[row, month, OPENS]
    y = stick.unit * (so_far[stick.column, month + 1] - so_far[stick.column, opens])
    return reached(plan.knots, stick, x, y)


def factor(plan: Tables, given: Given, person: int, part: Part, month: int, so_far: Ints, acts: int) -> int:
    """Return the product of the numerators of the gates and multipliers that act before, or after, the cap."""
    product = 1
    for link in range(part.first_link, part.last_link):
        if plan.links[link, ACTS] == acts:
            product *= plan.factors[
                plan.links[link, NUMERATORS] + passed(plan, given, person, link, month, so_far)
            ]
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


def limit(part: Part, kind: int, cap: int, target: int, scale: int, denominator: int) -> int:
    """Return the numerator of a cap on a window, over the part's denominator and that of the factors before it."""
    if kind == CAP_OF_TARGET:
        return cap * target * scale * part.before_den
    return cap * (denominator // part.den) * part.before_den


def held_down(
    plan: Tables,
    given: Given,
    person: int,
    part: Part,
    month: int,
    so_far: Ints,
    money: tuple[int, int, int],
    due: int,
) -> int:
    """Return what links that cap a part leave of a window, as long as their knot is not reached."""
    target, scale, denominator = money
    for link in range(part.first_link, part.last_link):
        if plan.links[link, ACTS] == AS_CAP and not passed(plan, given, person, link, month, so_far):
            kind, cap = plan.links[link, LINK_CAP_KIND], plan.links[link, LINK_CAP]
            due = min(due, limit(part, kind, cap, target, scale, denominator))
    return due


def denominator_of(part: Part, unit: int, scale: int) -> int:
    """Return what the numerators of a part are over, before factors."""
    if part.pays == TARGET:
        return part.den * part.target_den * scale
    return part.den * unit if part.pays == RATIO else part.den


def rounded(numerator: int, denominator: int, half_even: int) -> int:
    """Return the ratio as a whole number; a half goes away from zero, or to the even neighbour."""
    if denominator == 1:
        return numerator
    size = abs(numerator)
    whole = size // denominator
    twice = 2 * (size - whole * denominator)
    if twice > denominator or (twice == denominator and (half_even == 0 or whole % 2 == 1)):
        whole += 1
    return whole if numerator >= 0 else -whole


def work_out(plan: Tables, given: Given, person: int, row: int, so_far: Ints, lines: Ints) -> None:
    """Note what a part earns each month: the difference of rounded totals, or the rounded difference of totals."""
    part, stick = part_at(plan.parts, row), stick_at(plan.sticks, row)
    by_month = plan.by_month
    base = given.target[person if len(given.target) > 1 else 0, 0, row]
    linked = part.first_link < part.last_link
    due = before = closed = window = posted = brought = left = 0
    scale = denominator = over = 1
    was = (-1, 0, 0)
    for month in range(given.credit.shape[1]):
        opens_anew = month == 0 or plan.months[month, NEW_YEAR] or by_month[row, month, BEGINS]
        if month == 0 or plan.months[month, NEW_YEAR]:
            before = closed = window = posted = 0
            brought = left if part.excess == CARRIED else 0
            scale = scale_of_year(plan, given, person, row, month, 0)
            denominator = denominator_of(part, stick.unit, scale)
            over = denominator * part.before_den * part.after_den * plan.quantum
        elif by_month[row, month, BEGINS]:
            closed, window, brought = before, 0, left
        x = quota_in_play(plan, given.quota, person, row, stick, month)
        # Where no quota is in play yet there is no attainment: credit counts from the first month that has one.
        unit = stick.unit if x > 0 else 0
        total = so_far[stick.column, month + 1]
        y = unit * (total - so_far[stick.column, by_month[row, month, OPENS]])
        target = base * by_month[row, month, TARGET_WEIGHT]
        if not linked and not opens_anew and (x, y, target) == was:
            lines[row, person, month] = 0  # nothing has moved, as in most months of a SPIF
            continue
        was = (x, y, target)
        piece = part.piece + reached(plan.knots, stick, x, y)
        slope = plan.pieces[piece, 1]
        if part.new_only:
            window += slope * unit * (total - so_far[stick.column, month])
        else:
            window = worth(part, plan.pieces[piece, 0], slope, x, y, target, base, scale)
        due = window * factor(plan, given, person, part, month, so_far, BEFORE_CAP) if linked else window
        if part.cap_kind != NO_CAP:
            most = limit(part, part.cap_kind, part.cap, target, scale, denominator)
            due += brought
            left = max(due - most, 0) if part.excess != LOST else 0
            due = min(due, most)
        if linked:
            money = (target, scale, denominator)
            due = held_down(plan, given, person, part, month, so_far, money, due)
            due *= factor(plan, given, person, part, month, so_far, AFTER_CAP)
        due += closed
        if plan.cumulative:
            whole = rounded(due, over, plan.half_even)
            lines[row, person, month] = (whole - posted) * plan.quantum
            posted = whole
        else:
            lines[row, person, month] = rounded(due - before, over, plan.half_even) * plan.quantum
        before = due


def cut_down(plan: Tables, person: int, found: Found) -> None:
    """Note what each cap on parts together takes, or gives back, each month, in whole cents of what is posted."""
    parts = len(plan.parts)
    for cap in range(len(plan.caps)):
        excess = plan.caps[cap, 0]
        pay = brought = cut = 0
        for month in range(found.paid.shape[1]):
            if plan.cap_months[cap, month, CAP_BEGINS]:
                brought = 0 if excess == LOST else brought - cut
                if excess == CARRIED_IN_YEAR and plan.months[month, NEW_YEAR]:
                    brought = 0
                pay = cut = 0
            for part in range(parts):
                pay += plan.caps[cap, 1 + part] * found.lines[part, person, month]
            for earlier in range(cap):
                pay += plan.caps[cap, 1 + parts + earlier] * found.cuts[earlier, person, month]
            amount = min(pay + brought, plan.cap_months[cap, month, CAP_LIMIT]) - pay - cut
            found.cuts[cap, person, month] = amount
            cut += amount


def settle(plan: Tables, opening: int, person: int, found: Found) -> None:
    """Note what is paid for what was earned: top-up, draw, recovery, and what is owed then."""
    months = plan.months
    carried, lent = opening, 0
    for month in range(found.paid.shape[1]):
        now = 0
        for part in range(found.lines.shape[0]):
            now += found.lines[part, person, month]
        for cap in range(found.cuts.shape[0]):
            now += found.cuts[cap, person, month]
        top_up = max(months[month, TOP_UP_TO] - max(now, 0), 0)
        now += top_up
        floor = max(months[month, FLOOR], min(months[month, SPARED], now))
        back = min(carried + lent, max(now - floor, 0) * months[month, RATE] // months[month, RATE_DEN])
        if plan.pay_back:
            back, floor = carried + lent, now
        paid = now - back
        if now < floor:
            carried += max(-now, 0)
            lent += floor - max(now, 0)
            paid = floor
        # What comes back pays for draws first.
        of_draws = min(lent, back)
        lent -= of_draws
        carried -= back - of_draws
        if top_up:
            found.top_up[person, month] = top_up
        if lent and months[month, RESETS]:
            found.forgiven[person, month] = lent
            now += lent
            lent = 0
        found.earned[person, month] = now
        found.paid[person, month] = paid
        found.owed[person, month] = carried + lent


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
    alike,
    add_up,
    take_sizes,
    take_largest,
    fits,
    bound,
    largest_scale,
    quota_in_play,
    scale_of_year,
    reached,
    passed,
    factor,
    worth,
    limit,
    held_down,
    denominator_of,
    rounded,
    work_out,
    cut_down,
    settle,
    conserves,
    pay_people,
)
"""All that is compiled, the last one is called from outside."""
