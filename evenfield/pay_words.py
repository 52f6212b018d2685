"""Pay in words: statements, and the trace that tells why an amount is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sim.compensation.deals import DealRun, MonthEnd
from sim.compensation.deals.comparing import Comparison
from sim.compensation.deals.months import told
from sim.compensation.deals.run import amount
from sim.compensation.slices import Slice
from sim.compensation.trace import Line


def statement(run: DealRun, person: str, first: int | None, last: int | None) -> Iterator[str]:
    """Yield a person's statement, one line a month that pays or owes something."""
    yield person
    for end in run.of_person(person):
        if (first is not None and end.month < first) or (last is not None and end.month > last):
            continue
        parts = ", ".join(f"{entry.component} {amount(entry.cents)}" for entry in end.entries)
        state = [f"owed {amount(end.owed)}"] if end.owed else []
        state += [f"held {amount(end.held)}"] if end.held else []
        yield f"  {told(end.month)}  {amount(end.paid):>14}  {'; '.join([parts, *state]).strip('; ')}"


def trace(end: MonthEnd) -> Iterator[str]:
    """Yield why a person was paid an amount in a month, slice by slice."""
    yield f"{end.person} {told(end.month)}: paid {amount(end.paid)}"
    for line in end.lines:
        yield from _line(line)
    for entry in end.entries:
        about = f" (deal {entry.deal_id})" if entry.deal_id else ""
        yield f"  ledger: {entry.component}{about} {amount(entry.cents)}"
    yield f"  earned {amount(end.earned)}, paid {amount(end.paid)}, owed {amount(end.owed)}, held {amount(end.held)}"


def comparison(found: Comparison) -> Iterator[str]:
    """Yield two plans held against each other: people, winners and losers, bands of attainment, total."""
    yield f"{'person':<20} {'attainment':>10} {found.old_plan:>16} {found.new_plan:>16} {'difference':>14}"
    for one in found.people:
        reached = "" if one.attainment is None else _share(one.attainment)
        yield (
            f"{one.person:<20} {reached:>10} {amount(one.old):>16} {amount(one.new):>16} "
            f"{amount(one.new - one.old):>14}"
        )
    yield f"winners {len(found.winners)}, losers {len(found.losers)}"
    for name, people, old, new in found.by_band():
        yield f"attainment {name}: {people} people, {amount(old)} before, {amount(new)} after"
    old, new = sum(p.old for p in found.people), sum(p.new for p in found.people)
    yield f"total {amount(old)} before, {amount(new)} after, difference {amount(new - old)}"


def _line(line: Line) -> Iterator[str]:
    new, so_far = line.credit
    yield f"  {line.component}: {amount(line.amount)}"
    yield f"    credit {_cents(Fraction(new))} this month, {_cents(Fraction(so_far))} in the window"
    if line.attainment is not None:
        quota = _cents(line.in_play.quota)
        yield f"    attainment {_share(line.attainment)} of quota {quota}, target pay {_cents(line.in_play.target)}"
    for part in line.slices:
        yield f"    slice {_slice(part)}"
    for factor in line.factors:
        yield f"    link {factor.link}: x {float(factor.factor):g} ({factor.order.replace('_', ' ')})"
    if line.cut_off:
        yield f"    cap takes {_cents(line.cut_off)}"
    yield f"    due so far {_cents(line.due)}, of which before this month {_cents(line.before[0])}"
    if line.rounding_delta:
        yield f"    rounding {float(line.rounding_delta / 100):+.6f}"


def _slice(part: Slice) -> str:
    jump = f"{_cents(part.jump * part.of)} at once + " if part.jump else ""
    return f"from {_plain(part.start, part)} to {_plain(part.end, part)} at {_rate(part)}: {jump}{_cents(part.amount)}"


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


def trace_data(end: MonthEnd) -> dict[str, object]:
    """Return a month's trace as plain data; fractions are exact text such as 1/3, cents are whole."""
    return {
        "person": end.person,
        "period": told(end.month),
        "paid": amount(end.paid),
        "earned": amount(end.earned),
        "owed": amount(end.owed),
        "held": amount(end.held),
        "lines": [_line_data(line) for line in end.lines],
        "entries": [
            {"component": entry.component, "deal_id": entry.deal_id, "amount": amount(entry.cents)}
            for entry in end.entries
        ],
    }


def _line_data(line: Line) -> dict[str, object]:
    return {
        "component": line.component,
        "amount": amount(line.amount),
        "credit": {"new": str(Fraction(line.credit[0]) / 100), "window": str(Fraction(line.credit[1]) / 100)},
        "quota": str(line.in_play.quota / 100),
        "target_pay": str(line.in_play.target / 100),
        "attainment": None if line.attainment is None else str(line.attainment),
        "slices": [
            {
                "from": str(part.start),
                "to": str(part.end),
                "rate": str(part.rate),
                "of": str(part.of / 100),
                "at_once": str(part.jump * part.of / 100),
                "amount": str(part.amount / 100),
            }
            for part in line.slices
        ],
        "links": [{"id": f.link, "factor": str(f.factor), "order": f.order} for f in line.factors],
        "cap_takes": str(line.cut_off / 100),
        "due_before": str(line.before[0] / 100),
        "due": str(line.due / 100),
        "rounding": str(line.rounding_delta / 100),
    }
