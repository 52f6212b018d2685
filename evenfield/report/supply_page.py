"""The S&OP page: one offline HTML file on what can be shipped, what scarcity is worth, and what to decide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from evenfield.report.environment import page_environment
from evenfield.report.pay_changes import FEWEST_REPS, pseudonyms
from evenfield.report.picture import DARK, INK, LIGHT, WARM, Picture, house_style, panel, svg
from evenfield.supply.ceilings import Earnable
from evenfield.supply.review import Review
from evenfield.supply.words import notes
from evenfield.wording import difference, money, thousands
from optimize.supply.facts import by_period

_MOST_REPS = 20
_MOST_FAMILIES = 8
_WIDE, _HEIGHT = 5.6, 3.3


def supply_page(found: Review, *, names: bool = False) -> bytes:
    """Return the page; reps are pseudonymous unless ``names``. The same review gives the same bytes."""
    with house_style():
        pictures = [_demand_chart(found, name) for name in _shown(found)]
        pictures += [_option_chart(found)] if found.trials else []
    shown = shown_as(found, names=names)
    told: dict[str, Any] = {"found": found, "notes": notes(found, shown), "pictures": pictures}
    told |= {"plan": _plan_rows(found), "reps": _rep_rows(found, shown), "fewest": FEWEST_REPS}
    told["months"] = found.plan.facts.periods
    told["executive"] = _executive(found)
    return str(_page().render(told)).encode()


def _shown(found: Review) -> list[str]:
    """Return the families that are drawn: short ones first."""
    order = sorted(found.demand.families, key=lambda name: name not in found.short)
    return order[:_MOST_FAMILIES]


def _demand_chart(found: Review, family: str) -> Picture:
    f = found.demand.families.index(family)
    low, middle, high = np.quantile(found.demand.by_family[:, f], (0.1, 0.5, 0.9), axis=0)
    facts = next(one for one in found.plan.facts.families if one.id == family)
    n = len(middle)
    months, capacity = np.arange(1, n + 1), by_period(facts.regular_limit, n)
    figure, axes = panel(f"{family}: what would be booked", width=_WIDE, height=_HEIGHT, below=0.78)
    axes.fill_between(months, low, high, color=LIGHT, linewidth=0, label="demand, P10 to P90")
    axes.plot(months, middle, color=DARK, linewidth=2, label="demand, P50")
    axes.plot(
        months, found.plan.made(family), color=INK, linewidth=1.2, linestyle=":", label="made in the plan"
    )
    if np.isfinite(capacity).all():
        axes.stairs(
            capacity, np.arange(n + 1) + 0.5, baseline=None, color=WARM, linewidth=2, label="capacity"
        )
    axes.set(ylim=(0, None), xlim=(0.5, n + 0.5))
    axes.set_ylabel("units a month")
    axes.yaxis.set_major_formatter(lambda value, _position: thousands(value))
    shown = months[:: max(1, n // 6)]
    axes.set_xticks(shown, [found.plan.facts.periods[m - 1][:3] for m in shown])
    axes.legend(loc="upper center", bbox_to_anchor=(0.42, -0.14), frameon=False, fontsize=9, ncols=2)
    over = int((middle > capacity).sum())
    return svg(figure, f"{family}: median demand is above capacity in {over} of {n} months")


def _option_chart(found: Review) -> Picture:
    trials = list(reversed(found.trials))
    height = 0.9 + 0.34 * len(trials)
    figure, axes = panel(
        "Profit contribution against today's plan", width=_WIDE, height=height, below=0.5, left=1.45
    )
    place = np.arange(len(trials))
    mean = np.array([trial.profit.mean for trial in trials])
    spread = np.array([[t.profit.mean - t.profit.low, t.profit.high - t.profit.mean] for t in trials]).T
    sure = [t.judgement.verdict in {"better", "worse"} for t in trials]
    axes.barh(place, mean, color=[DARK if one else LIGHT for one in sure], height=0.6)
    axes.errorbar(mean, place, xerr=np.nan_to_num(spread), fmt="none", ecolor=INK, capsize=3, linewidth=1)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(place, [trial.name for trial in trials], parse_math=False)
    axes.xaxis.set_major_formatter(lambda value, _position: thousands(value))
    best = found.trials[0]
    return svg(
        figure,
        f"{best.name} gains most: {money(best.profit.mean, sign=True)}",
        "Bars: mean of paired differences; whiskers: 95 % interval; pale: cannot be told.",
    )


def _executive(found: Review) -> list[tuple[str, str]]:
    """Return the one-page numbers of an executive meeting."""
    demand, plan = found.demand, found.plan
    wanted = float(demand.by_family.mean(axis=0).sum())
    lost = sum(float(flow["lost"].sum()) for flow in plan.flows.values())
    value = float(demand.value.sum(axis=(1, 2, 3)).mean())
    capacity = {one.family: one for one in found.ceilings if one.month == 0}
    years = dict(zip(demand.families, demand.by_family.sum(axis=2).T, strict=True))
    met = [
        f"{100 * float((years[name] <= one.supply).mean()):.0f} % {name}" for name, one in capacity.items()
    ]
    stock = sum(float(flow["stock"].mean()) for flow in plan.flows.values())
    return [
        ("demand, value", money(value)),
        ("volume wanted, units", f"{wanted:,.0f}"),
        ("volume planned, units", f"{wanted - lost:,.0f}"),
        ("revenue planned", money(plan.revenue)),
        ("margin planned", money(plan.profit)),
        ("margin planned with overtime and suppliers", money(found.relieved.profit)),
        ("pay cost as it is", money(found.pay_cost)),
        ("mean stock planned, units", f"{stock:,.0f}"),
        ("served in the plan, by value", f"{100 * (plan.revenue / value if value else 1):.1f} %"),
        ("chance that a run's demand fits supply", ", ".join(met) or "no limit"),
        ("decisions asked", _decisions(found)),
    ]


def _decisions(found: Review) -> str:
    """Return the options that gain for sure, the best first."""
    better = [trial.name for trial in found.trials if trial.judgement.verdict == "better"]
    if better:
        return f"whether to take {better[0]}" + (f"; else {', '.join(better[1:])}" if better[1:] else "")
    return "none: no option was found to gain for sure"


def _plan_rows(found: Review) -> list[tuple[str, str, list[str]]]:
    """Return family, what, and text by month: units made, turned away, stored, owed; the price of capacity."""
    rows = []
    for family in found.plan.facts.families:
        flow = found.plan.flows[family.id]
        shown = {
            "demand": np.array(family.demand),
            "made": found.plan.made(family.id),
            "turned away": flow["lost"],
        }
        shown |= {"stock": flow["stock"], "owed": flow["backlog"]}
        rows += [
            (family.id, name, [f"{abs(value):,.0f}" for value in values]) for name, values in shown.items()
        ]
        price = found.plan.limit_price["capacity"][family.id]
        rows.append((family.id, f"one more unit [{found.scenario.currency}]", [f"{v:,.2f}" for v in price]))
    return rows


def shown_as(found: Review, *, names: bool) -> Mapping[str, str]:
    """Return the name each rep is shown by; none where a pseudonym hides nobody."""
    reps = sorted(one.rep for one in found.reps)
    if names:
        return {rep: rep for rep in reps}
    return pseudonyms(reps, found.scenario.fingerprint()) if len(reps) >= FEWEST_REPS else {}


def _rep_rows(found: Review, shown: Mapping[str, str]) -> list[tuple[str, Earnable]]:
    """Return the reps whom supply costs most under the name they are shown by."""
    return [(shown[one.rep], one) for one in found.reps[:_MOST_REPS] if shown]


@cache
def _page() -> Any:  # noqa: ANN401 - jinja2's Template
    environment = page_environment()
    environment.filters |= {"money": money}
    environment.globals["difference"] = _difference
    return environment.get_template("supply_page.html")


def _difference(told: Any) -> str:  # noqa: ANN401 - a PairedDifference, seen by the template
    return difference(told.mean, told.low, told.high, "money")
