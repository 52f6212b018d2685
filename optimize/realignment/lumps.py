"""A unit larger than a fair territory: what keeping it whole costs, and what splitting, pooling or hiring would."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Ints, Program
from optimize.realignment.yardstick import Yardstick

LEAST_PART = 0.02
"""A smaller part of a unit is not worth a second rep."""


@dataclass(frozen=True)
class Option:
    """
    One way to deal with the unit.

    ``name`` is keep, split, pool, hire or wider-band; ``reps`` who would work it and ``parts`` which share of it each;
    ``travel`` and ``imbalance`` what changes against keeping it [currency/year]; ``people`` pay a year of people hired;
    ``disruption`` of the leads that get another rep [currency, once]; ``largest`` the unit's busiest rep after it
    [shares of the fair territory]; ``words`` what it means; ``hires`` how many people are hired.
    """

    name: str
    reps: tuple[str, ...]
    parts: tuple[float, ...]
    travel: float
    imbalance: float
    people: float
    disruption: float
    largest: float
    words: str
    hires: int = 0

    @property
    def total(self) -> float:
        """Return what changes a year [currency/year], disruption left out."""
        return self.travel + self.imbalance + self.people


@dataclass(frozen=True)
class Lump:
    """A unit that alone is ``share`` of a fair territory, who covers it, and the options, cheapest first."""

    unit: str
    name: str
    rep: str
    share: float
    options: tuple[Option, ...]


def lumps(yardstick: Yardstick) -> tuple[Lump, ...]:
    """Return every unit larger than a fair territory with its options, largest first."""
    return tuple(_lump(yardstick, int(unit)) for unit in yardstick.alone)


def _lump(stick: Yardstick, unit: int) -> Lump:
    units, rep = stick.ground.scenario.tables.units, int(stick.today[unit])
    share = float(stick.amounts[0, unit, rep])
    options = [
        _keep(stick, unit),
        *_split(stick, unit),
        *_pool(stick, unit),
        _hire(stick, unit),
        _wider(stick, unit),
    ]
    reps = stick.ground.present.reps
    return Lump(
        str(units["id"][unit]),
        str(units["name"][unit]),
        str(reps[rep]),
        share,
        tuple(sorted(options, key=lambda option: option.total)),
    )


def _missed(stick: Yardstick, loads: Floats) -> float:
    return stick.price * float(stick.misses(loads)[:, stick.active].sum())


def _keep(stick: Yardstick, unit: int) -> Option:
    rep = int(stick.today[unit])
    load, name = float(stick.loads(stick.today)[0, rep]), str(stick.ground.present.reps[rep])
    words = f"{name} keeps it and has {load:.2f} of a fair territory"
    return Option("keep", (name,), (1.0,), 0.0, 0.0, 0.0, 0.0, load, words)


def _split(stick: Yardstick, unit: int) -> list[Option]:
    """Return the split into as many parts as it is fair territories, by the program of :func:`shares`."""
    rep, wanted = int(stick.today[unit]), int(np.ceil(stick.amounts[0, unit, int(stick.today[unit])]))
    open_ = np.flatnonzero(stick.active)
    part = shares(stick, unit, open_)
    chosen = np.union1d([rep], open_[np.argsort(-part[open_], kind="stable")[:wanted]])
    part = shares(stick, unit, chosen)
    takes = np.flatnonzero(part > LEAST_PART)
    if len(takes) < 2:  # noqa: PLR2004 - nobody else has room
        return []
    part = np.where(part > LEAST_PART, part, 0.0) / part[takes].sum()
    before = stick.loads(stick.today)
    after = before + stick.amounts[:, unit, :] * part
    after[:, rep] -= stick.amounts[:, unit, rep]
    names = tuple(str(name) for name in stick.ground.present.reps[takes])
    words = f"{len(takes)} reps share it: " + ", ".join(
        f"{n} {p:.0%}" for n, p in zip(names, part[takes], strict=True)
    )
    return [
        Option(
            "split",
            names,
            tuple(part[takes].tolist()),
            float(stick.cost[unit] @ part - stick.cost[unit, rep]),
            _missed(stick, after) - _missed(stick, before),
            0.0,
            _disturbs(stick, float(stick.ground.work.leads[unit]) * (1.0 - float(part[rep]))),
            float(after[0, takes].max()),
            words,
        )
    ]


def shares(stick: Yardstick, unit: int, reps: Ints) -> Floats:
    """
    Return which share of a unit each rep should have, all else as today, shape (k,).

    min sum_j c_j f_j + p sum_jm (short_jm + over_jm), sum_j f_j = 1, loads within bands but for the misses.
    """
    rep, k = int(stick.today[unit]), stick.cost.shape[1]
    loads = stick.loads(stick.today)
    loads[:, rep] -= stick.amounts[:, unit, rep]
    program = Program("shares")
    f = program.add_columns([f"rep {j}" for j in reps.tolist()], cost=stick.cost[unit, reps], high=1.0)
    program.add_row("once", (f, np.ones(len(f))), low=1.0, high=1.0)
    for m in np.flatnonzero(np.isfinite(stick.bands).all(axis=1)).tolist():
        for column, j in zip(f.tolist(), reps.tolist(), strict=True):
            short, over = program.add_columns(["short", "over"], cost=stick.price).tolist()
            low, high = stick.bands[m] - loads[m, j]
            terms = {column: float(stick.amounts[m, unit, j]), short: 1.0, over: -1.0}
            program.add_row(f"measure {m} of {j}", terms, low=float(low), high=float(high))
    out = np.zeros(k)
    out[reps] = np.clip(solve(program).values[: len(f)], 0.0, 1.0)
    return out


def _pool(stick: Yardstick, unit: int) -> list[Option]:
    """Return the pool of its rep with the nearest who have room, as many as bring its mean into the band."""
    rep, high = int(stick.today[unit]), float(stick.bands[0, 1])
    before = stick.loads(stick.today)
    km = stick.ground.km(np.full(len(stick.base), stick.base[rep]), stick.base)
    mates = [
        int(j) for j in np.argsort(km, kind="stable") if stick.active[j] and j != rep and before[0, j] < 1.0
    ]
    members = [rep]
    while mates and before[0, members].mean() > high:
        members.append(mates.pop(0))
    if len(members) == 1:
        return []
    pool = np.array(members)
    mine = np.flatnonzero(np.isin(stick.today, pool))
    after = before.copy()
    after[:, pool] = stick.amounts[:, mine][:, :, pool].mean(axis=2).sum(axis=1)[:, None] / len(pool)
    travel = stick.cost[np.ix_(mine, pool)].mean(axis=1).sum() - stick.cost[mine, stick.today[mine]].sum()
    leads = float(stick.ground.work.leads[mine].sum())
    names = tuple(str(name) for name in stick.ground.present.reps[pool])
    words = f"{', '.join(names)} work all their units in common, whoever is free"
    return [
        Option(
            "pool",
            names,
            (1.0 / len(pool),) * len(pool),
            float(travel),
            _missed(stick, after) - _missed(stick, before),
            0.0,
            _disturbs(stick, leads * (1.0 - 1.0 / len(pool))),
            float(after[0, pool].max()),
            words,
        )
    ]


def _hire(stick: Yardstick, unit: int) -> Option:
    """Return the hire of reps who live in the unit: one for each fair territory in it beyond the first."""
    rep, price = int(stick.today[unit]), stick.ground.visits[unit]
    before = stick.loads(stick.today)
    share = float(stick.amounts[0, unit, rep])
    extra = max(1, int(np.ceil(share)) - 1)
    part = min(float(before[0, rep]) - 1.0, float(extra), share) / share
    own = price * float(stick.ground.visit_price(np.array([unit]), np.array([unit]))[0])
    after = before.copy()
    after[:, rep] -= part * stick.amounts[:, unit, rep]
    new = part * stick.amounts[:, unit, rep] / extra
    missed = _missed(stick, after) + stick.price * extra * float(stick.misses(new[:, None]).sum())
    name = str(stick.ground.present.reps[rep])
    pay = float(stick.ground.scenario.plan.pay.pay.ote) if stick.ground.scenario.plan.pay.pay else 0.0
    return Option(
        "hire",
        (name,),
        (1.0 - part,),
        part * (own - float(stick.cost[unit, rep])),
        missed - _missed(stick, before),
        extra * pay,
        _disturbs(stick, part * float(stick.ground.work.leads[unit])),
        float(max(after[0, rep], new[0])),
        f"{extra} more {'rep' if extra == 1 else 'reps'} in the unit, at target pay, take {part:.0%} of it",
        extra,
    )


def _wider(stick: Yardstick, unit: int) -> Option:
    """Return the band that would have to be allowed."""
    keep = _keep(stick, unit)
    load = float(stick.loads(stick.today)[0, int(stick.today[unit])])
    words = f"a band of {load - 1.0:.0%} for this territory: nothing changes but that it counts as fair"
    over = stick.price * max(0.0, load - float(stick.bands[0, 1]))
    return Option("wider-band", keep.reps, keep.parts, 0.0, -over, 0.0, 0.0, load, words)


def _disturbs(stick: Yardstick, leads: float) -> float:
    return stick.ground.rules.disruption_price * leads
