"""Design territories: which units each rep covers, and from where."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimize.elastic import InfeasibleError, Relaxation
from optimize.program import Effort, Ints, Limits
from optimize.territory.centres import Layout, populated, recentre, search
from optimize.territory.ground import Ground, Rules, deal_of, oversize
from optimize.territory.local import Schedule, anneal, rejoin
from optimize.territory.matching import bases, match
from optimize.territory.program import Deal
from optimize.territory.result import Relocation, TerritoryDesign, moves_to, quality
from optimize.territory.solving import MISS, Dealt, deal_from
from optimize.territory.stopping import NO_MAP, SoFar, Stop, unheard
from sim.plan import BASES
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.alignment import Alignment

SETTLING = Schedule(200)
CROSSINGS_TOLD = 5


def align(
    scenario: Scenario, rules: Rules | None = None, hear: Callable[[str], None] = unheard
) -> TerritoryDesign:
    """
    Return territories of like potential with little travel and disruption, contiguous where there are borders.

    Overlays (a role in ``plan.coverage`` and no territory) get none, and work from where they do.

    Units too large for any fair territory stand alone with a rep. For the rest: find where territories should lie
    (:mod:`optimize.territory.centres`), give them to reps (:mod:`optimize.territory.matching`), settle where each works
    from, and deal the units for these bases (:mod:`optimize.territory.program`). Ctrl-C ends it with the best map so
    far and what is proved about it by then; ``hear`` is told how far it is, often.

    Raises
    ------
    InfeasibleError
        When no alignment keeps the bands; it names the territories that cannot and by how much.
    KeyboardInterrupt
        When Ctrl-C comes before there is a map that keeps the bands.
    """
    clock, stop = time.perf_counter(), Stop(hear)
    ground = Ground.of(scenario, rules or Rules()).without_overlays()
    alone = oversize(ground.potential, ground.n_reps, ground.rules.band)
    units = np.setdiff1d(np.arange(ground.n_units), alone)
    try:
        rep, base, start = _settle(ground, alone, units, stop)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(NO_MAP) from None
    dealt = _dealt(ground, units, (rep[len(alone) :], base[len(alone) :], start), stop)
    territory = np.empty(ground.n_units, dtype=np.int64)
    territory[alone] = np.arange(len(alone))
    territory[units] = dealt.territory + len(alone)
    base_of = np.empty(ground.n_reps, dtype=np.int64)
    base_of[rep] = base
    found = _Found(ground, dealt, rep[territory], base_of, alone, stop.asked)
    return _design(found, time.perf_counter() - clock)


def _settle(ground: Ground, alone: Ints, units: Ints, stop: Stop) -> tuple[Ints, Ints, Ints]:
    """Return rep and base of each territory, those of ``alone`` first, and the units' territory to start from."""
    k = ground.n_reps - len(alone)
    if ground.rules.homes == "keep":
        return _at_homes(ground, alone, units)
    layout = search(ground, units, k, stop) if k else Layout(units[:0], units[:0])
    centre = np.concatenate([alone, layout.centre])
    territory = np.empty(ground.n_units, dtype=np.int64)
    territory[alone], territory[units] = np.arange(len(alone)), layout.territory + len(alone)
    rep = match(ground, territory, centre)
    base = bases(ground, territory, centre, rep)
    if not len(units):
        return rep, base, layout.territory
    # Reps who stay at home pull borders towards them, and borders move centres: settle once more.
    start = anneal(
        deal_of(ground, units, base[len(alone) :], rep[len(alone) :]), layout.territory, 0, SETTLING
    )
    territory[units] = start + len(alone)
    centre = np.concatenate([alone, recentre(ground, units, start, base[len(alone) :])])
    return rep, bases(ground, territory, centre, rep), start


