"""The payout curve of each plan, with the reps on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.ticker import MultipleLocator
from numpy.typing import NDArray

from evenfield.report.measures import by_rep
from evenfield.report.picture import DARK, GREY, INK, Picture, panel, svg
from evenfield.wording import money, thousands
from sim.compensation import PayPlan, estimate_variable_pay
from sim.quota import quotas_cents
from sim.scenario import Scenario

Floats = NDArray[np.float64]
_MONTHS_A_YEAR = 12


def pay_curve(scenario: Scenario, attainment: Floats) -> Floats:
    """
    Return a year's pay at each attainment, base and variable [currency/year], for a rep with the mean quota.

    The quota matters only to a component that pays a rate of sales; sales are taken as even over the months.
    """
    plan: PayPlan = scenario.plan.pay
    quota = float(np.mean(quotas_cents(scenario))) / 100
    return float(plan.pay.base) + estimate_variable_pay(plan, attainment * quota, quota)


def payout_charts(scenarios: Mapping[str, Scenario], results: Mapping[str, pd.DataFrame]) -> list[Picture]:
    """Return a chart per scenario: its curve, the first's curve, and a dot per rep (means over replications)."""
    dots = {
        name: _rep_means(results[name], scenarios[name].run.months) for name in scenarios if name in results
    }
    reach = max([2.0, *(float(at.max()) for at, _ in dots.values() if len(at))])
    attainment = np.linspace(0.0, min(np.ceil(reach * 5) / 5, 4.0), 401)
    curves = {name: pay_curve(scenario, attainment) for name, scenario in scenarios.items()}
    heights = [float(curve.max()) for curve in curves.values()]
    heights += [float(pay.max()) for _, pay in dots.values() if len(pay)]
    first = next(iter(curves.values()))
    return [
        _chart(
            scenarios[name], attainment, curves[name], of_reps, (1.05 * max(heights), None if same else first)
        )
        for name, of_reps in dots.items()
        for same in [np.array_equal(curves[name], first)]
    ]


def _rep_means(results: pd.DataFrame, months: int) -> tuple[Floats, Floats]:
    """Return each rep's mean attainment and mean pay [currency/year] over replications."""
    at = by_rep(results, "rep_attainment").mean(axis=0)
    pay = by_rep(results, "rep_pay").mean(axis=0) * (_MONTHS_A_YEAR / months)
    both = pd.concat([at, pay], axis=1, join="inner").dropna().to_numpy(np.float64)
    return both[:, 0], both[:, 1]


def _chart(
    scenario: Scenario,
    attainment: Floats,
    curve: Floats,
    dots: tuple[Floats, Floats],
    frame: tuple[float, Floats | None],
) -> Picture:
    figure, axes = panel(scenario.name)
    top, first_curve = frame
    if first_curve is not None:
        axes.plot(
            attainment, first_curve, color=GREY, linewidth=1.4, linestyle="--", label="curve of the first"
        )
    axes.plot(attainment, curve, color=DARK, linewidth=2.2, label="payout curve")
    axes.scatter(
        *dots, s=20, facecolor="white", edgecolor=INK, linewidth=0.9, zorder=4, label="a rep (means)"
    )
    axes.axvline(1.0, color=INK, linewidth=0.8, linestyle=":")
    axes.set(xlim=(0, attainment[-1]), ylim=(0, top), xlabel="attainment (1 is quota)")
    axes.set_ylabel(f"pay [{scenario.currency}/year]")
    axes.yaxis.set_major_formatter(lambda value, _position: thousands(value))
    axes.xaxis.set_major_locator(MultipleLocator(0.5))
    axes.legend(loc="lower right", frameon=False, fontsize=9)
    return svg(figure, _alt(scenario.name, dots[1], beside_first=first_curve is not None))


def _alt(name: str, pay: Floats, *, beside_first: bool) -> str:
    curve = f"Payout curve of {name}" + (", beside that of the first scenario" if beside_first else "")
    if not len(pay):
        return f"{curve}."
    reps = "the one rep is" if len(pay) == 1 else f"the {len(pay)} reps runs"
    span = money(pay.min()) if len(pay) == 1 else f"from {money(pay.min())} to {money(pay.max())}"
    return f"{curve}; mean pay of {reps} {span}."
