"""The trace in words: why an amount is what it is, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from evenfield.pay.columns import money
from evenfield.pay.rules import rule_of
from sim.compensation.deals import DealRun, Entry, MonthEnd
from sim.compensation.deals.base import BASE
from sim.compensation.deals.deal_capping import DealCapLine
from sim.compensation.deals.months import told
from sim.compensation.slices import Slice
from sim.compensation.trace import Line


def trace(run: DealRun, end: MonthEnd) -> Iterator[str]:
    """Yield why a person was paid an amount in a month, slice by slice."""
    base = run.base.get(end.person, {}).get(end.month, 0)
    yield f"{end.person} {told(end.month)}: paid {money(end.paid + base)}{_of_plan(run, end)}"
    yield from _rate_of(run, end)
    if base:
        yield f"  base: {money(base)}{_abroad(run, Entry(end.person, end.month, BASE, base))}"
    for line in end.lines:
        yield from _line(run, end, line)
    for cap in end.caps:
        yield f"  {cap.cap}: {money(cap.amount)}"
        if isinstance(cap, DealCapLine):
            for deal in cap.deals:
                earned = f"deal {deal.deal_id} has earned {_cents(deal.pay)}"
                yield f"    {earned}, at most {money(cap.limit)}: {money(deal.cents)}"
            continue
        brought = f" and {money(cap.brought)} brought along" if cap.brought else ""
        yield f"    pay in the window {money(cap.pay)}{brought}, at most {money(cap.limit)}"
        yield f"    of which taken before this month {money(cap.before)}"
    for release in end.releases:
        yield f"  released of {release.component}: {money(release.amount)}"
        for deal_id, day, cents in release.parts:
            yield f"    {f'deal {deal_id}' if deal_id else 'no deal'} on {day}: {_cents(cents)}"
    for entry in end.entries:
        about = f" (deal {entry.deal_id})" if entry.deal_id else ""
        yield f"  ledger: {entry.component}{about} {money(entry.cents)}{_abroad(run, entry)}"
    yield f"  variable pay: earned {money(end.earned)}, paid {money(end.paid)}"
    yield f"  after the month: owed {money(end.owed)}, held {money(end.held)}"


def _of_plan(run: DealRun, end: MonthEnd) -> str:
    """Return the plan's currency where the person is paid in another."""
    return "" if run.currency_of(end.person) == run.own_currency else f" {run.own_currency}"


def _rate_of(run: DealRun, end: MonthEnd) -> Iterator[str]:
    """Yield at which rate a month is paid in the person's own currency."""
    if _of_plan(run, end):
        day, rate = run.payout_rate(end.person, end.month)
        yield f"  paid in {run.currency_of(end.person)}: one is {float(rate):g} {run.own_currency} on {day}"


def _abroad(run: DealRun, entry: Entry) -> str:
    """Return what an entry is in the currency of the person, where that is not the plan's."""
    own = run.currency_of(entry.person)
    return "" if own == run.own_currency else f", paid as {money(run.in_payout_currency(entry))} {own}"


def _line(run: DealRun, end: MonthEnd, line: Line) -> Iterator[str]:
    new, so_far = line.credit
    rule = rule_of(run, end, line)
    yield f"  {line.component}: {money(line.amount)}"
    yield f"    rule {rule['kind']} on {rule['credit']}, {rule['window']}, {rule['against']}"
    yield f"    credit {_cents(Fraction(new))} this month, {_cents(Fraction(so_far))} in the window"
    if line.attainment is not None:
        yield f"    attainment {_share(line.attainment)} of quota {_cents(line.in_play.quota)}"
    if line.in_play.target:
        yield f"    target pay {_cents(line.in_play.target)}"
    for part in line.slices:
        yield f"    slice {_slice(part)}"
    for factor in line.factors:
        yield f"    link {factor.link}: x {float(factor.factor):g} ({factor.order.replace('_', ' ')})"
    brought = Fraction(getattr(line, "brought", 0))
    if brought:
        yield f"    brought along from earlier windows {_cents(brought)}"
    if line.cut_off:
        yield f"    cap takes {_cents(line.cut_off)}, at most {_cents(line.limit or Fraction(0))}"
    yield f"    due so far {_cents(line.due)}, of which before this month {_cents(line.before[0])}"
    if line.rounding_delta:
        yield f"    rounding {float(line.rounding_delta / 100):+.6f}"


def _slice(part: Slice) -> str:
    if part.start == part.end:
        return f"at {_plain(part.start, part)}: {_cents(part.amount)} at once"
    jump = f", of which {_cents(part.jump * part.of)} at once" if part.jump else ""
    return f"from {_plain(part.start, part)} to {_plain(part.end, part)} at {_rate(part)}: {_cents(part.amount)}{jump}"


def _rate(part: Slice) -> str:
    return f"{float(part.rate):g} of {_cents(part.of)}" if part.of != 1 else f"{float(part.rate):g}"


def _plain(place: Fraction, part: Slice) -> str:
    return f"{float(place):g}" if part.of != 1 else _cents(place)


def _share(ratio: Fraction) -> str:
    return f"{float(ratio) * 100:.2f} %"


def _cents(cents: Fraction) -> str:
    """Return an exact amount with as many decimals as tell it, at most six."""
    text = f"{float(cents / 100):,.6f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"
