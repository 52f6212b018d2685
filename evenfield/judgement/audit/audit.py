"""The gaming audit: schemes against honest reps under the same luck, paid clause by clause, and clauses mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import Judgement, PairedDifference, judge, paired_difference
from evenfield.comparison.values import kpi_values
from evenfield.judgement.audit.clauses import Clause, clauses, repriced
from evenfield.judgement.audit.paid import Credits
from evenfield.judgement.audit.schemes import SCHEMES, Scheme, audited, schemed, schemers
from evenfield.judgement.stress import Simulate
from sim.compensation.plan import PayPlan
from sim.plan import NextYear
from sim.quota import next_quotas
from sim.scenario import Scenario

Floats = NDArray[np.float64]
RATCHET, CREDIT = "quota ratchet", "credit on revenue"
"""Clauses that stand outside the pay plan: quotas that follow attainment, and credit that a price cut hardly lowers."""


@dataclass(frozen=True)
class Share:
    """What a clause pays of a scheme [currency per schemer and year]: the exploit less that without the clause."""

    clause: str
    paid: PairedDifference


@dataclass(frozen=True)
class Exploit:
    """
    One scheme against honest reps under the same luck [currency per schemer and year].

    ``value`` is what pay gains, ``profit`` what the firm's profit contribution changes by; ``shares`` the clauses,
    the one that pays most first; ``deals`` how many deals were held or pulled, and ``cut`` the price given up on them.
    """

    scheme: Scheme
    value: PairedDifference
    judgement: Judgement
    profit: PairedDifference
    shares: tuple[Share, ...]
    deals: float
    cut: float

    @property
    def is_found(self) -> bool:
        """Return whether the scheme pays by more than luck."""
        return self.judgement.verdict == "better"

    @property
    def culprit(self) -> str | None:
        """Return the clause that surely pays most of a scheme that is found; ``None`` when none is sure to pay any."""
        surest = max(self.shares, key=lambda share: share.paid.low, default=None)
        return surest.clause if self.is_found and surest is not None and surest.paid.low > 0 else None


@dataclass(frozen=True)
class Mend:
    """
    A plan with one clause mended, repriced to the same pay for the same honest credit, simulated anew.

    ``before`` and ``after`` are the exploit value under the old plan and the new [currency per schemer and year];
    ``profit`` what the mend does to the profit of honest reps, all of them [currency over the run].
    """

    scheme: str
    clause: Clause
    plan: PayPlan
    before: PairedDifference
    after: PairedDifference
    profit: PairedDifference


@dataclass(frozen=True)
class Audit:
    """All that an audit found."""

    scenario: str
    currency: str
    replications: int
    schemers: int
    reps: int
    exploits: tuple[Exploit, ...]
    clauses: tuple[str, ...]
    mends: tuple[Mend, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """How an audit is done: replications, the share of reps who scheme at once or the one who does, schemes, mends."""

    replications: int
    share: float = 0.2
    rep: str | None = None
    mends: int = 3
    schemes: tuple[Scheme, ...] = SCHEMES

    def who(self, scenario: Scenario, replication: int) -> tuple[str, ...]:
        """Return who schemes in a replication."""
        return (self.rep,) if self.rep is not None else schemers(scenario, self.share, replication)


@dataclass(frozen=True, eq=False)
class _Told:
    """An honest world, or one that was schemed in: its credits and its KPIs."""

    credits: Credits
    profit: Floats
    deals: Floats
    cut: Floats

    @classmethod
    def read(cls, frame: pd.DataFrame) -> _Told:
        whole = frame[(frame["entity"] == "") & (frame["month"] == 0)]
        wide = whole.astype({"measure": str}).pivot(index="replication", columns="measure", values="value")
        timed = wide.reindex(columns=["deals_held", "deals_pulled", "price_cuts"], fill_value=0.0).to_numpy(
            np.float64
        )
        profit = kpi_values(frame)["profit_contribution"].to_numpy()
        return cls(Credits.read(frame), profit, timed[:, :2].sum(axis=1), timed[:, 2])


def audit(scenario: Scenario, asked: Asked, simulate: Simulate) -> Audit:
    """
    Return the audit of a scenario's pay plan.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    asked
        How it is done.
    simulate
        Simulates worlds with the measures of :mod:`~evenfield.judgement.audit.credits`.
    """
    world = audited(scenario)
    told = _simulated(world, "", asked.schemes, asked, simulate)
    exploits = _judged([_exploit(world, scheme, told, asked) for scheme in asked.schemes])
    return Audit(
        scenario.name,
        scenario.currency,
        asked.replications,
        len(asked.who(world, 0)),
        len(scenario.tables.reps),
        exploits,
        tuple(clause.name for clause in clauses(world.plan.pay)),
        tuple(_mends(world, exploits, told[""], asked, simulate)),
        tuple(_notes(scenario)),
    )


def _simulated(
    world: Scenario, prefix: str, schemes: Sequence[Scheme], asked: Asked, simulate: Simulate
) -> dict[str, _Told]:
    """Return the honest world, under "", and the schemed ones, by scheme; replays have none."""
    worlds = {f"{prefix}honest": world}
    only: dict[str, Sequence[int]] = {}
    engine = [scheme for scheme in schemes if scheme.how == "engine"]
    for scheme in engine:
        for k in range(asked.replications):
            worlds[f"{prefix}{scheme.id} {k}"] = schemed(world, scheme, asked.who(world, k))
            only[f"{prefix}{scheme.id} {k}"] = [k]
    frames = simulate(worlds, only=only)
    told = {"": _Told.read(frames[f"{prefix}honest"])}
    for scheme in engine:
        parts = [frames[f"{prefix}{scheme.id} {k}"] for k in range(asked.replications)]
        told[scheme.id] = _Told.read(pd.concat(parts, ignore_index=True))
    return told


def _mask(world: Scenario, told: _Told, asked: Asked) -> Floats:
    """Return 1 over the number of schemers for each who schemes, else 0, shape (n_replications, n_reps)."""
    reps = np.array(told.credits.reps)
    mine = np.array([np.isin(reps, asked.who(world, k)) for k in range(asked.replications)])
    weight: Floats = mine / mine.sum(axis=1, keepdims=True)
    return weight


def _exploit(world: Scenario, scheme: Scheme, told: Mapping[str, _Told], asked: Asked) -> Exploit:
    plan, honest = world.plan.pay, told[""]
    weight = _mask(world, honest, asked)
    gain = _gain(plan, scheme, told)
    value = (gain * weight).sum(axis=1)
    shares = []
    for name, without in _without(world, scheme, told):
        shares.append(Share(name, paired_difference(value - (without * weight).sum(axis=1))))
    profit, deals, cut = _cost(scheme, told, weight, value)
    return Exploit(
        scheme,
        paired_difference(value),
        Judgement("no value", 1.0, None),
        paired_difference(profit),
        tuple(sorted(shares, key=lambda share: -share.paid.mean)),
        deals,
        cut,
    )


def _gain(plan: PayPlan, scheme: Scheme, told: Mapping[str, _Told]) -> Floats:
    """Return what each rep's pay gains under a plan, shape (n_replications, n_reps)."""
    honest = told[""].credits
    before = honest.pay(plan)
    if scheme.id == "split":
        return honest.pay(plan, honest.split(plan)) - before
    if scheme.id == "discount":
        return honest.pay(plan, honest.discounted()) - before
    return told[scheme.id].credits.pay(plan) - before


