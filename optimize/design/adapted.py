"""The levers *quota* and *pay*: the optimizers of quotas and pay plans, asked for what a design wishes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from optimize.design.checks import BUDGET_LEVEL
from optimize.design.turning import Account, Offer, Task
from optimize.experiment.reading import whole
from optimize.quota.seen import supply_ceilings
from optimize.quota.wishes import QuotaWishes
from optimize.supply.limits import without_limits

_CAREFUL = 2.0
"""Standard errors of a P90 by which the search stays below a budget that is judged on other luck."""
_ROOM = 0.999
"""Share of a ceiling that is dealt out: ceilings are estimates, and reps' mixes differ."""


def turn_quota(task: Task) -> Offer:
    """
    Return quotas as fair as all limits allow, within what can be shipped.

    The total is the one wished; without a wish today's, cut to what S&OP can ship when that is less.

    Raises
    ------
    InfeasibleError
        When pins, total and ceilings clash.
    """
    from optimize.quota.lever import quota_turn  # noqa: PLC0415 - only who turns it pays for loading it

    scenario, wishes = task.draft.scenario, task.wishes
    total, notes = task.total, list[str]()
    if wishes.total is None and scenario.plan.supply:
        share = _shippable_share(task)
        if share < 1:
            total = math.floor(total * share)
            notes = [f"The total is cut by {1 - share:.1%} to {total / 100:,.2f}, which S&OP can ship."]
    asked = QuotaWishes(
        total=total,
        pins=wishes.pins,
        ceilings="supply" if scenario.plan.supply else {},
        replications=wishes.search,
        fresh=wishes.search,
        rounds=3,
    )
    turn = quota_turn(scenario, task.runner, asked)
    return Offer.of_turn(task, replace(turn, notes=(*turn.notes, *notes)), _account(turn.found))


def _shippable_share(task: Task) -> float:
    """Return the share of the quotas that the scarcest family lets stand, by the rule of the mean."""
    world = without_limits(task.draft.scenario)
    frame = task.runner({"nothing short": world}, task.wishes.searched_on)["nothing short"]
    found = supply_ceilings(task.draft.scenario, frame, None)
    return min([1.0, *(_ROOM / one.over for one in found.values() if one.quota and one.over > _ROOM)])


def turn_pay(task: Task) -> Offer:
    """
    Return a pay plan that earns more at no more pay, or at the budget wished, and keeps everybody.

    Raises
    ------
    InfeasibleError
        When no pay plan keeps its limits.
    """
    from optimize.incentive.lever import pay_turn  # noqa: PLC0415
    from optimize.incentive.wishes import PayWishes  # noqa: PLC0415

    scenario, wishes = task.draft.scenario, task.wishes
    asked = PayWishes(outside_pay=wishes.outside_pay, replications=min(max(wishes.search // 2, 6), 12))
    if wishes.budget is not None:
        frame = task.runner({"draft": scenario}, wishes.searched_on)["draft"]
        mean, p90 = _budgets(frame, wishes.budget)
        asked = replace(asked, budget=mean, budget_p90=p90)
    turn = pay_turn(scenario, task.runner, asked)
    return Offer.of_turn(task, turn, _account(turn.found))


def _budgets(frame: pd.DataFrame, budget: float) -> tuple[float, float]:
    """
    Return the budget of the mean and of the P90 to search under [currency].

    A P90 of n replications has a standard error of about 1.7 standard deviations over the root of n (normal).
    """
    pay = whole(frame, "compensation_cost")
    aim = budget - _CAREFUL * 1.7 * float(pay.std(ddof=1)) / math.sqrt(len(pay))
    above = float(np.quantile(pay, BUDGET_LEVEL)) - float(pay.mean())
    return min(float(pay.mean()), aim - above), aim


def _account(found: object) -> Account:
    """Return what an optimizer's answer says of itself."""
    told = getattr(found, "to_dict", None)
    return Account((), told() if callable(told) else {})
