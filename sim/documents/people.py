"""How reps work: behaviour, ramp and travel."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, NonNegative, Positive, Share
from sim.documents.behaviour import Closing
from sim.documents.development import Development
from sim.documents.motivation import Motivation
from sim.documents.roles import Profile, Role
from sim.documents.scheming import AnyBehaviour
from sim.documents.shares import check_once
from sim.documents.turnover import Hiring, Leaving, Promotion


class Tours(Document):
    """
    Visits put together: ``stops`` of them on a tour, out of those that come up in ``round_days`` [calendar days].

    The longer a visit may wait for others, the closer together they lie. Needs the basic units' ``area_km2``.
    """

    stops: Annotated[Positive, Field(ge=1, le=100)]
    round_days: Positive = 28.0


class Travel(Document):
    """Time on the road: great-circle distance times ``road_factor`` at ``km_per_hour``, there and back, capped."""

    km_per_hour: Positive
    road_factor: Annotated[Positive, Field(ge=1)] = 1.3
    longest_hours: NonNegative
    cost_per_hour: NonNegative = 0.0
    """Currency per hour on the road."""
    tours: Tours | None = None
    """null: every visit is a journey of its own."""


class People(Document):
    """How reps work: behaviour, ramp (share of full speed by month of tenure, then 1), travel, other cost."""

    behaviour: AnyBehaviour
    ramp: Annotated[tuple[Share, ...], AsTuple] = ()
    travel: Travel | None = None
    relocation_cost: NonNegative = 0.0
    """Currency for each rep whose base under the plan is not his home, charged once."""
    roles: Annotated[tuple[Role, ...], AsTuple] = ()
    """Parts of the selling that others than the territory's own rep do; ``plan.coverage`` says who."""
    profile: Profile | None = None
    """What selling asks for; the reps' competencies stand in ``tables.competencies``."""
    development: Development = Development()
    motivation: Motivation = Motivation()
    leaving: Leaving | None = None
    """null: nobody leaves."""
    hiring: Hiring | None = None
    """null: who leaves is not replaced."""
    promotion: Promotion | None = None
    closing: Closing = Closing()
    """What it costs to hold deals back or to close them early; only behaviours that time deals do."""

    @model_validator(mode="after")
    def _roles_once(self) -> People:
        check_once([role.id for role in self.roles])
        return self
