"""Links between components of a plan on deals as documents: gates, multipliers, and linkages that cap."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.compensation.deals.measures import DealMeasure
from sim.compensation.links import GateWords, MultiplierWords
from sim.compensation.payout import Boundary, NonNegativeExact
from sim.compensation.plan import AmountCap, TargetCap
from sim.document import Document, Id


class DealGate(GateWords):
    """A gate on any measure of the plan."""

    measure: DealMeasure


class DealMultiplier(MultiplierWords):
    """A multiplier on any measure of the plan."""

    measure: DealMeasure


class Linkage(Document):
    """
    A gate that caps: until attainment of ``measure`` reaches ``opens_at``, ``component`` pays at most ``while_closed``.

    It is judged month by month on the window that is open, as gates are. What it withholds is paid when it opens within
    the component's window, and lost when the window ends.
    """

    id: Id
    kind: Literal["linkage"]
    component: Id
    measure: DealMeasure
    opens_at: NonNegativeExact
    boundary: Boundary
    while_closed: Annotated[TargetCap | AmountCap, Field(discriminator="of")]


DealFactor = DealGate | DealMultiplier
DealLink = Annotated[DealGate | DealMultiplier | Linkage, Field(discriminator="kind")]
