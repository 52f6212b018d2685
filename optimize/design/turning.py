"""What a lever is given, and what it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from optimize.design.checks import Limits
from optimize.design.draft import Draft
from optimize.design.wishes import Wishes
from optimize.territory.stopping import unheard
from optimize.turn import Turn
from sim.quota import quotas_cents
from sim.runner import Runner


@dataclass(frozen=True, eq=False)
class Task:
    """
    A lever's task: the input of the design, the draft it starts from, and a runner that guards the judgement.

    ``memo`` is the levers' own memory over the rounds of one search, ``hear`` is told how far a lever is.
    """

    given: Draft
    draft: Draft
    runner: Runner
    limits: Limits
    memo: dict[Any, Any] = field(default_factory=dict)
    hear: Callable[[str], None] = unheard

    @property
    def wishes(self) -> Wishes:
        """Return what the user wishes."""
        return self.limits.wishes

    @property
    def total(self) -> int:
        """Return what the quotas are to add up to [cents/year]: as wished, else as they do now."""
        if self.wishes.total is not None:
            return self.wishes.total
        return int(quotas_cents(self.draft.scenario).sum())


@dataclass(frozen=True)
class Account:
    """What an optimizer found, in lines for people and as plain data: what is kept of it when a design is stopped."""

    lines: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Offer:
    """
    A lever turned once: the draft it would have, what was proved on the way, and the optimizer's own account.

    ``idle`` says why nothing is to be changed, when nothing is.
    """

    draft: Draft
    turn: Turn
    account: Account = Account()
    idle: str = ""

    @classmethod
    def of_turn(cls, task: Task, turn: Turn, account: Account | None = None) -> Offer:
        """Return the offer of a turn that changes the plan only."""
        return cls(task.draft.with_plan(turn.plan), turn, account or Account())


class Lever(Protocol):
    """Turns one lever."""

    def __call__(self, task: Task) -> Offer:
        """Return the offer; InfeasibleError when what is wished of it cannot be."""
        ...
