"""Whether the rules of the user's own that a scenario names are registered and take its settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.agents.registry import BEHAVIOURS
from sim.documents.behaviour import Mixture, Own
from sim.documents.scheming import Scheming
from sim.extension import Registry
from sim.own_rules import CUSTOMER_RULES, LEADING, ROUTERS
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.documents.own import OwnRule
    from sim.scenario import Scenario


def own_rule_faults(scenario: Scenario) -> Iterator[tuple[str, RowIssue]]:
    """Yield a fault for each rule that is not registered, or does not take what it is given."""
    for path, rule, registry in _named(scenario):
        try:
            registry.check_settings(rule.name, rule.values(), LEADING.get(registry.what, 0))
        except (LookupError, ValueError) as error:
            yield path, RowIssue("T033", 0, "name", rule.name, str(error.args[0]))


def _named(scenario: Scenario) -> Iterator[tuple[str, OwnRule, Registry[Any]]]:
    """Yield every rule of the user's own that the scenario names."""
    given = scenario.people.behaviour
    path = "people.behaviour"
    if isinstance(given, Scheming):
        given, path = given.honest, f"{path}.honest"
    parts = given.parts if isinstance(given, Mixture) else ()
    if isinstance(given, Own):
        yield f"{path}.name", given, BEHAVIOURS
    for part in parts:
        if isinstance(part.rule, Own):
            yield f"{path}.parts.{part.id}.rule.name", part.rule, BEHAVIOURS
    if scenario.pipeline.routing.own is not None:
        yield "pipeline.routing.own.name", scenario.pipeline.routing.own, ROUTERS
    if scenario.customers.own is not None:
        yield "customers.own.name", scenario.customers.own, CUSTOMER_RULES
