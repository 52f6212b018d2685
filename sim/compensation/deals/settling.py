"""Steps 12 to 16: plan cap, release in parts, clawback, draws and recovery, from due to paid, with a ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sim.compensation.deals.book import DealEvent
from sim.compensation.deals.crediting import REVERSALS, Credited, Deal, returned_part
from sim.compensation.deals.lines import Added, ComponentLines
from sim.compensation.deals.months import first_day, last_day, month_of
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.terms import Clawback, Release
from sim.compensation.ledger import LedgerError, terms
from sim.compensation.rounding import round_cents
from sim.compensation.trace import Line

NONE = Fraction(0)


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger [cents]: to whom, for which month, what for, and about which deal if about one."""

    person: str
    month: int
    component: str
    cents: int
    deal_id: str = ""


@dataclass(frozen=True)
class MonthEnd:
    """
    A person's month [cents]: ``earned`` and ``paid``, what the person then ``owes``, and what is ``held`` for later.

    ``lines`` are the components' lines, ``entries`` all that is paid; they add to ``paid``.
    """

    person: str
    month: int
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    earned: int
    paid: int
    owed: int
    held: int


@dataclass(frozen=True)
class Taken:
    """What the loss of a deal takes back [cents]: of what was paid, and of what was still to come."""

    deal_id: str
    month: int
    paid_back: int
    cancelled: Fraction


class Released:
    """What becomes payable of one component's deals, month by month [cents]."""

    def __init__(self, plan: DealPlan, credited: Credited, worked: ComponentLines) -> None:
        self.plan, self.credited, self.component = plan, credited, worked.component.id
        self.parts: list[tuple[str, date, Fraction]] = []
        self.of_deal: dict[str, Fraction] = defaultdict(lambda: NONE)
        self.lines = worked.lines
        for added in worked.added:
            self.of_deal[added.deal_id] += added.due
            self.parts += self._parts(added)

    def _parts(self, added: Added) -> list[tuple[str, date, Fraction]]:
        deal = self.credited.deals.get(added.deal_id)
        release = self.plan.payment.release
        if deal is None or not release or added.due < 0:
            day = deal.day if deal and month_of(deal.day) == added.month else first_day(added.month)
            return [(added.deal_id, day, added.due)]
        found = []
        for part in release:
            for day, share in _when(self.plan, part, deal, self.credited.events[added.deal_id]):
                at = max(day, first_day(added.month))
                found.append((added.deal_id, at, added.due * Fraction(part.share) * share))
        return found

    def until(self, day: date, deal_id: str | None = None) -> Fraction:
        """Return what has become payable up to a day, of all deals or of one."""
        return sum((due for name, at, due in self.parts if at <= day and deal_id in {None, name}), NONE)

    def cancel_after(self, day: date, deal_id: str) -> Fraction:
        """Take out what a deal would still release after a day, and return how much that was."""
        cut = self.of_deal[deal_id] - self.until(day, deal_id)
        self.parts = [part for part in self.parts if part[0] != deal_id or part[1] <= day]
        return cut


def _when(
    plan: DealPlan, part: Release, deal: Deal, events: Sequence[DealEvent]
) -> list[tuple[date, Fraction]]:
    """Return the days on which a part is released, and which share of it, together at most all of it."""
    if part.after_days is not None:
        return [(deal.day + timedelta(days=part.after_days), Fraction(1))]
    if part.event == plan.credit_event:
        return [(deal.day, Fraction(1))]
    found, left = [], Fraction(1)
    for event in events:
        if event.event == part.event:
            share = min(returned_part(event, deal), left)
            found.append((event.day, share))
            left -= share
    return found


