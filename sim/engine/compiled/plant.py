"""Capacity and backlog of the families, mirror of :mod:`sim.engine.plant` and :mod:`sim.supply`."""

from __future__ import annotations

from sim.allocation import share_out
from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.events import ORDER_IS_KNOWN, ORDER_SHIPS, SUPPLY_IS_RELEASED, after, at
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.plant_tables import ALL_ALIKE, BY_REP
from sim.engine.compiled.state import (
    State,
    book_at,
    claimant_at,
    customer_at,
    floors,
    lane_at,
    order_at,
    ordered,
    plant_at,
    promises,
    ranks,
    shares,
    unit_at,
    wants,
)
from sim.planning import expected_units, in_parts, planned_units

_planned_units, _in_parts = compiled(planned_units), compiled(in_parts)
_expected_units, _share_out = compiled(expected_units), compiled(share_out)


@compiled
def open_month(s: State, day: int) -> None:
    """Release a month's capacity at the midnight a day begins; what it completes ships at once."""
    close_month(s)
    s.now = day * HOURS_PER_DAY
    s.month += 1
    for family in range(s.plant_rows):
        if plant_at(s, family).n_lanes > 0:
            _open_plant(s, family, day)


@compiled
def _open_plant(s: State, family: int, day: int) -> None:
    """Plan a family's capacity, share it out, and let what is complete ship."""
    plant, book = plant_at(s, family), book_at(s, _page(s, family))
    plant.overtime_left = 0.0
    if plant.plans:
        _plan(s, family, day)
        plant.overtime_left = plant.overtime_share * book.capacity
    book.opening = plant.stock
    _share(s, family, book.capacity + plant.stock, day)
    for lane in range(plant.lane, plant.lane + plant.n_lanes):
        _serve(s, family, lane)
    if plant.overtime_left > 0.0:
        _make_in_overtime(s, family)
    if plant.by != ALL_ALIKE:
        after(s, plant.release_hours, SUPPLY_IS_RELEASED, family)


@compiled
def close_month(s: State) -> None:
    """Write the books and put into store what is left, as far as there is room."""
    if s.month < 0:
        return
    for family in range(s.plant_rows):
        plant = plant_at(s, family)
        left = 0.0
        for lane in range(plant.lane, plant.lane + plant.n_lanes):
            left += lane_at(s, lane).left
        left += plant.pool
        plant.stock = min(left, plant.stock_room)
        book_at(s, _page(s, family)).lost = left - plant.stock


@compiled
def note_order(s: State, place: int) -> None:
    """Note what was ordered today, for the forecasts."""
    order = order_at(s, place)
    if plant_at(s, customer_at(s, order.customer).family).forecasts:
        ordered(s)[_lane_of(s, place) * s.n_days + s.day] += order.units


@compiled
def take_in(s: State, place: int) -> bool:
    """Return whether an order is complete at once; otherwise it joins the backlog."""
    order = order_at(s, place)
    family = customer_at(s, order.customer).family
    plant = plant_at(s, family)
    if plant.n_lanes == 0:
        return True
    lane = _lane_of(s, place)
    _take(s, family, lane, place)
    known_at = _known_at(s, family, place)
    if known_at <= s.now:
        _work_overtime(s, family, place)
    if order.lacking == 0.0:
        return True
    _insert(s, lane, place)
    order.waits = 1
    s.backlog += 1
    if plant.overtime_share > 0.0 and known_at > s.now:
        after(s, known_at - s.now, ORDER_IS_KNOWN, place)
    return False


@compiled
def learn(s: State, place: int) -> None:
    """Make what an order lacks in overtime, now that the plant knows of it."""
    order = order_at(s, place)
    if order.waits:
        _work_overtime(s, customer_at(s, order.customer).family, place)
        if order.lacking == 0.0:
            _send_off(s, place)


