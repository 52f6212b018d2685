"""
What can be set to several levels of what it is: hours, effort, leads, quotas, and the slope of pay.

Level 1 is the scenario as it is. A factor of your own is a :class:`Factor` with a function from a scenario and a level
to another scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from optimize.quota.table import with_quotas
from sim.document import Document
from sim.documents.behaviour import Steady
from sim.quota import quotas_cents
from sim.scenario import Scenario

Shape = Literal["rising", "hill"]
"""``rising``: ever less, never down. ``hill``: ever less, and down beyond the best level."""
_MIDNIGHT = 24.0


@dataclass(frozen=True)
class Factor:
    """
    Something of a scenario that is set to ``levels``, each times what it is.

    ``shape`` is what theory says of the response: see :data:`Shape`. ``change`` raises ValueError for a level or a
    scenario that it does not fit. ``always`` changes something at level 1 too.
    """

    name: str
    words: str
    levels: tuple[float, ...]
    shape: Shape
    change: Callable[[Scenario, float], Scenario]
    always: bool = False

    def over(self, levels: Iterable[float]) -> Factor:
        """Return the same factor at other levels, each once, from the lowest on."""
        return replace(self, levels=tuple(sorted({float(level) for level in levels})))

    def at(self, scenario: Scenario, level: float) -> Scenario:
        """Return the scenario at a level; at level 1 the very same, unless level 1 is a change too."""
        return scenario if level == 1.0 and not self.always else self.change(scenario, level)


def _hours(scenario: Scenario, level: float) -> Scenario:
    calendar = scenario.calendar
    hours = calendar.selling_hours_per_day * level
    opens = calendar.opens_at_hour
    if calendar.kind != "business":
        raise ValueError(
            "hours: reps of this scenario work around the clock, so their hours cannot be changed"
        )
    if hours > _MIDNIGHT:
        raise ValueError(f"hours: a day has 24, level {level:g} asks for {hours:g}")
    if opens + hours > _MIDNIGHT:  # begin earlier, for the day must end before midnight
        opens = _MIDNIGHT - hours
    changed = calendar.model_copy(update={"selling_hours_per_day": hours, "opens_at_hour": opens})
    return _with(scenario, "hours", level, calendar=changed)


def _effort(scenario: Scenario, level: float) -> Scenario:
    behaviour = scenario.people.behaviour
    usual = getattr(behaviour, "usual", getattr(behaviour, "effort", 1.0))
    effort = usual * level
    if not 0 <= effort <= 1:
        raise ValueError(
            f"effort: a share of hours from 0 to 1, level {level:g} of {usual:g} asks for {effort:g}"
        )
    people = scenario.people.model_copy(update={"behaviour": Steady(kind="steady", effort=effort)})
    return _with(scenario, "effort", level, people=people)


def _leads(scenario: Scenario, level: float) -> Scenario:
    leads = scenario.market.leads_per_year * level
    return _with(
        scenario, "leads", level, market=scenario.market.model_copy(update={"leads_per_year": leads})
    )


def _quota(scenario: Scenario, level: float) -> Scenario:
    cents = np.maximum(np.round(quotas_cents(scenario) * level), 1.0).astype(np.int64)
    plan = with_quotas(scenario, cents)
    return scenario.with_plan(plan, _name(scenario, "quota", level))


def _pay(scenario: Scenario, level: float) -> Scenario:
    plan = scenario.plan.pay
    rates = [component.id for component in plan.components if component.weight is None]
    if rates:
        raise ValueError(
            f"pay: {', '.join(rates)} pay a rate, not a share of target pay; change the plan itself"
        )
    if not plan.pay.target_incentive:
        raise ValueError("pay: there is no variable pay to change")
    ote = plan.pay.base + (plan.pay.target_incentive * Decimal(str(level))).quantize(Decimal("0.01"))
    pay = plan.model_copy(update={"pay": plan.pay.model_copy(update={"ote": ote})})
    return scenario.with_plan(scenario.plan.model_copy(update={"pay": pay}), _name(scenario, "pay", level))


def _with(scenario: Scenario, factor: str, level: float, **parts: Document) -> Scenario:
    return scenario.model_copy(update={**parts, "name": _name(scenario, factor, level)})


def _name(scenario: Scenario, factor: str, level: float) -> str:
    return f"{scenario.name[:60]}-{factor}-{level:g}".replace(".", "-")


_HOURS = Factor(
    "hours",
    "selling hours of every rep; stands for more or fewer reps on the same leads",
    (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    "rising",
    _hours,
)
_EFFORT = Factor(
    "effort",
    "share of hours spent on selling, whatever pay says",
    (0.25, 0.5, 0.75, 0.9, 1.0),
    "rising",
    _effort,
    always=True,
)
_LEADS = Factor(
    "leads", "leads in the market: the workload", (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0), "rising", _leads
)
_QUOTA = Factor("quota", "every quota", (0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5), "hill", _quota)
_PAY = Factor(
    "pay", "target pay beyond base, and with it the slope of pay", (0.5, 0.75, 1.0, 1.25, 1.5), "hill", _pay
)
FACTORS: dict[str, Factor] = {one.name: one for one in (_HOURS, _EFFORT, _LEADS, _QUOTA, _PAY)}
"""The factors by name."""
