"""What became of the customers of one replication: retention, cross-selling, referrals, polls, market shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind
from sim.streams import child_ids

if TYPE_CHECKING:
    from sim.engine.run import Run
    from sim.outcomes import Measured, Row

_HUNDREDTHS = 100
Ids = NDArray[np.uint64]


def customer_rows(measured: Measured) -> list[Row]:
    """Return the measures of customers over the horizon; what the scenario does not have is left out."""
    values = {**_customers(measured), **_cross_selling(measured), **_polls(measured), **_travel(measured.run)}
    rows: list[Row] = [(name, "", 0, float(value)) for name, value in values.items() if value is not None]
    return [*rows, *_market_shares(measured), *_polls_by_rep(measured)]


def _cross_selling(measured: Measured) -> dict[str, float | None]:
    """Return the offers of further families, how many were sold, and the bookings that came of all sold so far."""
    if not measured.run.world.scenario.customers.adoption:
        return {}
    ordered = measured.log.of(Kind.ORDERED)
    return {
        "offers": len(measured.log.of(Kind.OFFERED)),
        "offers_sold": len(measured.log.of(Kind.ADOPTED)),
        "bookings_cross_sell": float(ordered.cents[ordered.stage >= 0].sum()) / _HUNDREDTHS,
    }


def _customers(measured: Measured) -> dict[str, float | None]:
    """Return who was there at the start of measuring, who stayed, and what they brought beside orders."""
    run, log = measured.run, measured.log
    there = _customers_at_start(run)
    left = int(np.isin(log.of(Kind.CHURNED).entity, there).sum())
    values: dict[str, float | None] = {
        "customers_at_start": len(there),
        "customers_left": len(log.of(Kind.CHURNED)),
        "retention": 1.0 - left / len(there) if len(there) else None,
    }
    if run.world.scenario.customers.referral is not None:
        referred = run.log.of(Kind.REFERRED).entity
        values["referrals"] = len(log.of(Kind.REFERRED))
        values["leads_referred"] = int(np.isin(log.of(Kind.ARRIVED).entity, referred).sum())
    return values


def _customers_at_start(run: Run) -> Ids:
    """Return the ids of those who are customers when measuring begins."""
    before = run.log.before(run.world.line.start_hour)
    came = np.concatenate([run.world.customers[0], child_ids(before.of(Kind.WON).entity, 0)])
    there: Ids = np.setdiff1d(came, before.of(Kind.CHURNED).entity)
    return there


def _polls(measured: Measured) -> dict[str, float | None]:
    """Return what the polls say of satisfaction, beside the truth about all who were asked."""
    rule = measured.run.world.scenario.customers.poll
    if rule is None:
        return {}
    asked, answered = measured.log.of(Kind.POLLED), measured.log.of(Kind.ANSWERED)
    n = len(answered)
    return {
        "poll_asked": len(asked),
        "poll_answers": n,
        "poll_score": _mean_score(answered),
        "poll_truth": _mean_score(asked),
        "poll_satisfied_share": float((answered.cents >= rule.satisfied_from * _HUNDREDTHS).mean())
        if n
        else None,
    }


def _mean_score(log: EventLog) -> float | None:
    return float(log.cents.mean()) / _HUNDREDTHS if len(log) else None


def _polls_by_rep(measured: Measured) -> list[Row]:
    """Return the mean answer about each rep's customers, and how many answers there are."""
    world = measured.run.world
    if world.scenario.customers.poll is None:
        return []
    rows: list[Row] = []
    answered = measured.log.of(Kind.ANSWERED)
    for row, rep in enumerate(world.scenario.tables.reps["id"].tolist()):
        mine = answered.where(answered.rep == row)
        score = _mean_score(mine)
        rows.append(("rep_poll_answers", rep, 0, float(len(mine))))
        rows += [("rep_poll_score", rep, 0, score)] if score is not None else []
    return rows


def _market_shares(measured: Measured) -> list[Row]:
    """Return the share of the deals that somebody won which we won, and each rival's; they add to 1."""
    competition = measured.run.world.scenario.market.competition
    taken = measured.log.of(Kind.TAKEN)
    decided = len(measured.log.of(Kind.WON)) + len(taken)
    if competition is None or decided == 0:
        return []
    ours = len(measured.log.of(Kind.WON)) / decided
    rows: list[Row] = [("market_share", "", 0, ours)]
    for number, rival in enumerate(competition.rivals):
        rows.append(("rival_share", rival.id, 0, float((taken.stage == number).sum()) / decided))
    return rows


def _travel(run: Run) -> dict[str, float | None]:
    """Return the share of the hours worked that goes into travel."""
    worked = float(run.worked_hours.sum())
    return {"travel_share": float(run.road_hours.sum()) / worked if worked > 0 else None}
