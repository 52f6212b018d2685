"""Further roles beside the reps: specialists as the scenario has them, and whom a ratio asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from optimize.sizing.facts import Ratio, Role, SizingFacts
from sim.scenario import Scenario

REP = "rep"


@dataclass(frozen=True)
class Beside:
    """
    A role of which one person is wanted for every ``per`` reps.

    ``opening`` people in post today, ``None``: as many as the ratio asks for; ``pay`` all that one costs
    [currency/year], ``None``: as a rep.
    """

    id: str
    per: float
    opening: float | None = None
    pay: float | None = None

    def __post_init__(self) -> None:
        """Refuse a ratio or pay that is none."""
        if not self.per > 0 or (self.pay is not None and not self.pay >= 0):
            raise ValueError(f"role {self.id}: reps a person above 0 and pay of 0 or more are wanted")
        if self.id == REP:
            raise ValueError(f"role {self.id}: this is what the reps themselves are called")


def roles_of(scenario: Scenario) -> tuple[tuple[Beside, ...], int]:
    """Return the scenario's roles at their present ratio to the reps with a territory, and how many these are."""
    owners = set(scenario.plan.alignment["rep"].tolist())
    table = scenario.plan.coverage
    found = []
    for role in scenario.people.roles:
        held = set() if table is None else set(table["rep"][table["role"] == role.id].tolist())
        # who has a territory besides is a rep already
        people = len(held - owners)
        if people:
            found.append(Beside(role.id, len(owners) / people, float(people)))
    return tuple(found), len(owners)


def with_roles(facts: SizingFacts, beside: tuple[Beside, ...], reps: int) -> SizingFacts:
    """
    Return a question of reps with further roles, each at least at its ratio to the reps; they ramp and leave alike.

    What is earned is left as it is: reps in post are ``reps`` in place of all people, so the same contribution is
    brought by them together with the roles beside them.

    Raises
    ------
    ValueError
        When two roles have one name, among them the reps.
    """
    rep = facts.role(REP)
    scale = reps / rep.opening
    others = tuple(_role(rep, one, reps) for one in beside)
    earnings = tuple(
        replace(one, people=tuple(people * scale for people in one.people)) if one.role == REP else one
        for one in facts.earnings
    )
    ratios = tuple(Ratio(one.id, REP, one.per) for one in beside)
    return replace(
        facts,
        roles=(replace(rep, opening=reps), *others),
        earnings=earnings,
        ratios=(*facts.ratios, *ratios),
    )


def _role(rep: Role, one: Beside, reps: int) -> Role:
    opening = math.ceil(reps / one.per) if one.opening is None else one.opening
    salary = rep.salary if one.pay is None else one.pay / 12
    # a month's first start may be late for a ratio that attrition breaks at once; nobody is turned away meanwhile
    return replace(rep, id=one.id, opening=float(opening), salary=salary)
