"""From the event log of one replication to its KPIs, rep by rep and month by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY, MONTHS_PER_YEAR
from sim.cash_outcomes import cash_cost, cash_rows
from sim.compensation.payroll import Payroll
from sim.compensation.years import run_payroll_by_year
from sim.conversion import conversion_rows
from sim.customer_outcomes import customer_rows
from sim.deal_outcomes import deal_values, price_cut_cost
from sim.engine.laws import check_pay, check_run
from sim.engine.log import EventLog, Kind
from sim.engine.run import CENTS, Run
from sim.lead_outcomes import lead_costs, lead_rows
from sim.people.measures import (
    base_while_staffed,
    bookings_by_customer,
    month_days,
    people_rows,
    people_values,
)
from sim.plant_outcomes import capacity_by_month, supply_rows, supply_values
from sim.prices import margin_shares

Row = tuple[str, str, int, float]
"""Measure, entity ("" for the whole), month (0 for the whole horizon), value."""


@dataclass(frozen=True)
class Measured:
    """A replication, the part of its log that counts, and its payroll."""

    run: Run
    log: EventLog
    payroll: Payroll

    @property
    def years(self) -> float:
        """Return the length of the measured horizon [fiscal years]."""
        return self.run.world.scenario.run.months / MONTHS_PER_YEAR


def measure(run: Run) -> list[Row]:
    """
    Return every measure of one replication, in order of (measure, entity, month).

    Raises
    ------
    LawBrokenError
        When a conservation law does not hold.
    """
    check_run(run)
    line = run.world.line
    log = run.log.since(line.start_hour)
    payroll = run_payroll_by_year(
        run.world.scenario.plan.pay, np.ascontiguousarray(run.credit_cents[:, 1:]), run.quota_cents
    )
    check_pay(payroll)
    base = base_while_staffed(payroll.base, run.people.staffed_days[:, 1:], month_days(run))
    payroll = replace(payroll, base=base)
    measured = Measured(run, log, payroll)
    conversions = conversion_rows(run.world.scenario, log)
    return sorted(
        [
            *kpi_rows(measured),
            *rep_rows(measured),
            *month_rows(measured),
            *people_rows(run),
            *conversions,
            *lead_rows(run, log),
            *customer_rows(measured),
            *supply_rows(run, log),
            *cash_rows(measured),
        ]
    )


def kpi_rows(measured: Measured) -> list[Row]:
    """Return the KPIs and counts of the whole horizon; a ratio of nothing to nothing is left out."""
    run, log = measured.run, measured.log
    scenario = run.world.scenario
    ordered, shipped = log.of(Kind.ORDERED), log.of(Kind.SHIPPED)
    margin = np.array(margin_shares(scenario))
    shipped_revenue = shipped.cents.sum() / CENTS
    compensation = float(measured.payroll.base.sum() + measured.payroll.variable.sum()) / CENTS
    travel = run.road_hours.sum() * (scenario.people.travel.cost_per_hour if scenario.people.travel else 0.0)
    relocation = scenario.people.relocation_cost * int(run.world.relocates.sum())
    people = people_values(run, log)
    staff_cost = people["hiring_cost"] + people["training_cost"] + people["spot_bonus_cost"]
    attainment = _attainment(measured)
    counts = log.counts
    closed = counts[Kind.WON] + counts[Kind.LOST] + counts[Kind.EXPIRED]
    supply, hours = supply_values(run, log), float(run.worked_hours.sum())
    gross = float((shipped.cents * margin[shipped.family]).sum()) / CENTS
    costs = (
        compensation,
        travel,
        relocation,
        lead_costs(run, log).total,
        price_cut_cost(run, log),
        staff_cost,
        supply["supply_cost"] or 0.0,
    )
    profit = gross - cash_cost(run, log)
    for cost in costs:
        profit -= cost
    values: dict[str, float | None] = {
        "bookings": ordered.cents.sum() / CENTS,
        "shipped_revenue": shipped_revenue,
        "compensation_cost": compensation,
        "compensation_share": compensation / shipped_revenue if shipped_revenue else None,
        "profit_contribution": profit,
        "cost_of_sales_share": sum(costs) / shipped_revenue if shipped_revenue else None,
        "revenue_per_hour": shipped_revenue / hours if hours else None,
        "share_at_quota": (attainment >= 1.0).mean(),
        "attainment_spread": attainment.std(),
        "win_rate": counts[Kind.WON] / closed if closed else None,
        "backlog": _backlog(run.log, "cents") / CENTS,
        "leads": counts[Kind.ARRIVED],
        "leads_screened_out": counts[Kind.SCREENED_OUT],
        "leads_won": counts[Kind.WON],
        "leads_lost": counts[Kind.LOST],
        "leads_expired": counts[Kind.EXPIRED],
        "leads_nurtured": counts[Kind.NURTURED],
        "leads_open": _open_leads(run),
        "orders": len(ordered),
        "orders_cancelled": counts[Kind.CANCELLED],
        "customers": _customers(run),
        "travel_cost": travel,
        "relocations": int(run.world.relocates.sum()),
        **people,
        **bookings_by_customer(run, log),
        **deal_values(run, log),
        **supply,
    }
    return [(name, "", 0, float(value)) for name, value in values.items() if value is not None]


def rep_rows(measured: Measured) -> list[Row]:
    """Return credit, quota, attainment, pay, hours, leads and wins of every rep over the horizon."""
    run = measured.run
    n_reps = len(run.world.skill)
    variable = measured.payroll.variable.sum(axis=1) / CENTS
    columns = {
        "rep_credit": run.credit_cents[:, 1:].sum(axis=1) / CENTS,
        "rep_quota": _quota(measured) / CENTS,
        "rep_attainment": _attainment(measured),
        "rep_variable_pay": variable,
        "rep_pay": measured.payroll.base.sum(axis=1) / CENTS + variable,
        "rep_hours_worked": run.worked_hours,
        "rep_hours_available": run.available_hours,
        "rep_road_hours": run.road_hours,
        "rep_effort": run.effort,
        "rep_leads": np.bincount(_given(measured).rep, minlength=n_reps),
    }
    names = run.world.scenario.tables.reps["id"].tolist()
    return [
        (measure, rep, 0, float(value))
        for measure, values in columns.items()
        for rep, value in zip(names, values.tolist(), strict=True)
    ]


def _given(measured: Measured) -> EventLog:
    """Return the events that give leads to reps: their arrival in a territory, or the routing's word."""
    routed = measured.run.world.scenario.pipeline.routing.kind != "territory"
    return measured.log.of(Kind.ASSIGNED if routed else Kind.ARRIVED)