def settle(
    plan: DealPlan, credited: Credited, person: str, worked: Sequence[ComponentLines]
) -> list[MonthEnd]:
    """
    Return a person's months from due to paid.

    Raises
    ------
    LedgerError
        When paid is not earned plus what is owed less what is held; a fault of the engine.
    """
    tells_deals = bool(plan.payment.release or plan.payment.clawback)
    released = [Released(plan, credited, one) for one in worked] if tells_deals else []
    taken = _clawed_back(plan, credited, released) if plan.payment.clawback else []
    months = [first_day(month_of(plan.effective.starts) + i) for i in range(len(worked[0].lines))]
    payable = _payable(plan, worked, released, months)
    cuts = _cut_by_plan_cap(plan, worked, months)
    owed = sum(int(one.owed * 100) for one in plan.opening if one.person == person)
    account = _Account(plan, person, owed, taken)
    for i, day in enumerate(months):
        lines = tuple(one.lines[i] for one in worked)
        account.close_month(i + 1, month_of(day), lines, payable[i], cuts[i])
    return account.ends


def _payable(
    plan: DealPlan, worked: Sequence[ComponentLines], released: Sequence[Released], months: Sequence[date]
) -> list[dict[str, int]]:
    """Return what each component pays each month before draws [cents]; a release is rounded as a running total."""
    if not plan.payment.release:
        return [{one.component.id: one.lines[i].amount for one in worked} for i in range(len(months))]
    found: list[dict[str, int]] = [{} for _ in months]
    for one in released:
        posted = 0
        for i, day in enumerate(months):
            due = round_cents(one.until(last_day(month_of(day))), plan.rounding)
            found[i][one.component] = due - posted
            posted = due
    return found


def _cut_by_plan_cap(plan: DealPlan, worked: Sequence[ComponentLines], months: Sequence[date]) -> list[int]:
    """Return what the plan's cap on the fiscal year takes away each month [cents], 0 or less."""
    if plan.cap is None:
        return [0] * len(months)
    cap, posted, found = Fraction(plan.cap.max) * 100, 0, []
    inside = [one for one in worked if not one.component.outside_cap]
    for i, day in enumerate(months):
        if day.month == plan.effective.fiscal_year_starts_in:
            posted = 0
        due = sum((one.lines[i].due for one in inside), NONE)
        cut = -round_cents(max(due - cap, NONE), plan.rounding)
        found.append(cut - posted)
        posted = cut
    return found


def _clawed_back(plan: DealPlan, credited: Credited, released: Sequence[Released]) -> list[Taken]:
    """Return what lost deals take back, and cancel what they had still to release."""
    rule = plan.payment.clawback
    found: list[Taken] = []
    for name, deal in sorted(credited.deals.items()):
        back = 0
        for event in credited.events[name]:
            if rule is None or event.event not in REVERSALS or event.day < deal.day:
                continue
            share = _share_back(rule, deal.day, event.day) * min(returned_part(event, deal), Fraction(1))
            if not share:
                continue
            paid, cancelled, due = NONE, NONE, NONE
            for one in released:
                paid += one.until(event.day, name)
                due += _pay_for(rule, one, deal, credited)
                if rule.limit == "paid_only" and share == 1:
                    cancelled += one.cancel_after(event.day, name)
            limit = paid - back if rule.limit == "paid_only" else due - back
            cents = round_cents(max(min(share * due, limit), NONE), plan.rounding)
            back += cents
            found.append(Taken(name, month_of(event.day), cents, cancelled))
    return found


def _pay_for(rule: Clawback, one: Released, deal: Deal, credited: Credited) -> Fraction:
    """Return the pay for a deal [cents]: what it added, or its part of the credit at the window's average rate."""
    if rule.tier == "original" or not one.lines:
        return one.of_deal[deal.deal_id]
    last = one.lines[-1]
    credit = Fraction(last.credit[1])
    return last.due * deal.amount * 100 / credit if credit and one.of_deal[deal.deal_id] else NONE


