"""What happens to orders between their acceptance and their delivery: preparation, promises, capacity, stock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.document import AsTuple, Document, Id, NonNegative, Positive, Share

AllocationRule = Literal["fair-share", "priority", "margin", "max-min"]


class Preparation(Document):
    """
    Preparing an order (checking, configuring, scheduling) before it can use capacity.

    One round takes ``days`` (calendar, ``work``: all alike or exponential); with chance ``error_share`` an error is
    found at its end and the order is prepared once more: 1 / (1 - error_share) rounds in the mean. Whoever prepares has
    no queue. An order does not lose its patience meanwhile, but right after, when its time is over.
    """

    days: Positive
    work: Literal["fixed", "exponential"] = "fixed"
    error_share: Annotated[NonNegative, Field(le=0.95)] = 0.0


class Promise(Document):
    """
    Days from order to delivery that some orders are promised, in place of ``fulfilment.promise_days``.

    Of several promises that fit an order the first one counts. Capacity goes to who is promised the earliest day.
    """

    id: Id
    days: NonNegative
    family: Id | None = None
    """Product family; null: every one."""
    segment: str | None = None
    """Segment of the customer's basic unit; null: every one."""


class Forecast(Document):
    """
    What a month is expected to bring, from the orders of the days that are known.

    *moving_average*: their mean over the last ``days`` days. *smoothing*: over all days, with weights that halve every
    ``days`` days (exponential smoothing). A month counts 365.25 / 12 days.
    """

    kind: Literal["moving_average", "smoothing"] = "moving_average"
    days: Annotated[Positive, Field(ge=1, le=3660)] = 90.0


class Claim(Document):
    """
    What one claimant, a rep, region or segment, brings to an allocation; those not listed have the defaults.

    ``priority``: the lowest number is served first (rule *priority*). ``worth`` of a unit [currency] and ``floor``, the
    share of what the claimant wants that it gets before anybody gets more (rule *margin*).
    """

    id: Annotated[str, Field(min_length=1, max_length=200)]
    priority: Annotated[int, Field(ge=0, le=1000)] = 1
    worth: NonNegative | None = None
    """Null: the family's price, as asked, times its margin share."""
    floor: Share = 0.0


class Allocation(Document):
    """
    A month's supply of a family, shared out when the month opens by what each claimant is expected to want.

    A claimant wants his backlog and his forecast of the month. *fair-share* scales all alike; *priority* serves class
    by class; *margin* serves the most worth first once the floors are kept; *max-min* lifts the smallest first. What
    nobody is expected to want is free to all from the start, what a claimant leaves of his share
    ``release_after_days`` into the month.
    """

    rule: AllocationRule
    by: Literal["territory", "region", "segment"] = "territory"
    """Whose share an order uses: the rep's who took it, or that of the region or segment of the customer's unit."""
    claims: Annotated[tuple[Claim, ...], AsTuple] = ()
    forecast: Forecast = Forecast()
    release_after_days: Annotated[NonNegative, Field(lt=28)] = 20.0


class Planner(Document):
    """
    A monthly S&OP cycle that sets a family's capacity by what the plant knows of its orders.

    When a month opens, the capacity of the month ``lead_months`` later is set to the forecast and ``backlog_share`` of
    the known backlog, less stock; at most ``step`` away from the month before, and between ``least`` and ``most``:
    shares of ``units_per_month`` in the month. Known are orders placed ``information_lag_days`` ago or earlier.
    Overtime makes up to ``overtime_share`` of a month's capacity more, for an order that lacks some, once the plant
    knows of it.
    """

    forecast: Forecast = Forecast()
    information_lag_days: Annotated[int, Field(ge=0, le=730)] = 0
    """Days until the content of an order reaches the plant."""
    lead_months: Annotated[int, Field(ge=0, le=24)] = 1
    least: NonNegative = 0.0
    most: Positive
    step: NonNegative | None = None
    """Null: capacity moves as far as is wanted."""
    backlog_share: Share = 1.0
    overtime_share: NonNegative = 0.0
    overtime_cost: NonNegative = 0.0
    """Of a unit made in overtime, beyond its usual cost [currency]."""
    change_cost: NonNegative = 0.0
    """Of one unit a month more, or less, than the month before (hiring, laying off) [currency]."""
    idle_cost: NonNegative = 0.0
    """Of a unit of capacity that nobody uses; what is used is in the margin [currency]."""


class Stock(Document):
    """Finished goods: what capacity is left at a month's end is made into stock, up to ``room`` units."""

    room: Positive
    opening: NonNegative = 0.0
    """Units on the first day of the warm-up."""
    holding_cost: NonNegative = 0.0
    """Of a unit in store at a month's end [currency]."""


class SupplyLimit(Document):
    """S&OP capacity of one product family: units a month, times twelve relative values by fiscal month."""

    id: Id
    units_per_month: NonNegative
    profile: Annotated[tuple[Positive, ...], AsTuple, Field(min_length=12, max_length=12)] = (1.0,) * 12
    hours_ratio: Annotated[Positive, Field(ge=0.01, le=100)] = 1.0
    """Hours that a unit takes, over the usual: at 0.8 the same hours make a quarter more."""
    allocation: Allocation | None = None
    """Null: capacity goes to whoever is promised the earliest day."""
    planner: Planner | None = None
    """Null: capacity stays as it is given."""
    stock: Stock | None = None
    """Null: capacity that is left at a month's end is lost."""

    def by_fiscal_month(self) -> tuple[float, ...]:
        """Return the units of each fiscal month, before anybody plans, shape (12,)."""
        return tuple(self.units_per_month * part / self.hours_ratio for part in self.profile)
