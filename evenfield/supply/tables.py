"""A supply review as rich tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from evenfield.supply.review import Review
from evenfield.supply.words import told_profit
from evenfield.wording import difference, money

_MOST_REPS = 10
_STYLES = {"better": "bold green", "worse": "bold red"}


def review_tables(found: Review) -> list[Table]:
    """Return the tables of a review; those without rows are left out."""
    made = [
        _plan(found),
        _seen(found),
        _ranges(found),
        _ceilings(found),
        _options(found),
        _reps(found),
        _shares(found),
    ]
    return [table for table in made if table.row_count]


def _plan(found: Review) -> Table:
    heads = ("month", "family", "demand", "capacity", "made", "turned away", "stock", "owed", "one more unit")
    table = _table(
        f"Supply plan at mean demand, own capacity [units; {found.scenario.currency}/unit]", heads, 2
    )
    plan = found.plan
    for family in plan.facts.families:
        if family.id not in found.short:
            continue
        flow, limit = plan.flows[family.id], plan.limit_price["capacity"][family.id]
        for t, month in enumerate(plan.facts.periods):
            cells = (
                family.demand[t],
                family.regular_limit[t] if isinstance(family.regular_limit, tuple) else family.regular_limit,
                plan.made(family.id)[t],
                flow["lost"][t],
                flow["stock"][t],
                flow["backlog"][t],
            )
            table.add_row(
                month, Text(family.id), *(f"{abs(cell):,.0f}" for cell in cells), f"{limit[t]:,.2f}"
            )
    return table


def _seen(found: Review) -> Table:
    """Return demand as planners see it beside what is booked, by month."""
    currency = found.scenario.currency
    heads = ("month", "family", "booked", "expected", "usual", "set", "one more, as he sees it", "one more")
    table = _table(f"What planners see and set [units; {currency}/unit]", heads, 2)
    for one in found.seen:
        for t, month in enumerate(found.plan.facts.periods):
            units = (one.booked[t], one.expected[t], one.usual[t], one.capacity[t])
            prices = (one.price[t], one.true_price[t])
            table.add_row(
                month, Text(one.family), *(f"{u:,.0f}" for u in units), *(f"{p:,.2f}" for p in prices)
            )
    return table


def _ranges(found: Review) -> Table:
    """Return how wide a range pays."""
    heads = ("families", "margin", "served", "gives up next")
    table = _table("How wide a range pays, in the plan with own capacity", heads, 1)
    for one in found.ranges:
        names = ", ".join(one.families)
        table.add_row(Text(names), money(one.profit), f"{100 * one.served:.1f} %", Text(one.dropped or "-"))
    return table


def _ceilings(found: Review) -> Table:
    heads = (
        "family",
        "month",
        "supply",
        "quota",
        "ceiling (mean)",
        f"ceiling (risk {found.wishes.risk:g})",
        "over",
    )
    table = _table("Quotas against supply [units]", heads, 2)
    for one in found.ceilings:
        if one.family in found.short:
            month = found.plan.facts.periods[one.month - 1] if one.month else "whole run"
            numbers = (one.supply, one.quota, one.by_mean, one.by_risk)
            table.add_row(Text(one.family), month, *(f"{n:,.0f}" for n in numbers), f"{one.over:.2f}")
    return table


def _options(found: Review) -> Table:
    heads = (
        "option",
        "profit contribution",
        "shipped",
        "pay",
        "extra cost",
        "served",
        "at quota",
        "verdict",
    )
    table = _table(
        f"Options under the same luck against {found.scenario.name}; served: shipped of what is booked",
        heads,
        1,
    )
    for trial in found.trials:
        told = trial.judgement.verdict
        table.add_row(
            trial.name,
            told_profit(trial),
            money(trial.shipped.mean, sign=True),
            money(trial.pay.mean, sign=True),
            money(trial.extra_cost),
            f"{100 * trial.served:.1f} %",
            f"{100 * trial.at_quota:.0f} %",
            Text(told, style=_STYLES.get(told, "dim")),
        )
    return table


def _reps(found: Review) -> Table:
    heads = ("rep", "quota", "can ship of it", "pay if all ships", "pay on what ships", "lost", "makes quota")
    table = _table(f"Reps whom supply costs most, of {len(found.reps)} [{found.scenario.currency}]", heads, 1)
    for one in found.reps[:_MOST_REPS] if found.short else ():
        table.add_row(
            Text(one.rep),
            f"{one.quota:,.0f}",
            f"{one.feasible:,.0f}",
            f"{one.pay_free:,.0f}",
            f"{one.pay_short:,.0f}",
            difference(one.lost.mean, one.lost.low, one.lost.high, "money"),
            f"{100 * one.made_free:.0f} % to {100 * one.made_short:.0f} %",
        )
    return table


def _shares(found: Review) -> Table:
    """Return how a short run's supply is dealt to the territories: those who want most."""
    table = _table(
        f"Short supply by {found.wishes.rule}",
        ("family", "rep", "wants [units]", "gets [units]", "share"),
        2,
    )
    for name, one in found.allocations.items():
        f = found.demand.families.index(name)
        wants = found.demand.units[:, f].sum(axis=2).mean(axis=0)
        for r in sorted(range(len(wants)), key=lambda r: -wants[r])[:_MOST_REPS]:
            share = one.units[r] / wants[r] if wants[r] else 1.0
            numbers = (f"{wants[r]:,.0f}", f"{one.units[r]:,.0f}", f"{100 * share:.0f} %")
            table.add_row(Text(name), Text(found.demand.reps[r]), *numbers)
    return table


def _table(title: str, headings: Sequence[str], n_text: int) -> Table:
    table = Table(
        title=Text(f"\n{title}", style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.show_edge = False
    for heading, justify in zip(headings, _justified(len(headings), n_text), strict=True):
        table.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # rich's own literal
    return table


def _justified(n: int, n_text: int) -> Iterable[str]:
    return ("left" if place < n_text else "right" for place in range(n))
