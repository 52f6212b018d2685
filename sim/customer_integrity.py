"""Whether customers, prices and tours name families and sources, and rest on areas, that the scenario has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.near_misses import NearMisses
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.scenario import Scenario

Fault = tuple[str, RowIssue]


def customer_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each family or source that there is not, is given twice, and for tours without areas."""
    families = {family.id for family in scenario.market.families}
    adopted = [rule.id for rule in scenario.customers.adoption]
    yield from _families("customers.adoption", adopted, families)
    yield from _families("plan.prices", [price.id for price in scenario.plan.prices], families)
    yield from _referral(scenario)
    travel = scenario.people.travel
    if travel is not None and travel.tours is not None and not scenario.tables.units["area_km2"].any():
        message = "tours need the area of the basic units: the column area_km2 of tables.units"
        yield "people.travel.tours", RowIssue("T032", 0, "area_km2", "0", message)


def _families(path: str, named: Sequence[str], families: set[str]) -> Iterator[Fault]:
    near = NearMisses(families)
    for place, name in enumerate(named):
        if name not in families:
            issue = RowIssue("T027", 0, "id", name, f"no such product family{near.hint(name)}")
            yield f"{path}.{name}.id", issue
        if name in named[:place]:
            yield f"{path}.{name}.id", RowIssue("T003", 0, "id", name, "this family stands here already")


def _referral(scenario: Scenario) -> Iterator[Fault]:
    rule = scenario.customers.referral
    sources = {source.id for source in scenario.market.sources}
    if rule is not None and rule.source is not None and rule.source not in sources:
        message = f"no such source{NearMisses(sources).hint(rule.source)}"
        yield "customers.referral.source", RowIssue("T031", 0, "source", rule.source, message)
