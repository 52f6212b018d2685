"""The words of effective quotas: ramp, proration and relief, as documents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.compensation.deals.terms import Part
from sim.compensation.measure import QuotaShape
from sim.document import AsTuple, Day, Document, Id, Money


class Ramp(Document):
    """
    Quota of somebody new: the ``shares`` of the first months, then all of it.

    Months count from the month of hire or the plan's first; ``target_pay: ramped`` follows, ``full`` does not.
    """

    counts_from: Literal["hire", "plan_start"]
    shares: Annotated[tuple[Part, ...], AsTuple, Field(min_length=1)]
    target_pay: Literal["ramped", "full"]


class Proration(Document):
    """
    Quota and target pay of who comes or leaves within a period: days there over days of the period.

    ``inclusive`` counts calendar days with both ends, ``exclusive`` without the first, ``thirty_360`` thirty a month,
    ``working_days`` Monday to Friday.
    """

    count: Literal["inclusive", "exclusive", "thirty_360", "working_days"]


class Relief(Document):
    """Quota taken off a person's measure [currency], in equal parts over the months from ``starts`` to ``until``."""

    person: Id
    measure: Id
    starts: Day
    until: Day
    amount: Money


class QuotaRules(QuotaShape):
    """How stated quotas become effective ones: seasonality, proration, ramp, relief, in this order."""

    ramp: Ramp | None = None
    proration: Proration | None = None
    relief: Annotated[tuple[Relief, ...], AsTuple] = ()
