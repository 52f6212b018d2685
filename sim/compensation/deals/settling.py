"""Step 16: from what plans make due to what a person is paid, with one account and a ledger that adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sim.compensation.deals.book import Person
from sim.compensation.deals.capping import CapLine, Cuts, cuts
from sim.compensation.deals.clawing import Taken, clawed_back
from sim.compensation.deals.crediting import Credited
from sim.compensation.deals.deal_capping import DealCapLine
from sim.compensation.deals.deal_lines import ComponentLines
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.drawing import NOTHING, Agreed, Balance, agreed
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.releasing import Released, ReleaseLine
from sim.compensation.exact import total
from sim.compensation.ledger import LedgerError
from sim.compensation.rounding import round_cents
from sim.compensation.trace import Line


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

    ``lines`` are the components' lines, ``entries`` all that is paid; they add to ``paid``. ``caps`` are the lines of
    the plan's caps, ``releases`` what becomes payable where pay is released in parts.
    """

    person: str
    month: int
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    earned: int
    paid: int
    owed: int
    held: int
    caps: tuple[CapLine | DealCapLine, ...] = ()
    releases: tuple[ReleaseLine, ...] = ()


@dataclass(frozen=True)
class Due:
    """What one plan makes due to a person in a month [cents]: what is earned, and the entries that become payable."""

    earned: int
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...] = ()
    caps: tuple[CapLine | DealCapLine, ...] = ()
    releases: tuple[ReleaseLine, ...] = ()


def settle(desk: Desk, credited: Credited, person: str, worked: Sequence[ComponentLines]) -> list[MonthEnd]:
    """
    Return a person's months under one plan, from due to paid.

    Raises
    ------
    LedgerError
        When paid is not earned plus what is owed less what is held; a fault of the engine.
    """
    account = Account(person, opening_owed(desk.plan, person))
    for month, due in due_by_month(desk, credited, person, worked).items():
        account.close_month(month, [due], desk.plan, _terms(desk, desk.people[person], month))
    return account.ends


def _terms(desk: Desk, person: Person, month: int) -> Agreed:
    """Return what is agreed for a month; it is the same for all who came and left on the same days."""
    key = ("agreed", person.hire_date, person.leave_date, month)
    return desk.once(key, lambda: agreed(desk.plan, person, month))


def opening_owed(plan: DealPlan, person: str) -> int:
    """Return what a person owes when the plan begins [cents]."""
    return sum(int(one.owed * 100) for one in plan.opening if one.person == person)


def due_by_month(
    desk: Desk, credited: Credited, person: str, worked: Sequence[ComponentLines]
) -> dict[int, Due]:
    """Return what a plan makes due to a person, month by month, before draws."""
    plan = desk.plan
    taken_off = cuts(desk, person, worked) if plan.caps else []
    released: list[Released] = []
    if plan.payment.release or plan.payment.clawback:
        released = [Released(plan, credited, one.component.id, one.added, one.lines) for one in worked]
        released += [Released(plan, credited, one.cap.id, one.added, ()) for one in taken_off]
    taken = clawed_back(plan, credited, released)
    in_parts = released if plan.payment.release else []
    at_once = [] if in_parts else _at_once(desk, person, worked, taken_off)
    cancelled = _cancelled(desk, taken)
    found = {}
    for i, month in enumerate(desk.months):
        releases = tuple(line for line in (one.line(month) for one in in_parts) if line.parts)
        payable = _released(person, releases, month) if in_parts else at_once[i]
        due = _due(i, worked, taken_off, payable, _lost(person, month, taken), cancelled[i])
        found[month] = replace(due, releases=releases) if releases else due
    return found


def _due(  # noqa: PLR0913, PLR0917 - what a month is made of
    i: int,
    worked: Sequence[ComponentLines],
    taken_off: Sequence[Cuts],
    payable: Sequence[Entry],
    lost: Sequence[Entry],
    cancelled: int,
) -> Due:
    lines = tuple(one.lines[i] for one in worked)
    earned = sum(line.amount for line in lines) + sum(one.cents[i] for one in taken_off)
    earned += sum(entry.cents for entry in lost) - cancelled
    caps = tuple(one.lines[i] for one in taken_off)
    return Due(earned, (*payable, *lost), lines, caps)