def _at_homes(ground: Ground, alone: Ints, units: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the same with everybody working from home: the nearest rep takes each oversize unit."""
    free, takes = list(range(ground.n_reps)), []
    for unit in alone:
        km = ground.km(np.array([unit]), ground.home[free])
        takes.append(free.pop(int(np.argmin(km))))
    rep = np.array(takes + free, dtype=np.int64)
    base = ground.home[rep]
    deal = deal_of(ground, units, base[len(alone) :], rep[len(alone) :])
    start = deal.cost.argmin(axis=1)
    held = deal.own >= 0
    start[deal.own[held]] = np.flatnonzero(held)
    return rep, base, populated(deal, rejoin(deal, start)) if len(units) else start


def _dealt(ground: Ground, units: Ints, settled: tuple[Ints, Ints, Ints], stop: Stop) -> Dealt:
    """
    Return the units dealt, within the bands; ``settled`` are each territory's rep and base, and the start.

    The bound knows potential only, and holds all the more with hours; the search minds both, hours over the mean of
    of the start. Only where hours are not within their band of the mean arrived at are units dealt again from there.
    """
    rep, base, start = settled
    effort = Effort(ground.rules.solver, Limits(ground.rules.gap, ground.rules.nodes, ground.rules.seconds))
    deal = deal_of(ground, units, base, rep)
    both = ground.rules.workload_band is not None and len(units) > 0
    within = deal_of(ground, units, base, rep, _mean_hours(ground, units, base, start)) if both else None
    dealt = deal_from(deal, SoFar(within or deal, start, stop), ground.rules.nearest, effort)
    if both:
        deal = deal_of(ground, units, base, rep, _mean_hours(ground, units, base, dealt.territory))
        if deal.miss(dealt.territory) > MISS and not stop.asked:
            known = dealt.bound
            dealt = deal_from(deal, SoFar(deal, dealt.territory, stop), ground.rules.nearest, effort)
            dealt = dealt.with_bound(known, ground.rules.gap)
    if deal.miss(dealt.territory) > MISS:
        refusal = _refusal(deal, dealt, ground.rules)
        raise KeyboardInterrupt(f"{NO_MAP}; so far {refusal}") if stop.asked else refusal
    return dealt


def _mean_hours(ground: Ground, units: Ints, base: Ints, territory: Ints) -> float:
    """Return the hours of an average territory [hours/year]."""
    return float(ground.hours(units, base[territory]).sum()) / len(base)


def _refusal(deal: Deal, dealt: Dealt, rules: Rules) -> InfeasibleError:
    """Return what to say when the bands are not kept: whose, by how much, and what would help."""
    by: dict[str, float] = {}
    for measure, load in zip(deal.measures, deal.loads(dealt.territory), strict=True):
        miss = np.maximum(measure.low - load, 0) + np.maximum(load - measure.high, 0)
        for j in np.flatnonzero(miss > MISS):
            by[f"{measure.name} of {deal.names[j]}"] = float(miss[j])
    told = ", ".join(
        f"{name} by {share:.1%}" for name, share in sorted(by.items(), key=lambda item: -item[1])[:5]
    )
    sure = "cannot be kept" if dealt.impossible else "were not kept by any alignment that was found"
    message = (
        f"the bands {sure} from these bases; nearest: {told} of the average out of band; {advice(by, rules)}"
    )
    return InfeasibleError(message, Relaxation(tuple(by), by))


def advice(by: dict[str, float], rules: Rules) -> str:
    """Return what would help: bands as wide as they need be, homes that move, smaller units."""
    bands = []
    for measure, band in (("potential", rules.band), ("workload", rules.workload_band)):
        misses = [miss for name, miss in by.items() if name.startswith(f"{measure} of ")]
        if misses and band is not None:
            wider = float(np.ceil(round((band + max(misses)) * 100, 6))) / 100
            told = f"a band of {wider:.0%} for {measure}"
            bands.append(told if wider < 1 else f"no band for {measure}")
    ways = [" and ".join(bands), *(["letting homes move"] if rules.homes == "keep" else []), "smaller units"]
    return f"try {', or '.join(way for way in ways if way)}"


@dataclass(frozen=True, eq=False)
class _Found:
    """Rep of each unit, base of each rep (rows of units), and the units that stand alone."""

    ground: Ground
    dealt: Dealt
    rep_of: Ints
    base_of: Ints
    alone: Ints
    stopped: bool


def _design(found: _Found, seconds: float) -> TerritoryDesign:
    """Return the result in the user's words."""
    ground, dealt, rep_of, base_of, alone = (
        found.ground,
        found.dealt,
        found.rep_of,
        found.base_of,
        found.alone,
    )
    units, reps = ground.present.units, ground.present.reps
    after = Alignment(units, reps, rep_of)
    away = np.flatnonzero(base_of != ground.home)
    return TerritoryDesign(
        alignment=after.table(),
        bases=_bases(ground, base_of),
        status=dealt.status,
        objective=dealt.objective,
        bound=dealt.bound,
        gap=dealt.gap,
        seconds=seconds,
        before=quality(ground, ground.present, ground.home, alone),
        after=quality(ground, after, base_of, alone),
        oversize=tuple(str(units[i]) for i in alone),
        relocations=tuple(
            Relocation(str(reps[j]), str(units[ground.home[j]]), str(units[base_of[j]])) for j in away
        ),
        moves=moves_to(ground, rep_of),
        crossings=tuple((str(units[a]), str(units[b])) for a, b in ground.crossings),
        notes=_notes(found),
        interrupted=found.stopped,
    )


def _bases(ground: Ground, base_of: Ints) -> Table:
    """Return who works from where; overlays as the plan in force says, if it does."""
    reps, units, now = ground.present.reps, ground.present.units, ground.scenario.plan.bases
    rows = dict(zip(reps.tolist(), units[base_of].tolist(), strict=True))
    old = {} if now is None else dict(zip(now["rep"].tolist(), now["unit"].tolist(), strict=True))
    rows = {**rows, **{rep: unit for rep, unit in old.items() if rep not in rows}}
    return Table.of(BASES, {"rep": list(rows), "unit": list(rows.values())})


def _notes(found: _Found) -> tuple[str, ...]:
    """Return what a reader must know to judge the result."""
    ground, alone = found.ground, found.alone
    units = ground.scenario.tables.units
    notes = [f"The bound holds for these bases and all ways to deal the units; gap {found.dealt.gap:.2%}."]
    notes += ["The search was stopped: this is the best map so far."] if found.stopped else []
    if len(alone):
        names = ", ".join(str(units["name"][i] or units["id"][i]) for i in alone)
        notes.append(f"Larger than any fair territory, so with a rep of its own: {names}.")
    if ground.crossings:
        told = ", ".join(
            f"{units['id'][a]} by {units['id'][b]}" for a, b in ground.crossings[:CROSSINGS_TOLD]
        )
        more = len(ground.crossings) - CROSSINGS_TOLD
        told += f" and {more} more" if more > 0 else ""
        notes.append(f"Joined to the nearest unit of the mainland, as no border does: {told}.")
    if ground.graph is None:
        notes.append("The world has no borders table, so territories may lie in pieces.")
    if ground.work.visits.sum() <= 0 or ground.scenario.people.travel is None:
        notes.append(
            "The world has no travel: kilometres stand in for its cost, to keep territories compact."
        )
    return tuple(notes)
