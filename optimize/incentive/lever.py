"""
The pay lever of a design: the pay plan in force in, a better one out, in the plan language.

1. The plan in force is judged; what the wishes leave open (budgets, outside pay) is taken from it, luck by luck.
2. A closed form of the reps, put into types, is solved to a proved gap (:mod:`optimize.incentive.curve_program`);
   wishes that clash are told here.
3. A search (:mod:`optimize.incentive.climbing`) from the plan in force, from that curve, and from simpler plans at the
   same expected pay. Where all reps look ahead it runs on their program alone first, then on the whole simulation.
4. The plans found are rounded so that a person reads them, and made to keep the budgets again.
5. The best of them, the simpler ones and the plan in force is selected on luck that the search never saw
   (:mod:`optimize.selection`); what breaks a limit there is no candidate.
"""

from __future__ import annotations

import math
import time

from optimize.incentive.searching import PayDesign, PaySearch
from optimize.incentive.wishes import PayWishes
from optimize.turn import Proof, Turn
from sim.runner import Runner
from sim.scenario import Scenario

_LESS_PAY, _MORE_SALES = 0.01, 0.002


def pay_turn(scenario: Scenario, runner: Runner, wishes: PayWishes | None = None) -> Turn:
    """
    Return the scenario's plan with a better pay plan; nothing else of it changes.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    runner
        Who simulates; replications from 0 on are used to search, from ``FRESH`` on to choose, and from ``LATER`` on to
        tell what simpler plans lose.
    wishes
        What must be kept, and how much work it may be.

    Raises
    ------
    InfeasibleError
        When no pay plan keeps pay at target, the slope limits, the pay mix and the cap at once; with the rows that
        clash and the cheapest relaxation.
    """
    wishes = wishes or PayWishes()
    clock = time.perf_counter()
    search = PaySearch(scenario, runner, wishes)
    climbs = search.climbs()
    candidates = search.candidates(climbs)
    found = search.choice(candidates, climbs)
    plan = scenario.plan.model_copy(update={"pay": found.plan})
    best = max((one.best.merit for one in climbs), default=math.nan)
    seconds = time.perf_counter() - clock
    proofs = [Proof("pay: search on simulated reps", "feasible", best, math.inf, math.inf, seconds)]
    if search.proved is not None:
        curve = search.proved[0]
        name = f"pay: one curve for {len(curve.effort)} types in closed form"
        proofs.append(Proof(name, curve.status, curve.profit, curve.bound, curve.gap, curve.seconds))
    return Turn("pay", plan, tuple(proofs), tuple(notes(found, scenario)), assumed(scenario, wishes), found)


def notes(found: PayDesign, scenario: Scenario) -> list[str]:
    """Return what a reader must know of a pay design, line by line."""
    sure = found.selection.confidence
    said = "not told apart within the replications" if sure is None else f"chance of being right {sure:.0%}"
    told = [
        f"pay: {found.chosen}, selected among {len(found.candidates)} plans ({said}, a difference of "
        f"{found.selection.matters:,.0f} {scenario.currency} counts)",
        f"profit {found.gain:+,.0f} ± {found.gain_half:,.0f}, pay {found.pay_change:+.1%}, "
        f"sales {found.sales_change:+.1%} against the plan in force, on fresh luck",
    ]
    if found.chosen == "in force":
        why = "was shown to be better" if len(found.candidates) > 1 else "that was found keeps every limit"
        told.append(f"no plan {why} on fresh luck; the plan in force stays")
    if found.pay_change < -_LESS_PAY and found.sales_change < _MORE_SALES:
        told.append("sales hardly move: the gain is lower pay")
    if found.short:
        told.append(f"{found.short} reps are expected to earn less than they could elsewhere")
    return [*told, *(str(one) for one in found.simpler)]


def assumed(scenario: Scenario, wishes: PayWishes) -> tuple[str, ...]:
    """Return what the lever took for granted, in words."""
    leaving = scenario.people.leaving
    given = wishes.outside_pay or (leaving.outside_pay if leaving else None)
    outside = (
        f"a rep finds {wishes.keep_share:.0%} of what he earns now elsewhere, of the mean rep's pay at the most"
        if given is None
        else f"every rep could earn {given:,.0f} elsewhere"
    )
    return (
        outside,
        "the search finds a plan that no small change betters, not one that is proved to be the best",
    )