def _at_once(
    desk: Desk, person: str, worked: Sequence[ComponentLines], taken_off: Sequence[Cuts]
) -> list[list[Entry]]:
    """Return entries where all that is earned is payable: components, then what caps take, each deal apart."""
    found: list[list[Entry]] = []
    for i, month in enumerate(desk.months):
        entries = [Entry(person, month, one.component.id, one.lines[i].amount) for one in worked]
        for one in taken_off:
            if one.cap.over == "deal":
                entries += [
                    Entry(person, month, one.cap.id, int(part.due), part.deal_id)
                    for part in one.added
                    if part.month == month
                ]
            else:
                entries.append(Entry(person, month, one.cap.id, one.cents[i]))
        found.append([entry for entry in entries if entry.cents])
    return found


def _released(person: str, releases: Sequence[ReleaseLine], month: int) -> list[Entry]:
    """Return entries where pay is released in parts; each component's is rounded as a running total."""
    return [Entry(person, month, one.component, one.amount) for one in releases if one.amount]


def _lost(person: str, month: int, taken: Sequence[Taken]) -> list[Entry]:
    return [
        Entry(person, month, "clawback", -one.paid_back, one.deal_id)
        for one in taken
        if one.month == month and one.paid_back
    ]


def _cancelled(desk: Desk, taken: Sequence[Taken]) -> list[int]:
    """Return what lost deals no longer release, month by month, rounded as a running total [cents]."""
    if not taken:
        return [0] * len(desk.months)
    found, posted, so_far = [], 0, Fraction(0)
    for month in desk.months:
        so_far += total(one.cancelled for one in taken if one.month == month)
        due = round_cents(so_far, desk.plan.rounding)
        found.append(due - posted)
        posted = due
    return found


@dataclass
class Account:
    """One person's account over all plans: every entry is appended, none is changed."""

    person: str
    at_start: int
    held: int = 0
    ends: list[MonthEnd] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the balance with what is owed."""
        self.balance = Balance(self.at_start)
        self._sums = [0, 0]

    def close_month(self, month: int, dues: Sequence[Due], plan: DealPlan, terms: Agreed = NOTHING) -> None:
        """Append a month: what plans make due, and what the plan in force agreed to pay."""
        entries = [entry for due in dues for entry in due.entries]
        earned = sum(due.earned for due in dues)
        now = sum(entry.cents for entry in entries)
        self.held += earned - now
        paid, more = self._pay(month, now, plan, terms)
        ahead = [("advance", terms.advance), ("advance-netted", -terms.advance)]
        entries += [
            Entry(self.person, month, what, cents) for what, cents in (*more.items(), *ahead) if cents
        ]
        earned += more.get("top-up", 0) + more.get("draw-forgiven", 0)
        end = MonthEnd(
            person=self.person,
            month=month,
            lines=tuple(line for due in dues for line in due.lines),
            entries=tuple(entries),
            earned=earned,
            paid=paid,
            owed=self.balance.owed,
            held=self.held,
            caps=tuple(cap for due in dues for cap in due.caps),
            releases=tuple(line for due in dues for line in due.releases),
        )
        self.ends.append(end)
        self._check(end)

    def _pay(self, month: int, due: int, plan: DealPlan, terms: Agreed) -> tuple[int, Mapping[str, int]]:
        """Return what is paid, and the entries that lead to it from what is due."""
        if plan.payment.negative_carry == "pay_back":
            paid = self.balance.pay_all(due)
            return paid, {"recovery": min(paid - due, 0), "carried-forward": max(paid - due, 0)}
        top_up = max(terms.top_up_to - max(due, 0), 0)
        paid = self.balance.pay(due + top_up, terms)
        forgiven = self.balance.forgive() if terms.resets or terms.on_exit == "forgive" else 0
        moved = paid - due - top_up
        return paid, {
            "top-up": top_up,
            "draw" if terms.floor else "carried-forward": max(moved, 0),
            "recovery": min(moved, 0) - forgiven,
            "draw-forgiven": forgiven,
        }

    def _check(self, end: MonthEnd) -> None:
        self._sums = [self._sums[0] + end.paid, self._sums[1] + end.earned]
        paid, earned = self._sums
        told = sum(entry.cents for entry in end.entries)
        if paid != earned + end.owed - self.at_start - end.held or told != end.paid:
            raise LedgerError(f"paid is not earned plus balance for {self.person} in month {len(self.ends)}")
