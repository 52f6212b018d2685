"""Step 2 of the order of evaluation: who is credited with an event, and with how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sim.compensation.deals.book import DealEvent, Person
from sim.compensation.deals.credit_terms import Overlay, RollUp, Split, When
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.terms import CreditKind
from sim.compensation.exact import ONE

Shared = tuple[str, CreditKind, Fraction, Fraction]


def shared_out(plan: DealPlan, event: DealEvent, people: Mapping[str, Person]) -> list[Shared]:
    """Return who is credited with an event: person, how, commission credit, quota credit, as shares."""
    if not plan.crediting.rules:
        return [(event.person, "direct", ONE, ONE)]
    split = next(
        (rule for rule in plan.crediting.rules if isinstance(rule, Split) and applies(rule.when, event)),
        None,
    )
    shared: list[Shared] = [(event.person, "direct", ONE, ONE)]
    if split is not None:
        shared = [(s.person, "split", Fraction(s.credit), Fraction(s.quota_credit)) for s in split.shares]
    own = list(shared)
    for rule in plan.crediting.rules:
        if isinstance(rule, Overlay) and applies(rule.when, event):
            shared += [
                (s.person, "overlay", Fraction(s.credit), Fraction(s.quota_credit)) for s in rule.shares
            ]
        elif isinstance(rule, RollUp):
            for person, _, commission, quota in own:
                shared += [
                    (boss, "rollup", commission * Fraction(rule.credit), quota * Fraction(rule.quota_credit))
                    for boss in _above(person, people, rule)
                ]
    return shared


def _above(person: str, people: Mapping[str, Person], rule: RollUp) -> list[str]:
    """Return the manager of a person, or everybody above, as far as they are in the plan."""
    found: list[str] = []
    boss = people[person].manager
    while boss in people and boss not in found:
        found.append(boss)
        boss = people[boss].manager if rule.levels == "all" else ""
    return found


def applies(when: When, event: DealEvent) -> bool:
    """Return whether a rule is for the deal of an event."""
    return (
        (when.deals is None or (event.refers_to or event.deal_id) in when.deals)
        and (when.persons is None or event.person in when.persons)
        and (when.products is None or event.product in when.products)
    )