@compiled
def release(s: State, family: int) -> None:
    """Give all what claimants have left of their shares, the earliest promised first."""
    plant = plant_at(s, family)
    for lane in range(plant.lane, plant.lane + plant.n_lanes):
        plant.pool += lane_at(s, lane).left
        lane_at(s, lane).left = 0.0
    while plant.pool > 0.0:
        lane = _lane_due_first(s, family)
        if lane < 0:
            return
        place = lane_at(s, lane).first
        _take(s, family, lane, place)
        if order_at(s, place).lacking > 0.0:
            return
        _send_off(s, place)


@compiled
def leave_backlog(s: State, place: int) -> None:
    """Take an order out of the backlog."""
    order = order_at(s, place)
    lane = lane_at(s, _lane_of(s, place))
    order.waits = 0
    s.backlog -= 1
    if order.before >= 0:
        order_at(s, order.before).after = order.after
    else:
        lane.first = order.after
    if order.after >= 0:
        order_at(s, order.after).before = order.before
    else:
        lane.last = order.before


@compiled
def promised_days(s: State, family: int, unit: int) -> float:
    """Return the days from order to delivery that a unit's customers are promised."""
    days: float = promises(s)[family * s.n_segments + unit_at(s, unit).segment]
    return days


@compiled
def _page(s: State, family: int) -> int:
    """Return the row of a family's book of this month."""
    return int(family * s.n_run_months + s.month)


@compiled
def _lane_of(s: State, place: int) -> int:
    """Return the claimant whose share an order uses."""
    order = order_at(s, place)
    customer = customer_at(s, order.customer)
    plant = plant_at(s, customer.family)
    if plant.by == ALL_ALIKE:
        return int(plant.lane)
    if plant.by == BY_REP:
        return int(plant.lane + order.rep)
    return int(plant.lane + claimant_at(s, customer.family * s.unit_rows + customer.unit).value)


@compiled
def _known_at(s: State, family: int, place: int) -> float:
    """Return when the plant knows of an order."""
    placed = customer_at(s, order_at(s, place).customer).placed
    return float(placed + plant_at(s, family).lag_days * HOURS_PER_DAY)


@compiled
def _due(s: State, place: int) -> float:
    """Return when an order is to be delivered."""
    customer = customer_at(s, order_at(s, place).customer)
    return float(customer.placed + promised_days(s, customer.family, customer.unit) * HOURS_PER_DAY)


@compiled
def _insert(s: State, lane: int, place: int) -> None:
    """Put an order behind all of its lane that are due as early."""
    backlog, order, due = lane_at(s, lane), order_at(s, place), _due(s, place)
    before, behind = backlog.last, -1
    while before >= 0 and _due(s, before) > due:
        before, behind = order_at(s, before).before, before
    order.before, order.after = before, behind
    if before >= 0:
        order_at(s, before).after = place
    else:
        backlog.first = place
    if behind >= 0:
        order_at(s, behind).before = place
    else:
        backlog.last = place


@compiled
def _plan(s: State, family: int, day: int) -> None:
    """Set the capacity of the month that is planned now."""
    plant = plant_at(s, family)
    month = s.month + plant.lead_months
    if month >= s.n_run_months:
        return
    book = book_at(s, family * s.n_run_months + month)
    before = book_at(s, family * s.n_run_months + max(month - 1, 0))
    known = max(day - plant.lag_days, 0)
    end = plant.lane + plant.n_lanes
    window, keep = plant.plan_window, plant.plan_keep
    expected = _expected_units(ordered(s), s.n_days, plant.lane, end, known, window, keep, book.usual)
    book.capacity = _planned_units(
        expected,
        plant.backlog_share * _known_backlog(s, family),
        plant.stock,
        before.capacity,
        plant.step * book.usual,
        plant.least * book.usual,
        plant.most * book.usual,
    )


@compiled
def _known_backlog(s: State, family: int) -> float:
    """Return the units that orders lack of which the plant knows."""
    plant, total = plant_at(s, family), 0.0
    for lane in range(plant.lane, plant.lane + plant.n_lanes):
        place = lane_at(s, lane).first
        while place >= 0:
            if _known_at(s, family, place) <= s.now:
                total += order_at(s, place).lacking
            place = order_at(s, place).after
    return total


