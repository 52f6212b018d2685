"""What the leads of one replication cost and brought, by source and campaign, and how well their ranks told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.activities import activities, written_down
from sim.attribution import origin_of_orders
from sim.calendar import HOURS_PER_DAY
from sim.campaigns import daily_spend
from sim.capture import CAPTURED
from sim.engine.log import CONTACT_STAGE, EventLog, Kind
from sim.scoring import area_under_curve, brier, rank_of, score_class

if TYPE_CHECKING:
    from sim.engine.run import Run
    from sim.market import Leads
    from sim.scenario import Scenario

Row = tuple[str, str, int, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CENTS = 100


@dataclass(frozen=True)
class LeadCosts:
    """Currency spent on leads in the measured months: campaigns, shape (n_campaigns,), screening, and nurturing."""

    campaigns: Floats
    screening: float
    nurture: float

    @property
    def total(self) -> float:
        """Return all of it [currency]."""
        return float(self.campaigns.sum()) + self.screening + self.nurture


def lead_costs(run: Run, log: EventLog) -> LeadCosts:
    """Return what leads cost; ``log`` is the part of the log that counts."""
    world = run.world
    spend = daily_spend(world.scenario.market, world.line)[:, world.line.month > 0].sum(axis=1)
    counts = log.counts
    captured = counts[Kind.ARRIVED] - counts[Kind.LOST_IN_FORM] - counts[Kind.MERGED]
    pipeline = world.scenario.pipeline
    return LeadCosts(
        spend,
        captured * pipeline.screening.cost_per_lead,
        counts[Kind.RECYCLED] * pipeline.nurture.pitch_cost,
    )


def lead_rows(run: Run, log: EventLog) -> list[Row]:
    """Return the measures of leads over the whole horizon; a ratio of nothing to nothing is left out."""
    costs = lead_costs(run, log)
    counts = log.counts
    done, share = activities(log), run.world.scenario.pipeline.crm.logged_share
    values: dict[str, float] = {
        "leads_lost_in_form": counts[Kind.LOST_IN_FORM],
        "leads_merged": counts[Kind.MERGED],
        "leads_rejected": counts[Kind.REJECTED],
        "leads_rerouted": counts[Kind.REROUTED],
        "contact_attempts": int((done.stage == CONTACT_STAGE).sum()),
        "activities": len(done),
        "activities_logged": len(written_down(done, share, run.world.streams)),
        "campaign_cost": float(costs.campaigns.sum()),
        "screening_cost": costs.screening,
        "nurture_cost": costs.nurture,
    }
    rows = [(name, "", 0, float(value)) for name, value in values.items()]
    return [*rows, *_by_origin(run, log, costs), *_waits(run), *_rule(run, log)]


def first_waits(run: Run) -> Floats:
    """
    Return each lead's time from arrival to first contact or giving up [hours].

    Leads count that left the queue in the measured months, on their first passage through it.
    """
    log, leads = run.log, run.world.leads
    waiting = log.of(Kind.BEGUN, Kind.EXPIRED, Kind.NURTURED)
    ends = waiting.where((waiting.kind != Kind.BEGUN) | np.isin(waiting.stage, (0, CONTACT_STAGE)))
    entity, first = np.unique(ends.entity, return_index=True)  # the log is in order of time
    row = leads.rows_of(entity)
    left = ends.time[first]
    known = (row >= 0) & (left >= run.world.line.start_hour)
    waits: Floats = left[known] - leads.arrival[row[known]]
    return waits


def _bookings_split(run: Run, log: EventLog, number: Ints) -> list[Row]:
    """
    Return bookings from first orders of new customers, and from everybody who had bought before.

    ``number`` is each order's in the business that its customer came for, as :func:`origin_of_orders` returns it.
    """
    ordered = run.log.of(Kind.ORDERED)
    new = int(ordered.cents[(number == 1) & (ordered.time >= run.world.line.start_hour)].sum())
    rest = int(log.of(Kind.ORDERED).cents.sum()) - new
    return [("bookings_new", "", 0, new / _CENTS), ("bookings_existing", "", 0, rest / _CENTS)]


def _by_origin(run: Run, log: EventLog, costs: LeadCosts) -> list[Row]:
    """Return bookings of new and other customers; and leads, wins, bookings and cost by lead source and campaign."""
    scenario, leads = run.world.scenario, run.world.leads
    arrived, won = leads.rows_of(log.of(Kind.ARRIVED).entity), leads.rows_of(log.of(Kind.WON).entity)
    ordered = run.log.of(Kind.ORDERED)
    origin, number = origin_of_orders(run.log, 0)
    if scenario.customers.adoption:
        origin, _ = origin_of_orders(run.log, len(scenario.market.families))
    all_won = np.append(leads.rows_of(run.log.of(Kind.WON).entity), -1)
    buyer, inside = all_won[origin], ordered.time >= run.world.line.start_hour
    rows = _bookings_split(run, log, number)
    for level, names, label, cost in _levels(scenario, leads, costs):
        n = len(names)
        counted = np.bincount(label[arrived[arrived >= 0]] + 1, minlength=n + 1)[1:]
        wins = np.bincount(label[won[won >= 0]] + 1, minlength=n + 1)[1:]
        ours = inside & (buyer >= 0)
        cents = np.bincount(label[buyer[ours]] + 1, weights=ordered.cents[ours], minlength=n + 1)[1:]
        for i, name in enumerate(names):
            rows += [
                (f"{level}_leads", name, 0, float(counted[i])),
                (f"{level}_wins", name, 0, float(wins[i])),
                (f"{level}_bookings", name, 0, float(cents[i]) / _CENTS),
                (f"{level}_cost", name, 0, float(cost[i])),
            ]
            rows += [(f"{level}_cost_per_lead", name, 0, float(cost[i] / counted[i]))] if counted[i] else []
            rows += [(f"{level}_cost_per_win", name, 0, float(cost[i] / wins[i]))] if wins[i] else []
    return rows


def _levels(scenario: Scenario, leads: Leads, costs: LeadCosts) -> list[tuple[str, list[str], Ints, Floats]]:
    """Return the ways to divide leads: name, groups, each lead's group (-1: none), each group's cost."""
    market = scenario.market
    sources, campaigns = [s.id for s in market.sources], [c.id for c in market.campaigns]
    carried = np.array([sources.index(c.source) for c in market.campaigns], dtype=np.int64)
    by_source: Floats = np.zeros(len(sources))
    np.add.at(by_source, carried, costs.campaigns)
    return [
        ("source", sources, leads.source, by_source),
        ("campaign", campaigns, leads.campaign, costs.campaigns),
    ]


def _waits(run: Run) -> list[Row]:
    """
    Return the mean wait for the first contact [calendar days], and the share not begun within the promised time.

    Leads count as in :func:`first_waits`; nothing when nobody waited.
    """
    promised, waits = run.world.scenario.pipeline.routing.sla_hours, first_waits(run)
    if not len(waits):
        return []
    rows: list[Row] = [("lead_wait_days", "", 0, float(waits.mean()) / HOURS_PER_DAY)]
    if promised is not None:
        rows.append(("sla_breach_share", "", 0, float((waits > promised).mean())))
    return rows


def _rule(run: Run, log: EventLog) -> list[Row]:
    """
    Return how well the ranks at the inquiry told won from lost leads: area under the ROC curve and Brier score.

    The forecast of a rank is the mean of the true win rates of its leads.
    """
    scoring = run.world.scenario.pipeline.scoring
    decided = log.of(Kind.WON, Kind.LOST, Kind.EXPIRED)
    row = run.world.leads.rows_of(decided.entity)
    won = (decided.kind == Kind.WON)[row >= 0]
    if scoring is None or not won.any() or won.all():
        return []
    rank = ranks_at_inquiry(run.world.scenario, run.world.leads)
    chance = true_win_rates(run.world.scenario, run.world.leads)
    mean = np.bincount(rank, weights=chance) / np.maximum(np.bincount(rank), 1)
    rank = rank[row[row >= 0]]
    return [
        ("score_auc", "", 0, area_under_curve(-rank.astype(np.float64), won)),
        ("score_brier", "", 0, brier(mean[rank], won)),
    ]


def ranks_at_inquiry(scenario: Scenario, leads: Leads) -> Ints:
    """Return the rank of each lead on the day it inquires, 0 the best, shape (n_leads,)."""
    rule = scenario.pipeline.scoring
    if rule is None:
        return leads.grade
    n_grades, n_classes = len(scenario.pipeline.grades), len(rule.tiers) + 1
    first = rule.order == "score_then_grade"
    ranks = [
        rank_of(grade, n_grades, score_class(points, rule.tiers), n_classes, first)
        for grade, points in zip(leads.grade.tolist(), leads.points.tolist(), strict=True)
    ]
    return np.array(ranks, dtype=np.int64)


def true_win_rates(scenario: Scenario, leads: Leads) -> Floats:
    """Return each lead's chance to be won on one passage by a rep of skill 1 when nothing waits, shape (n_leads,)."""
    chance = np.where(leads.valid & (leads.fate == CAPTURED), 1.0, 0.0)
    for stage in scenario.pipeline.stages:
        chance *= np.minimum(stage.advance_share * leads.quality, 1.0)
    return chance


__all__ = [
    "LeadCosts",
    "first_waits",
    "lead_costs",
    "lead_rows",
    "ranks_at_inquiry",
    "true_win_rates",
]
