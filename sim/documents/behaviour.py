"""How reps decide: the rules a scenario may name, what drives them, and what it costs to time a deal."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, NonNegative, Positive, Share
from sim.documents.own import OwnRule
from sim.documents.shares import check_once

MOST_ATTAINMENT = 100.0
"""So many times a quota, and all beyond it, is no quota to plan by: a rep who looks ahead sees no further."""


class Steady(Document):
    """Reps whose effort never changes."""

    kind: Literal["steady"]
    effort: Share = 1.0


class _Follows(Protocol):
    """What rules that follow pay share."""

    @property
    def least(self) -> float:
        """Share of selling hours at the least."""
        ...

    @property
    def usual(self) -> float:
        """Share of selling hours when pay is as usual."""
        ...

    @property
    def most(self) -> float:
        """Share of selling hours at the most."""
        ...


def _check_order(rule: _Follows) -> None:
    """Raise ValueError unless least <= usual <= most."""
    if not rule.least <= rule.usual <= rule.most:
        raise ValueError("least <= usual <= most is wanted")


class Myopic(Document):
    """
    Reps who work for this period's marginal pay.

    effort = usual * (marginal pay / usual_rate) ** elasticity, kept between ``least`` and ``most``.

    ``usual_rate`` is the pay for one more unit of currency sold at which reps give their usual effort. It belongs to
    the people, not to the plan, so that a plan which pays more for one more sale draws more effort.
    """

    kind: Literal["myopic"]
    usual: Share
    usual_rate: Positive
    elasticity: Annotated[NonNegative, Field(le=10)]
    least: Share
    most: Share

    @model_validator(mode="after")
    def _ordered(self) -> Myopic:
        _check_order(self)
        return self


class Motives(Document):
    """
    What drives reps besides money, each as a share of the usual pay of a year; 0 is off.

    Usual pay is usual_rate times quota: what a rep earns with a flat commission at his usual rate.
    """

    loss_aversion: NonNegative = 0.0
    """Utility lost at the end of a window for 1.0 of attainment below quota."""
    knot_reward: NonNegative = 0.0
    """Utility of passing a knot of the payout curve, or quota: the pleasure of a goal reached."""
    envy: NonNegative = 0.0
    """Utility lost in a year for 1.0 of attainment behind the peers."""


class Forward(Document):
    """
    Reps who look ahead: the best effort and timing of deals by a dynamic program over attainment and time left.

    effort = least + x, which costs x^2 / 2 times what makes ``usual`` the best answer to a flat commission of
    ``usual_rate``. The program reads the real pay plan.
    """

    kind: Literal["forward"]
    usual: Share
    usual_rate: Positive
    """Pay for one more unit of currency sold at which reps give their usual effort [currency/currency]."""
    least: Share
    most: Share
    full_attainment: Annotated[Positive, Field(le=MOST_ATTAINMENT)] | None = None
    """Attainment that a rep expects of a year at effort 1; null: worked out from his territory, hours and pipeline."""
    monthly_sd: NonNegative = 0.035
    """Luck in a month's bookings, standard deviation [attainment of the year]."""
    monthly_discount: Annotated[Share, Field(ge=0.5)] = 0.99
    """Worth today of what comes in a month."""
    risk_aversion: Annotated[NonNegative, Field(le=10)] = 0.0
    """Relative risk aversion over the income of a window, base included; 0 is risk neutral."""
    timing_cost: NonNegative = 1.0
    """Utility lost in a month with a stock F of deals held or pulled: F^2 times this [F in attainment of the year]."""
    timing_most: Annotated[Share, Field(le=0.5)] = 0.12
    """The most he holds back or pulls forward [attainment of the year]; 0: never."""
    price_cut: Annotated[Share, Field(lt=1)] = 0.2
    """Discount he gives to close a deal early."""
    foresight: Share = 1.0
    """Share of what a ratchet of the quotas will cost him that he foresees."""
    motives: Motives = Motives()
    spread: Annotated[NonNegative, Field(le=2)] = 0.0
    """Standard deviation over reps of the logarithms of what drives them: reach, taste for work, luck, timing."""
    types: Annotated[int, Field(ge=1, le=1024)] | None = 64
    """Programs solved for at most so many types of reps; null: for each rep by himself."""

    @model_validator(mode="after")
    def _ordered(self) -> Forward:
        _check_order(self)
        if not self.least < self.usual:
            raise ValueError("least < usual is wanted: what lies between them is what pay draws")
        return self


class Bounded(Document):
    """
    Reps who follow rules of thumb: a coarse idea of the payout curve, a goal in sight, and giving up.

    effort = usual * (marginal pay as seen / usual_rate) ** elasticity, plus what the goal in sight adds, and ``least``
    when the goal is out of reach; always between ``least`` and ``most``.
    """

    kind: Literal["bounded"]
    usual: Share
    usual_rate: Positive
    elasticity: Annotated[NonNegative, Field(le=10)] = 0.3
    least: Share
    most: Share
    sees: Annotated[Positive, Field(le=1)] = 0.25
    """Width of the stretch of attainment over which a rep knows what selling more would pay [attainment]."""
    goal_gradient: NonNegative = 0.0
    """Effort that a goal adds when it is ``goal_in_sight`` away; it grows with 1 / distance [share of hours]."""
    goal_in_sight: Positive = 0.1
    """Distance [attainment]."""
    gives_up_at: Positive | None = None
    """Gives up on a goal that would take so many times quota pace for the rest of the year; null: never."""

    @model_validator(mode="after")
    def _ordered(self) -> Bounded:
        _check_order(self)
        return self


class Own(OwnRule):
    """A rule of the user's own, registered by ``@behaviour(name)``; every further word is a setting of it."""

    kind: Literal["own"]


Rule = Annotated[Steady | Myopic | Forward | Bounded | Own, Field(discriminator="kind")]


class Part(Document):
    """Some of the reps and the rule they follow; ``weight`` is relative to the other parts."""

    id: Id
    weight: Positive
    rule: Rule


class Mixture(Document):
    """Reps who differ: each follows one of the rules, drawn by his id and the weights."""

    kind: Literal["mixture"]
    parts: Annotated[tuple[Part, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Mixture:
        check_once([part.id for part in self.parts])
        return self


class Closing(Document):
    """What becomes of deals that reps hold back, or close before the customer is ready."""

    stale_share_per_month: Annotated[Share, Field(lt=1)] = 0.1
    """Share of the deals held back that go stale, and are lost, in a month of waiting."""
    longest_days: Positive = 60.0
    """A deal is held back no longer than this [calendar days]."""
    pull_win_ratio: Share = 0.9
    """Chance to win a deal that is closed early, relative to waiting for the customer's answer."""


__all__ = [
    "Bounded",
    "Closing",
    "Forward",
    "Mixture",
    "Motives",
    "Myopic",
    "Own",
    "Part",
    "Rule",
    "Steady",
]
