"""What the reps of a scenario do about their pay, in words for the report."""

from __future__ import annotations

from sim.agents.behaviour import with_honest_reps
from sim.agents.forward.reading import read
from sim.documents.behaviour import Bounded, Forward, Mixture, Myopic, Own, Rule, Steady
from sim.documents.scheming import Scheming
from sim.scenario import Scenario


def reps_in_words(scenario: Scenario) -> str:
    """Return how the reps of a scenario decide, and what of its pay plan they do not see exactly."""
    given = scenario.people.behaviour
    if isinstance(given, Scheming):
        told = reps_in_words(with_honest_reps(scenario))
        return f"{len(given.reps)} of the reps scheme: they time deals by what pays them most. In all else: {told}"
    if isinstance(given, Mixture):
        whole = sum(part.weight for part in given.parts)
        parts = [f"{part.weight / whole:.0%} {part.id}: {_rule(part.rule, scenario)}" for part in given.parts]
        return "A mixture; each rep's rule is drawn by his id. " + " ".join(parts)
    return _rule(given, scenario)


def _rule(rule: Rule, scenario: Scenario) -> str:
    match rule:
        case Steady():
            return (
                f"Steady: every rep always puts {rule.effort:.0%} of the selling hours to use, whatever the pay. "
                "A pay plan changes what reps cost in this run, never what they sell."
            )
        case Myopic():
            return _myopic(rule)
        case Bounded():
            return (
                "Bounded: rules of thumb. Reps see the payout curve in stretches of "
                f"{rule.sees:g} of attainment, work between {rule.least:g} and {rule.most:g} of the selling hours, "
                f"{rule.usual:g} at a marginal pay of {rule.usual_rate:g}, more of it near a goal, and give up on one "
                "that is out of reach when the scenario says so."
            )
        case Forward():
            return _forward(rule, scenario)
        case Own():
            return f"Own rule {rule.name!r}: written by the user; see its file."


def _myopic(rule: Myopic) -> str:
    return (
        "Myopic: reps work for the marginal pay of the present period. Effort, the share of selling hours put to "
        f"use, is {rule.usual:g} times (marginal pay over {rule.usual_rate:g}, the pay for one more unit of "
        f"currency sold that draws the usual effort) to the power {rule.elasticity:g}, kept between "
        f"{rule.least:g} and {rule.most:g}. Below a threshold and above a cap one more sale pays nothing "
        f"now, and effort falls to {rule.least:g}. These reps do not look ahead, hold deals back, or quit."
    )


def _forward(rule: Forward, scenario: Scenario) -> str:
    notes = read(scenario.plan.pay).notes
    told = f" Not exact for them: {'; '.join(notes)}." if notes else ""
    return (
        "Forward-looking: reps choose effort and the timing of deals by a dynamic program over attainment and time "
        f"left, under the real pay plan. Effort lies between {rule.least:g} and {rule.most:g} of the selling hours and "
        f"is {rule.usual:g} under a flat commission of {rule.usual_rate:g}; they hold back or pull forward up to "
        f"{rule.timing_most:g} of a year's quota, at a price cut of {rule.price_cut:.0%} for what is pulled.{told}"
    )
