"""Two plans on the same history: who wins, who loses, what it costs, and how that lies by attainment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.deals.payout_curve import PayoutCurve
from sim.compensation.deals.plain import amount
from sim.compensation.deals.run import DealRun

BANDS = tuple(Fraction(edge, 100) for edge in (50, 75, 90, 100, 110, 125, 150))
"""Edges of the bands of attainment that costs are told by; a band owns its lower edge."""


@dataclass(frozen=True)
class OnePerson:
    """A person's pay under both plans [cents], base pay included, and attainment of the quota of all months run."""

    person: str
    old: int
    new: int
    attainment: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """Everybody's pay under two plans, in the order of names."""

    old_plan: str
    new_plan: str
    people: tuple[OnePerson, ...]
    payout: PayoutCurve | None = None
    """What the person in the middle would be paid for selling more or less."""

    @property
    def cost(self) -> tuple[int, int]:
        """Return what all are paid under the old and the new plan [cents]."""
        return sum(p.old for p in self.people), sum(p.new for p in self.people)

    @property
    def winners(self) -> tuple[OnePerson, ...]:
        """Return who is paid more, the largest gain first."""
        return tuple(
            sorted((p for p in self.people if p.new > p.old), key=lambda p: (p.old - p.new, p.person))
        )

    @property
    def losers(self) -> tuple[OnePerson, ...]:
        """Return who is paid less, the largest loss first."""
        return tuple(
            sorted((p for p in self.people if p.new < p.old), key=lambda p: (p.new - p.old, p.person))
        )

    def curve(self) -> tuple[OnePerson, ...]:
        """Return everybody with a quota by attainment: the payout curve with the people on it."""
        known = [(p.attainment, p.person, p) for p in self.people if p.attainment is not None]
        return tuple(p for _, _, p in sorted(known))

    def by_band(self) -> list[tuple[str, int, int, int]]:
        """Return name, number of people, old and new cost [cents] of each band of attainment."""
        edges = [Fraction(0), *BANDS]
        found = []
        for i, low in enumerate(edges):
            high = edges[i + 1] if i + 1 < len(edges) else None
            name = (
                f"{int(low * 100)}-{int(high * 100)} %"
                if high is not None
                else f"{int(low * 100)} % and more"
            )
            # What lies below 0, more returned than sold, is in the first band.
            here = [
                p
                for p in self.curve()
                if p.attainment is not None
                and (p.attainment >= low or i == 0)
                and (high is None or p.attainment < high)
            ]
            found.append((name, len(here), sum(p.old for p in here), sum(p.new for p in here)))
        without = [p for p in self.people if p.attainment is None]
        if without:
            found.append(("no quota", len(without), sum(p.old for p in without), sum(p.new for p in without)))
        return found


def compare_runs(old: DealRun, new: DealRun, payout: PayoutCurve | None = None) -> Comparison:
    """Return two runs on the same book as a comparison; attainment is that of the old plan's first measure."""
    everybody = sorted({*old.persons, *new.persons})
    before, after = _paid(old), _paid(new)
    people = (OnePerson(p, before.get(p, 0), after.get(p, 0), _attainment(old, new, p)) for p in everybody)
    names = (old.title, new.title) if old.title != new.title else ("old", "new")
    return Comparison(*names, tuple(people), payout)


def _attainment(old: DealRun, new: DealRun, person: str) -> Fraction | None:
    """Return attainment under the old plan, under the new one for who is only in that."""
    return (old if person in old.persons else new).attainment(person)


def _paid(run: DealRun) -> dict[str, int]:
    paid: dict[str, int] = defaultdict(int)
    for entry in run.payouts:
        paid[entry.person] += entry.cents
    return paid


def comparison_data(found: Comparison) -> dict[str, object]:
    """Return a comparison as plain data, amounts as text."""
    return {
        "old": found.old_plan,
        "new": found.new_plan,
        "people": [_data(one) for one in found.people],
        "winners": [one.person for one in found.winners],
        "losers": [one.person for one in found.losers],
        "curve": [_data(one) for one in found.curve()],
        "bands": [
            {"attainment": name, "people": people, "old": amount(old), "new": amount(new)}
            for name, people, old, new in found.by_band()
        ],
        "payout_curve": None if found.payout is None else _curve_data(found.payout),
        "total": {
            "old": amount(found.cost[0]),
            "new": amount(found.cost[1]),
            "difference": amount(found.cost[1] - found.cost[0]),
        },
    }


def _curve_data(curve: PayoutCurve) -> dict[str, object]:
    points = [
        {"attainment": f"{float(p.attainment):.6f}", "old": amount(p.old), "new": amount(p.new)}
        for p in curve.points
    ]
    return {"person": curve.person, "points": points}


def _data(one: OnePerson) -> dict[str, object]:
    return {
        "person": one.person,
        "old": amount(one.old),
        "new": amount(one.new),
        "difference": amount(one.new - one.old),
        "attainment": None if one.attainment is None else f"{float(one.attainment):.6f}",
    }
