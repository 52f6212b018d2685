"""How reps work: behaviour, ramp and travel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, NonNegative, Positive, Share


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


class Steady(Document):
    """Reps whose effort never changes."""

    kind: Literal["steady"]
    effort: Share = 1.0


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
    elasticity: NonNegative
    least: Share
    most: Share

    @model_validator(mode="after")
    def _ordered(self) -> Myopic:
        if not self.least <= self.usual <= self.most:
            raise ValueError("least <= usual <= most is wanted")
        return self


class People(Document):
    """How reps work: behaviour, ramp (share of full speed by month of tenure, then 1), travel, other cost."""

    behaviour: Annotated[Steady | Myopic, Field(discriminator="kind")]
    ramp: Annotated[tuple[Share, ...], AsTuple] = ()
    travel: Travel | None = None
    relocation_cost: NonNegative = 0.0
    """Currency for each rep whose base under the plan is not his home, charged once."""