@compiled
def _share(s: State, family: int, supply: float, day: int) -> None:
    """Give each claimant his share of a month's supply, and all of them what nobody is expected to want."""
    plant = plant_at(s, family)
    if plant.by == ALL_ALIKE:
        lane_at(s, plant.lane).left, plant.pool = supply, 0.0
        return
    first, end, unknown = plant.lane, plant.lane + plant.n_lanes, supply / plant.n_lanes
    for lane in range(first, end):
        backlog, place = 0.0, lane_at(s, lane).first
        while place >= 0:
            backlog += order_at(s, place).lacking
            place = order_at(s, place).after
        expected = _expected_units(
            ordered(s), s.n_days, lane, lane + 1, day, plant.window, plant.keep, unknown
        )
        wants(s)[lane] = backlog + expected
    _share_out(shares(s), wants(s), floors(s), ranks(s), first, end, plant.n_classes, supply)
    shared = 0.0
    for lane in range(first, end):
        lane_at(s, lane).left = _in_parts(shares(s)[lane])
        shared += lane_at(s, lane).left
    plant.pool = max(supply - shared, 0.0)


@compiled
def _serve(s: State, family: int, lane: int) -> None:
    """Let the orders of a lane ship that are complete with what is left."""
    backlog, plant = lane_at(s, lane), plant_at(s, family)
    while backlog.first >= 0 and (backlog.left > 0.0 or plant.pool > 0.0):
        place = backlog.first
        _take(s, family, lane, place)
        if order_at(s, place).lacking > 0.0:
            return
        _send_off(s, place)


@compiled
def _make_in_overtime(s: State, family: int) -> None:
    """Make orders of the backlog in overtime, of those that the plant knows of."""
    plant = plant_at(s, family)
    for lane in range(plant.lane, plant.lane + plant.n_lanes):
        place = lane_at(s, lane).first
        while place >= 0:
            behind = order_at(s, place).after
            if _known_at(s, family, place) <= s.now and plant.overtime_left > 0.0:
                _work_overtime(s, family, place)
                if order_at(s, place).lacking == 0.0:
                    _send_off(s, place)
            place = behind


@compiled
def _lane_due_first(s: State, family: int) -> int:
    """Return the lane whose first order is due the earliest, -1 when nobody waits."""
    plant, best, due = plant_at(s, family), -1, 0.0
    for lane in range(plant.lane, plant.lane + plant.n_lanes):
        first = lane_at(s, lane).first
        if first >= 0:
            its = _due(s, first)
            if best < 0 or its < due:
                best, due = lane, its
    return best


@compiled
def _send_off(s: State, place: int) -> None:
    """Let an order that is complete leave the backlog and ship."""
    leave_backlog(s, place)
    at(s, s.now, ORDER_SHIPS, place, 0)


@compiled
def _take(s: State, family: int, lane: int, place: int) -> None:
    """Give an order what its lane has left, and then the pool."""
    share, plant, order = lane_at(s, lane), plant_at(s, family), order_at(s, place)
    taken = min(share.left, order.lacking)
    share.left -= taken
    _give(s, family, place, taken)
    taken = min(plant.pool, order.lacking)
    plant.pool -= taken
    _give(s, family, place, taken)


@compiled
def _work_overtime(s: State, family: int, place: int) -> None:
    """Make what an order lacks in overtime, as far as there is some left."""
    plant = plant_at(s, family)
    made = min(plant.overtime_left, order_at(s, place).lacking)
    plant.overtime_left -= made
    book_at(s, _page(s, family)).overtime += made
    _give(s, family, place, made)


@compiled
def _give(s: State, family: int, place: int, units: float) -> None:
    order = order_at(s, place)
    order.lacking -= units
    book_at(s, _page(s, family)).used += units
    if units > 0.0:
        order.begun = 1