def month_rows(measured: Measured) -> list[Row]:
    """Return bookings and shipments of every month, and each family's units against its capacity."""
    log, scenario = measured.log, measured.run.world.scenario
    months = range(1, scenario.run.months + 1)
    rows: list[Row] = []
    for kind, name in ((Kind.ORDERED, "month_bookings"), (Kind.SHIPPED, "month_shipped")):
        cents = _by_month(measured, log.of(kind), "cents")
        rows += [(name, "", m, float(cents[m]) / CENTS) for m in months]
    limits = {limit.id for limit in scenario.plan.supply}
    opening = measured.run.log.before(measured.run.world.line.start_hour)
    for number, family in enumerate(scenario.market.families):
        units = {
            kind: _by_month(measured, _of_family(log.of(kind), number), "units")
            for kind in (Kind.ORDERED, Kind.SHIPPED, Kind.CANCELLED)
        }
        backlog = _backlog(opening, "units", number) + np.cumsum(
            units[Kind.ORDERED] - units[Kind.SHIPPED] - units[Kind.CANCELLED]
        )
        for m in months:
            rows += [
                ("family_booked_units", family.id, m, float(units[Kind.ORDERED][m])),
                ("family_shipped_units", family.id, m, float(units[Kind.SHIPPED][m])),
                ("family_cancelled_units", family.id, m, float(units[Kind.CANCELLED][m])),
                ("family_backlog_units", family.id, m, float(backlog[m])),
            ]
        if family.id in limits:
            capacity = capacity_by_month(measured.run, number).tolist()
            rows += [("family_capacity_units", family.id, m, capacity[m - 1]) for m in months]
    return rows


def _attainment(measured: Measured) -> NDArray[np.float64]:
    """Return credit over the quota of the horizon, shape (n_reps,)."""
    run = measured.run
    attainment: NDArray[np.float64] = run.credit_cents[:, 1:].sum(axis=1) / _quota(measured)
    return attainment


def _quota(measured: Measured) -> NDArray[np.float64]:
    """Return the quota of the horizon [cents], shape (n_reps,): each year's for as much of it as was measured."""
    quotas = measured.run.quota_cents
    if (quotas == quotas[:, :1]).all():
        return quotas[:, 0].astype(np.float64) * measured.years
    share = np.clip(measured.years - np.arange(quotas.shape[1]), 0.0, 1.0)
    quota: NDArray[np.float64] = quotas @ share
    return quota


def _by_month(measured: Measured, log: EventLog, what: Literal["cents", "units"]) -> NDArray[np.float64]:
    """Return the sum of the events of each month, shape (months + 1,); column 0 is empty."""
    run = measured.run
    day = np.minimum((log.time // HOURS_PER_DAY).astype(np.int64), run.world.line.n_days - 1)
    months = run.world.line.month[day]
    weights: NDArray[np.int64] = getattr(log, what)
    total: NDArray[Any] = np.bincount(months, weights=weights, minlength=run.world.scenario.run.months + 1)
    return total


def _of_family(log: EventLog, family: int) -> EventLog:
    return log.where(log.family == family)


def _backlog(log: EventLog, what: Literal["cents", "units"], family: int | None = None) -> int:
    """Return the value [cents] or the units of the orders of a log that were neither shipped nor cancelled in it."""
    signs = {Kind.ORDERED: 1, Kind.SHIPPED: -1, Kind.CANCELLED: -1}
    parts = {kind: log.of(kind) for kind in signs}
    if family is not None:
        parts = {kind: _of_family(part, family) for kind, part in parts.items()}
    return sum(sign * int(getattr(parts[kind], what).sum()) for kind, sign in signs.items())


def _open_leads(run: Run) -> int:
    """Return the leads that are in the pipeline at the end."""
    kinds = (
        Kind.LOST_IN_FORM,
        Kind.MERGED,
        Kind.SCREENED_OUT,
        Kind.WON,
        Kind.LOST,
        Kind.EXPIRED,
        Kind.NURTURED,
    )
    counts = run.log.counts
    return counts[Kind.ARRIVED] + counts[Kind.RECYCLED] - sum(counts[kind] for kind in kinds)


def _customers(run: Run) -> int:
    """Return the customers at the end: those of the opening and those won, less those who left."""
    counts = run.log.counts
    return len(run.world.customers[0]) + counts[Kind.WON] - counts[Kind.CHURNED]
