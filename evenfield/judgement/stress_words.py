"""Plans under stress in words: tables for people, plain data for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evenfield.comparison.paired import PairedDifference
from evenfield.comparison.values import finite
from evenfield.judgement.sheet import Sheet, in_replications
from evenfield.judgement.stress import NONE, Outcome, Stressed, Views
from evenfield.judgement.tornado import Tornado
from evenfield.wording import amount, difference, money


def told(one: PairedDifference) -> str:
    """Return a difference of money with its interval."""
    return "0" if one.same else difference(one.mean, one.low, one.high, "money")


def stress_sheets(found: Stressed) -> list[Sheet]:
    """Return a table for each plan, and the regret of plans where there are several."""
    sheets = [_plan_sheet(found, design) for design in found.designs]
    return [*sheets, *([_regret_sheet(found)] if found.regret is not None else [])]


def _plan_sheet(found: Stressed, design: str) -> Sheet:
    columns = ("stress", "verdict", "profit [95 % interval]", "profit", "pay cost", "at quota", "turnover")
    rows = tuple(_row(found.outcome(design, stress)) for stress in found.stresses)
    more = " +N: about so many more replications would tell." if any(", +" in row[1] for row in rows) else ""
    note = f"Money in {found.currency} over the run; brackets: paired difference to no stress.{more}"
    title = f"{design} under stress, {in_replications(found.replications)}"
    return Sheet(title, columns, rows, words=2, note=note)


def _row(one: Outcome) -> tuple[str, ...]:
    verdict: str = "" if one.judgement is None else one.judgement.verdict
    if one.judgement is not None and one.judgement.more is not None:
        verdict = f"{verdict}, +{one.judgement.more}"
    change = "" if one.stress == NONE else told(one.change["profit_contribution"])
    return (
        one.stress,
        verdict,
        change,
        money(one.mean["profit_contribution"]),
        money(one.mean["compensation_cost"]),
        amount(one.mean["share_at_quota"], "share"),
        amount(one.mean["turnover"], "share"),
    )


def _regret_sheet(found: Stressed) -> Sheet:
    regret = found.regret
    if regret is None:
        raise ValueError("one plan has no regret")
    rows = [
        (stress, regret.best[s], *(_regretted(regret.told[d][s]) for d in range(len(regret.designs))))
        for s, stress in enumerate(regret.stresses)
    ]
    rows.append(("largest regret", regret.choice, *(money(worst) for worst in regret.worst)))
    columns = ("stress", "best plan", *regret.designs)
    return Sheet(
        "Regret: profit short of the best plan's under the same stress", columns, tuple(rows), words=2
    )


def _regretted(one: PairedDifference) -> str:
    return "best" if one.same else difference(one.mean, one.low, one.high, "money")


def stress_lines(found: Stressed) -> list[str]:
    """Return what a person wants to know first, line by line."""
    lines = [_choice(found)] if found.regret is not None else []
    if found.views is not None:
        lines.append(_views(found.views))
    return [*lines, *(f"Mind: {note}." for note in found.notes)]


def _choice(found: Stressed) -> str:
    regret = found.regret
    if regret is None:
        return ""
    lead, low, high = regret.lead
    worst = f"at most {money(float(regret.worst.min()))} is regretted"
    ahead = difference(lead, low, high, "money")
    if regret.is_told:
        return f"{regret.choice} regrets least: {worst}; {regret.runner_up} regrets {ahead} more."
    return (
        f"{regret.choice} regrets least in these runs ({worst}), but cannot be told apart from {regret.runner_up}: "
        f"{ahead} more, an interval that contains 0; more replications would tell."
    )


def _views(views: Views) -> str:
    if views.by_bookings == views.by_profit:
        return f"Without stress {views.by_profit} books most and earns most: both views want it."
    sold, earned = told(views.bookings), told(views.profit)
    who = (
        f"sales management's view (bookings) wants {views.by_bookings}, the firm's (profit) {views.by_profit}"
    )
    verdict = "Two views, two plans" if views.conflict else "Two views that cannot be told apart for sure"
    return f"{verdict}: {who}; the first sells {sold} and earns {earned} against the second."


def stress_data(found: Stressed) -> dict[str, Any]:
    """Return all of it as plain data."""
    data: dict[str, Any] = {
        "designs": list(found.designs),
        "stresses": list(found.stresses),
        "replications": found.replications,
        "outcomes": [
            {
                "design": one.design,
                "stress": one.stress,
                "verdict": None if one.judgement is None else one.judgement.verdict,
                "p_holm": None if one.judgement is None else one.judgement.p_holm,
                "mean": finite(one.mean),
                "change": {name: finite(asdict(change)) for name, change in one.change.items()},
            }
            for one in found.outcomes
        ],
        "notes": list(found.notes),
    }
    regret = found.regret
    if regret is not None:
        data["regret"] = {
            "table": {
                design: dict(zip(regret.stresses, row, strict=True))
                for design, row in zip(regret.designs, regret.table.tolist(), strict=True)
            },
            "largest": dict(zip(regret.designs, regret.worst.tolist(), strict=True)),
            "choice": regret.choice,
            "runner_up": regret.runner_up,
            "lead": dict(zip(("mean", "low", "high"), regret.lead, strict=True)),
            "told_apart": regret.is_told,
        }
    if found.views is not None:
        data["views"] = {**asdict(found.views), "conflict": found.views.conflict}
    return data


def tornado_sheet(found: Tornado) -> Sheet:
    """Return the bars as a table, all levers together last."""
    share = f"{100 * found.delta:g} %"
    rows = [(bar.lever, told(bar.down), told(bar.up)) for bar in found.bars]
    rows.append(("all together", "", told(found.together)))
    rows.append(("of it interaction", "", told(found.interaction)))
    return Sheet(
        f"Profit when one lever moves by {share}", ("lever", f"{share} less", f"{share} more"), tuple(rows)
    )


def tornado_data(found: Tornado) -> dict[str, Any]:
    """Return the bars as plain data."""
    return {
        "delta": found.delta,
        "bars": [
            {"lever": bar.lever, "down": finite(asdict(bar.down)), "up": finite(asdict(bar.up))}
            for bar in found.bars
        ],
        "together": finite(asdict(found.together)),
        "interaction": finite(asdict(found.interaction)),
    }