def _without(world: Scenario, scheme: Scheme, told: Mapping[str, _Told]) -> list[tuple[str, Floats]]:
    """Return what each rep's pay gains by the same credits without each clause, by the clause's name."""
    plan, honest = world.plan.pay, told[""].credits
    found = []
    for clause in clauses(plan):
        gain = _gain(clause.without, scheme, told)
        if scheme.id == "split":  # the split that the whole plan asks for, paid without the clause
            gain = honest.pay(clause.without, honest.split(plan)) - honest.pay(clause.without)
        found.append((clause.name, gain))
    rule = world.plan.quotas.next_year
    if scheme.how == "engine" and rule != NextYear(growth=rule.growth) and honest.quota.shape[2] > 1:
        mine = told[scheme.id].credits
        kept = [c.with_quota(_quotas(c, _without_ratchet(world))) for c in (mine, honest)]
        found.append((RATCHET, kept[0].pay(plan) - kept[1].pay(plan)))
    if scheme.id == "discount":
        found.append((CREDIT, honest.pay(plan, honest.discounted(charged=True)) - honest.pay(plan)))
    return found


def _quotas(credits: Credits, rule: NextYear) -> Floats:
    """Return the quotas of all years under another rule, shape of ``quota``."""
    years = [np.rint(credits.quota[:, :, 0] * 100).astype(np.int64)]
    for year in range(1, credits.quota.shape[2]):
        sold = np.rint(credits.credit[:, :, 12 * (year - 1) : 12 * year].sum(axis=2) * 100)
        years.append(next_quotas(years[-1], sold.astype(np.int64), rule))
    quota: Floats = np.stack(years, axis=2) / 100
    return quota