def _share_back(rule: Clawback, credited: date, lost: date) -> Fraction:
    """Return the share of a deal's pay that is taken back when it is lost on a day."""
    age = month_of(lost) - month_of(credited) - (lost.day < credited.day)
    # On the very day a month is full the boundary decides to which side it belongs.
    edge = lost.day == credited.day and rule.boundary == "upper_inclusive"
    at = age - 1 if edge and age else age
    if rule.window_months is not None and at >= rule.window_months:
        return NONE
    match rule.amount:
        case "share":
            return Fraction(rule.share or 0)
        case "pro_rata":
            return Fraction((rule.window_months or 1) - at, rule.window_months or 1)
        case "schedule":
            reached = [stage.share for stage in rule.schedule if stage.starts_at_month <= at]
            return Fraction(reached[-1]) if reached else NONE
    return Fraction(1)


class _Account:
    """One person's account: every entry is appended, none is changed."""

    def __init__(self, plan: DealPlan, person: str, owed: int, taken: Sequence[Taken]) -> None:
        self.plan, self.person, self.taken = plan, person, taken
        self.owed, self.held, self.at_start = owed, 0, owed
        self.cancelled = NONE
        self.ends: list[MonthEnd] = []

    def close_month(
        self, at: int, month: int, lines: tuple[Line, ...], payable: Mapping[str, int], cut: int
    ) -> None:
        """Append a month, the plan's ``at``-th."""
        entries = [Entry(self.person, month, name, cents) for name, cents in payable.items() if cents]
        if cut:
            entries.append(Entry(self.person, month, "plan-cap", cut))
        lost = [one for one in self.taken if one.month == month]
        entries += [
            Entry(self.person, month, "clawback", -one.paid_back, one.deal_id)
            for one in lost
            if one.paid_back
        ]
        before_cancelled = round_cents(self.cancelled, self.plan.rounding)
        self.cancelled += sum((one.cancelled for one in lost), NONE)
        cancelled = round_cents(self.cancelled, self.plan.rounding) - before_cancelled
        earned = sum(line.amount for line in lines) + cut - cancelled - sum(one.paid_back for one in lost)
        due = sum(entry.cents for entry in entries)
        self.held += earned - due
        top_up, paid = self._pay(at, due)
        if top_up:
            entries.append(Entry(self.person, month, "top-up", top_up))
        self.owed += paid - due - top_up
        if paid != due + top_up:
            entries.append(Entry(self.person, month, self._why(at, paid - due - top_up), paid - due - top_up))
        entries += self._advances(at, month)
        self.ends.append(
            MonthEnd(self.person, month, lines, tuple(entries), earned + top_up, paid, self.owed, self.held)
        )
        self._check()

    def _pay(self, month: int, due: int) -> tuple[int, int]:
        """Return top-up and pay of a month, as :func:`sim.compensation.ledger.pay_out` does."""
        if self.plan.payment.negative_carry == "pay_back":
            return 0, due - self.owed
        agreed = terms(self.plan.payment, month)
        top_up = max(agreed.top_up_to - max(due, 0), 0)
        now = due + top_up
        least = max(agreed.floor, min(agreed.spared, now))
        return top_up, max(least, now - self.owed * agreed.recovers)

    def _advances(self, at: int, month: int) -> list[Entry]:
        """Return what was paid when the month began, and its netting off the month's cheque."""
        found = []
        for draw in self.plan.payment.draws:
            if draw.advance and draw.covers(at):
                cents = int(draw.amount * 100)
                found += [
                    Entry(self.person, month, "advance", cents),
                    Entry(self.person, month, "advance-netted", -cents),
                ]
        return found

    def _why(self, month: int, cents: int) -> str:
        if cents < 0:
            return "recovery"
        return "draw" if terms(self.plan.payment, month).floor else "carried-forward"

    def _check(self) -> None:
        end = self.ends[-1]
        paid, earned = (sum(getattr(one, what) for one in self.ends) for what in ("paid", "earned"))
        if (
            paid != earned + end.owed - self.at_start - end.held
            or sum(e.cents for e in end.entries) != end.paid
        ):
            raise LedgerError(f"paid is not earned plus balance for {self.person} in month {len(self.ends)}")
