"""A deal as its crediting events tell it, and the part of it that an event is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sim.compensation.deals.book import DealEvent
from sim.compensation.deals.exchange import Exchange
from sim.compensation.exact import ONE, total
from sim.compensation.lazy import lazy

REVERSALS = frozenset({"return", "cancel"})


@dataclass(frozen=True)
class Deal:
    """A deal as its crediting events tell it: its lines, and totals over them in the plan's currency."""

    deal_id: str
    person: str
    day: date
    lines: Sequence[DealEvent]
    exchange: Exchange

    @lazy
    def amount(self) -> Fraction:
        """Return the amount of all lines."""
        return total(self.exchange.in_plan_currency(line, line.amount) for line in self.lines)

    @lazy
    def margin(self) -> Fraction:
        """Return the margin of all lines."""
        return total(self.exchange.in_plan_currency(line, line.margin) for line in self.lines)

    @lazy
    def units(self) -> Fraction:
        """Return the units of all lines."""
        return total(Fraction(line.units) for line in self.lines)

    @lazy
    def columns(self) -> Mapping[str, Fraction]:
        """Return the totals of the further columns."""
        names = dict.fromkeys(name for line in self.lines for name in line.columns)
        return {name: total(Fraction(line.columns.get(name, 0)) for line in self.lines) for name in names}

    @lazy
    def factor(self) -> Fraction:
        """Return what the windfall rule leaves of its credit."""
        rule = self.exchange.plan.crediting.windfall
        if rule is None or self.amount <= Fraction(rule.deal_credit_cap):
            return ONE
        cap = Fraction(rule.deal_credit_cap)
        return (cap + Fraction(rule.above) * (self.amount - cap)) / self.amount


def returned_part(event: DealEvent, deal: Deal) -> Fraction:
    """Return the part of the deal's amount that an event is about; a row without amount is about all of it."""
    if not event.amount:
        return ONE
    amount = abs(deal.exchange.in_plan_currency(event, event.amount))
    return amount / deal.amount if deal.amount else ONE