def _cost(
    scheme: Scheme, told: Mapping[str, _Told], weight: Floats, value: Floats
) -> tuple[Floats, float, float]:
    """Return the firm's profit change per schemer, and deals and price cuts per schemer."""
    if scheme.id == "split":
        return -value, 0.0, 0.0
    if scheme.id == "discount":
        honest = told[""].credits
        cut = (honest.cut_cost()[:, :, :12].sum(axis=2) * weight).sum(axis=1)
        return (honest.discount_profit() * weight).sum(axis=1) - value, 0.0, float(cut.mean())
    number = (weight > 0).sum(axis=1)
    mine, honest_world = told[scheme.id], told[""]
    deals = (mine.deals - honest_world.deals) / number
    cut = (mine.cut - honest_world.cut) / number
    return (mine.profit - honest_world.profit) / number, float(deals.mean()), float(cut.mean())


def _judged(exploits: Sequence[Exploit]) -> tuple[Exploit, ...]:
    verdicts = judge([one.value for one in exploits], [True] * len(exploits))
    told = [replace(one, judgement=verdict) for one, verdict in zip(exploits, verdicts, strict=True)]
    return tuple(sorted(told, key=lambda one: -one.value.mean))


def _mends(
    world: Scenario, exploits: Sequence[Exploit], honest: _Told, asked: Asked, simulate: Simulate
) -> list[Mend]:
    """Return the culprits mended, the dearest scheme first, at most so many as asked for."""
    there = {clause.name: clause for clause in clauses(world.plan.pay)}
    found: list[Mend] = []
    for exploit in exploits:
        if exploit.culprit is None or len(found) == asked.mends:
            continue
        if exploit.culprit == CREDIT:
            found.append(_charged(world, exploit, honest, asked))
            continue
        clause = there.get(exploit.culprit) or _steady_quotas(world)
        plan = equal_pay(clause.without, world.plan.pay, honest.credits)
        changes: dict[str, object] = {"pay": plan}
        if exploit.culprit == RATCHET:
            changes["quotas"] = world.plan.quotas.model_copy(update={"next_year": _without_ratchet(world)})
        other = world.with_plan(world.plan.model_copy(update=changes))
        told = _simulated(other, f"{clause.name} ", [exploit.scheme], asked, simulate)
        gain = _gain(plan, exploit.scheme, told) * _mask(other, told[""], asked)
        after, profit = (
            paired_difference(gain.sum(axis=1)),
            paired_difference(told[""].profit - honest.profit),
        )
        found.append(Mend(exploit.scheme.id, clause, plan, exploit.value, after, profit))
    return found


def _without_ratchet(world: Scenario) -> NextYear:
    return NextYear(growth=world.plan.quotas.next_year.growth)


def _steady_quotas(world: Scenario) -> Clause:
    return Clause(RATCHET, "next year's quota follows attainment", "quotas grow alike", world.plan.pay)


def _charged(world: Scenario, exploit: Exploit, honest: _Told, asked: Asked) -> Mend:
    """Return the mend of credit on revenue: a replay, in which what is honest stays what it was."""
    plan, credits = world.plan.pay, honest.credits
    gain = (credits.pay(plan, credits.discounted(charged=True)) - credits.pay(plan)) * _mask(
        world, honest, asked
    )
    clause = Clause(
        CREDIT, "a price cut costs hardly any credit", "credit less the cut over the margin", plan
    )
    nothing = paired_difference(np.zeros(asked.replications))
    return Mend(exploit.scheme.id, clause, plan, exploit.value, paired_difference(gain.sum(axis=1)), nothing)


def equal_pay(plan: PayPlan, like: PayPlan, honest: Credits) -> PayPlan:
    """Return a plan repriced so that honest credit earns on average what it earns under another plan."""
    wanted, paid = float(honest.pay(like).mean()), float(honest.pay(plan).mean())
    return repriced(plan, wanted / paid) if paid > 0 else plan


def _notes(scenario: Scenario) -> list[str]:
    notes = []
    if scenario.market.price_response.win_elasticity == 0:
        notes.append("buyers do not react to price here (market.price_response), so discounting wins nothing")
    if with_draws := [draw.id for draw in scenario.plan.pay.payment.draws]:
        notes.append(f"schemers do not reckon with draws ({', '.join(with_draws)}); the payroll does")
    return notes
