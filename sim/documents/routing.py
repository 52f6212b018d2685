"""Who gets a lead, and what happens when he does not begin in time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, Positive, Share
from sim.documents.own import OwnRule
from sim.documents.shares import check_once

RoutingKind = Literal[
    "territory",
    "pool",
    "round_robin",
    "weighted",
    "skill",
    "owner",
    "least_loaded",
    "score_tiered",
    "random",
    "own",
]


class RepWeight(Document):
    """A rep and the weight of his share of the leads."""

    id: Id
    weight: Positive


class Routing(Document):
    """
    The rule by which a lead that passed the screening finds its rep.

    *territory*: the rep of its basic unit. *pool*: it waits in a queue of the group, the first free rep takes it.
    *round_robin*: in turn. *weighted*: in proportion to ``weights``. *skill*: the least loaded of those whose skill for
    the lead is at least ``skill_within`` of the best. *owner*: whoever had the first lead of the same account, new
    accounts in turn. *least_loaded*: the fewest tasks waiting or in hand. *score_tiered*: leads of the first
    ``best_ranks`` ranks in turn to the ``best`` reps, the others in turn to the others. *random*: by lot. *own*: by
    your own rule, which ``own`` names.
    """

    kind: RoutingKind = "territory"
    among: Literal["all", "region"] = "all"
    """The group a lead is given within: every rep, or the reps who live in the region of its basic unit."""
    weights: Annotated[tuple[RepWeight, ...], AsTuple] = ()
    """For *weighted*; a rep who is not listed has weight 1."""
    best: Annotated[tuple[Id, ...], AsTuple] = ()
    """For *score_tiered*: the reps who get the best leads."""
    best_ranks: Annotated[int, Field(ge=1)] = 1
    """For *score_tiered*: how many ranks, best first, go to the best reps (ranks are grades, or scores and grades)."""
    skill_within: Share = 1.0
    accounts_per_unit: Annotated[int, Field(ge=1, le=1000)] = 1
    """For *owner*: accounts in each basic unit; a lead comes from each with equal chance."""
    own: OwnRule | None = None
    """For *own*: the name it was registered by with ``@router(name)``, and its settings."""
    fallback: Id | None = None
    """The rep who takes the leads of an absent one; null: the least loaded of the group, a territory's lead waits."""
    sla_hours: Positive | None = None
    """Clock hours from the inquiry within which the first contact is promised; null: no promise."""
    reroute: bool = False
    """Whether a lead that is not begun within ``sla_hours`` goes, once, to the fallback."""

    @model_validator(mode="after")
    def _fits(self) -> Routing:
        check_once([entry.id for entry in self.weights])
        check_once(self.best)
        if self.kind == "score_tiered" and not self.best:
            raise ValueError("score_tiered wants the reps who get the best leads in best")
        if (self.kind == "own") != (self.own is not None):
            raise ValueError("kind own goes with the rule in own, and only with it")
        if self.reroute and self.sla_hours is None:
            raise ValueError("reroute wants sla_hours: after how long")
        if self.reroute and self.kind == "pool":
            raise ValueError("a pool's leads are nobody's until they are begun: there is nothing to reroute")
        return self
