"""An account book: accounts and reps as a sales-operations team keeps them, and the statement that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimize.accounts import costs
from optimize.accounts.disruption import HandoverLoss, Ramp, Relation, disruption
from optimize.accounts.items import rows
from optimize.accounts.statement import Measure, Portfolio
from optimize.program import Floats, Ints

Names = tuple[str, ...]
MEASURES = ("workload_hours", "potential", "revenue", "accounts")
"""What may be balanced or limited; ``accounts`` counts them."""


@dataclass(frozen=True, eq=False)
class Accounts:
    """
    Accounts, each field with one entry an account.

    ``owner``, ``family`` and ``locked_to`` are empty for none; ``named_to`` and ``excluded_from`` hold reps. Places in
    degrees, empty arrays when there are none; ``potential``, ``revenue`` and ``pipeline`` [currency/year, pipeline:
    currency]; ``renewal_days`` from today, infinite for none.
    """

    ids: Names
    owner: Names
    segment: Names
    family: Names
    locked_to: Names
    named_to: tuple[Names, ...]
    excluded_from: tuple[Names, ...]
    lat: Floats
    lng: Floats
    workload_hours: Floats
    potential: Floats
    revenue: Floats
    pipeline: Floats
    tenure_years: Floats
    renewal_days: Floats
    calls_per_year: Floats
    skill: Floats
    seniority: Ints


@dataclass(frozen=True, eq=False)
class Reps:
    """
    Reps, each field with one entry a rep.

    ``share`` of a full-time rep; ``segments`` they know, empty for all; ``vacant_months`` until the post is filled;
    ``closed``: takes nothing; ``most`` by measure, shape (n_reps,).
    """

    ids: Names
    lat: Floats
    lng: Floats
    share: Floats
    segments: tuple[Names, ...]
    skill: Floats
    seniority: Ints
    ramp_months: Floats
    productivity: Floats
    vacant_months: Floats
    closed: NDArray[np.bool_]
    most: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Book:
    """Accounts and the reps who may have them."""

    accounts: Accounts
    reps: Reps


@dataclass(frozen=True)
class Wishes:
    """
    What is wanted and what things cost.

    Attributes
    ----------
    balance
        Deviation from the fair load allowed, by measure, a share.
    cost_per_km
        Of a way on the road [currency/km].
    unfit
        Share of an account's margin that is lost with a rep who does not know its segment; ``None``: never his.
    held
        Share of sales that goes on without a rep.
    loss
        What a handover loses; its ``margin`` is the part of revenue that is earned, everywhere.
    """

    balance: Mapping[str, float]
    cost_per_km: float = 0.4
    unfit: float | None = 0.2
    held: float = 0.5
    loss: HandoverLoss = field(default_factory=HandoverLoss)


def cost_parts(book: Book, wishes: Wishes) -> Iterator[tuple[str, Floats]]:
    """Yield what an account costs with a rep, part by part [currency/year], each (n_accounts, n_reps)."""
    a, r = book.accounts, book.reps
    margin = a.revenue * wishes.loss.margin
    if len(a.lat) and len(r.lat):
        km = costs.great_circle(a.lat, a.lng, r.lat, r.lng)
        yield "travel", costs.travel(a.calls_per_year, km, wishes.cost_per_km)
    relation = Relation(owners(book), a.revenue, a.pipeline, a.tenure_years, a.renewal_days)
    yield "handover", disruption(relation, Ramp(r.ramp_months, r.productivity), wishes.loss)
    known = sorted(set(a.segment) - {""})
    if known and any(r.segments):
        code = np.array([known.index(one) if one else len(known) for one in a.segment], dtype=np.int64)
        strange = np.array([[bool(mine) and one not in mine for mine in r.segments] for one in known])
        strange = np.vstack([strange, np.zeros(len(r.ids), dtype=bool)])
        if wishes.unfit is None:
            yield "fit", costs.fit(code, np.where(strange, np.inf, 0.0))
        else:
            yield "fit", margin[:, None] * costs.fit(code, np.where(strange, wishes.unfit, 0.0))
    if a.skill.any():
        yield "skill", costs.skill(margin, a.skill, r.skill)
    if a.seniority.any():
        yield "seniority", costs.seniority(a.seniority, r.seniority)
    if r.vacant_months.any():
        yield "vacancy", costs.vacancy(margin, r.vacant_months > 0, r.vacant_months, wishes.held)


def owners(book: Book) -> Ints:
    """Return the row of each account's present rep, -1 for none, shape (n_accounts,)."""
    row = rows(book.reps.ids)
    return np.array([row.get(name, -1) for name in book.accounts.owner], dtype=np.int64)


def amounts(book: Book) -> dict[str, Floats]:
    """Return what each account brings of each measure, shape (n_accounts,)."""
    a = book.accounts
    return {
        "workload_hours": a.workload_hours,
        "potential": a.potential,
        "revenue": a.revenue,
        "accounts": np.ones(len(a.ids)),
    }


def statement_of(book: Book, wishes: Wishes) -> Portfolio:
    """Return the statement of a book: costs summed, bands around fair loads, limits of reps, and all rules."""
    a, r = book.accounts, book.reps
    cost = np.zeros((len(a.ids), len(r.ids)))
    for _, part in cost_parts(book, wishes):
        cost += part
    grouped: dict[str, list[str]] = {}
    for name, family in zip(a.ids, a.family, strict=True):
        if family:
            grouped.setdefault(family, []).append(name)
    pairs = [(name, rep) for name, reps in zip(a.ids, a.excluded_from, strict=True) for rep in reps]
    return Portfolio(
        a.ids,
        r.ids,
        cost,
        _measures(book, wishes),
        owner={name: rep for name, rep in zip(a.ids, a.owner, strict=True) if rep},
        locks={name: rep for name, rep in zip(a.ids, a.locked_to, strict=True) if rep},
        named={name: reps for name, reps in zip(a.ids, a.named_to, strict=True) if reps},
        families=tuple(tuple(members) for members in grouped.values() if len(members) > 1),
        exclusions=tuple(pairs),
        closed=tuple(np.array(r.ids, dtype=object)[r.closed].tolist()),
    )


def _measures(book: Book, wishes: Wishes) -> tuple[Measure, ...]:
    """Return the measures that are balanced or limited, a rep's own limit below the band's upper end."""
    r, found = book.reps, []
    share = np.where(r.closed, 0.0, r.share)
    for name, amount in amounts(book).items():
        most = r.most.get(name)
        if name in wishes.balance:
            one = Measure.balanced(name, amount, share, wishes.balance[name])
            high = one.high if most is None else np.minimum(one.high, most)
            found.append(Measure(name, amount, np.minimum(one.low, high), high))
        elif most is not None:
            found.append(Measure.capacity(name, amount, most))
    return tuple(found)
