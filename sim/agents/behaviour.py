"""How reps react to their pay: a behaviour looks at all reps at once and returns what they decide for the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.bounded import BoundedBehaviour
from sim.agents.own_behaviour import OwnBehaviour
from sim.agents.registry import own_behaviour
from sim.agents.scheming import scheming_behaviour
from sim.agents.slope import drawn_by, heading_for, pay_slope
from sim.agents.view import SHARES, Behaviour, Decision, RepView
from sim.documents.behaviour import Bounded, Forward, Mixture, Myopic, Own, Rule, Steady
from sim.documents.scheming import Scheming
from sim.streams import Streams, entity_ids

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class SteadyBehaviour:
    """The same effort every day, whatever the pay."""

    spec: Steady

    def act(self, reps: RepView) -> Decision:
        """Return the scenario's effort for everyone."""
        return Decision(np.full(len(reps.quota), self.spec.effort))


@dataclass(frozen=True)
class MyopicBehaviour:
    """
    Effort by what one more sale adds to this year's pay, seen from where the year is heading.

    The year's credit is forecast from the pace so far, which counts as if a quarter of a year at quota pace had gone
    before (so that one early deal is not taken for a trend). The marginal pay is the pay plan's slope over 10 %
    of quota around that forecast; next year is not looked at.
    """

    spec: Myopic
    prior_share: float = 0.25
    half_step: float = 0.05

    def act(self, reps: RepView) -> Decision:
        """Return usual x (marginal pay / usual marginal pay) ** elasticity, within least and most."""
        ratio = pay_slope(reps, heading_for(reps, self.prior_share), self.half_step) / self.spec.usual_rate
        effort = self.spec.usual * drawn_by(ratio, self.spec.elasticity)
        return Decision(np.minimum(np.maximum(effort, self.spec.least), self.spec.most))


@dataclass(frozen=True)
class MixedBehaviour:
    """Each rep follows the rule he drew."""

    rules: tuple[Behaviour, ...]
    rule_of_rep: NDArray[np.int64]

    def act(self, reps: RepView) -> Decision:
        """Return each rep's own decision."""
        decisions = [rule.act(reps) for rule in self.rules]
        chosen = {
            name: np.choose(self.rule_of_rep, [decision.shares(name) for decision in decisions])
            for name in SHARES
        }
        return Decision(**chosen)


def behaviour_of(scenario: Scenario) -> Behaviour:
    """Return the rule that the scenario names."""
    given = scenario.people.behaviour
    if isinstance(given, Scheming):
        return scheming_behaviour(given, behaviour_of(with_honest_reps(scenario)), scenario)
    if not isinstance(given, Mixture):
        return _rule(given, scenario)
    return MixedBehaviour(tuple(_rule(part.rule, scenario) for part in given.parts), rule_of_rep(scenario))


def with_honest_reps(scenario: Scenario) -> Scenario:
    """Return the scenario in which nobody schemes."""
    given = scenario.people.behaviour
    if not isinstance(given, Scheming):
        return scenario
    people = scenario.people.model_copy(update={"behaviour": given.honest})
    return scenario.model_copy(update={"people": people})


def times_deals(scenario: Scenario) -> bool:
    """Return whether any rep of the scenario may hold deals back or pull them forward."""
    given = scenario.people.behaviour
    if isinstance(given, Scheming):
        return bool(given.reps) or times_deals(with_honest_reps(scenario))
    rules = [part.rule for part in given.parts] if isinstance(given, Mixture) else [given]
    return any(
        isinstance(rule, Own) or (isinstance(rule, Forward) and rule.timing_most > 0) for rule in rules
    )


def rule_of_rep(scenario: Scenario) -> NDArray[np.int64]:
    """
    Return the part of the mixture that each rep belongs to, shape (n_reps,).

    Who a rep is belongs to the scenario's seed and his id, and is the same in every replication.
    """
    given = with_honest_reps(scenario).people.behaviour
    names = scenario.tables.reps["id"]
    if not isinstance(given, Mixture):
        return np.zeros(len(names), dtype=np.int64)
    edges = np.cumsum([part.weight for part in given.parts])
    luck = Streams(scenario.run.seed, 0).uniforms("which behaviour", entity_ids(names))
    return np.searchsorted(edges[:-1] / edges[-1], luck, side="right")


def _rule(given: Rule, scenario: Scenario) -> Behaviour:
    match given:
        case Steady():
            return SteadyBehaviour(given)
        case Myopic():
            return MyopicBehaviour(given)
        case Bounded():
            return BoundedBehaviour(given, scenario.plan.pay)
        case Own():
            return OwnBehaviour(given.name, own_behaviour(given.name, given.values()))
        case Forward():
            from sim.agents.forward.behaviour import forward_behaviour  # noqa: PLC0415 - loads numba

            return forward_behaviour(given, scenario)


__all__ = [
    "Behaviour",
    "Decision",
    "MixedBehaviour",
    "MyopicBehaviour",
    "RepView",
    "SteadyBehaviour",
    "behaviour_of",
    "rule_of_rep",
    "times_deals",
    "with_honest_reps",
]
