"""Luck or skill in words: tables for people, plain data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from evenfield.comparison.values import finite
from evenfield.judgement.luck.luck import Luck
from evenfield.judgement.luck.record import Ranked
from evenfield.judgement.luck.shares import FEWEST_FOR_BANDS
from evenfield.judgement.sheet import Sheet, in_replications
from evenfield.wording import amount, difference

Shown = Mapping[str, str]
"""The name each rep is shown by."""


def luck_sheets(found: Luck, shown: Shown | None = None) -> list[Sheet]:
    """Return the shares, the teams, and the ranking where there is a record; ``shown`` names the reps."""
    sheets = [_shares(found), _teams(found), _ranking(found, shown)]
    return [sheet for sheet in sheets if sheet.rows]


def _shares(found: Luck) -> Sheet:
    rows = tuple(
        (
            part.name,
            f"{100 * part.share:.0f} %",
            f"[{100 * part.low:.0f}, {100 * part.high:.0f}] %" if part.low <= part.high else "-",
            f"{100 * part.sd:.1f} pp" if part.share > 0 else "-",
        )
        for part in found.shares.parts
    )
    note = "Shares of the variance of a year's attainment over reps; below 0: it evens the others out. Bands over reps."
    title = f"{found.scenario}: what attainment differs by, {in_replications(found.replications)}"
    return Sheet(title, ("source", "share", "95 % band", "alone, sd"), rows, note=note)


def _teams(found: Luck) -> Sheet:
    rows = tuple(
        (
            team.manager,
            f"{team.reps}",
            amount(team.attainment, "share"),
            difference(team.adjusted.mean, team.adjusted.low, team.adjusted.high, "share"),
        )
        for team in found.teams
    )
    note = "Adjusted: attainment less that of average reps in the same territories, against the mean of all teams."
    return Sheet("Managers' teams", ("manager", "reps", "attainment", "adjusted"), rows, note=note)


def _ranking(found: Luck, shown: Shown | None) -> Sheet:
    rows = tuple(
        (
            one.rep if shown is None else shown[one.rep],
            _verdict(one),
            amount(one.attainment, "share"),
            amount(one.expected, "share"),
            difference(one.shrunk, one.low, one.high, "share"),
        )
        for one in found.ranked
        if shown is None or one.rep in shown
    )
    columns = ("rep", "verdict", "attained", "an average rep there", "his own, shrunk")
    return Sheet("The record, territory and quota allowed for", columns, rows, words=2)


def _verdict(one: Ranked) -> str:
    if not one.stands_out:
        return "cannot be told from luck"
    return "above luck" if one.attainment > one.expected else "below luck"


def luck_lines(found: Luck) -> list[str]:
    """Return what a person wants to know first, line by line."""
    shares = found.shares
    told = ", ".join(f"{part.name} {100 * part.share:.0f} %" for part in shares.parts)
    lines = [f"A year's attainment has an sd of {100 * shares.sd:.0f} pp; of its variance {told}."]
    lines.append(_size(found))
    if found.ranked:
        stars = sum(one.stands_out for one in found.ranked)
        lines.append(f"In the record {stars} of {len(found.ranked)} reps stand out by more than luck.")
    return [*lines, *(f"Mind: {note}." for note in found.notes)]


def _size(found: Luck) -> str:
    size, n_reps = found.size, found.size.reps
    if n_reps < FEWEST_FOR_BANDS:
        return f"Reps cannot be told apart: {n_reps} are too few for bands, which take {FEWEST_FOR_BANDS}."
    if not found.shares.rep_is_told:
        return (
            f"Reps cannot be told apart: their share may be 0 with {n_reps} reps; "
            "whoever leads a year's ranking leads it by territory, quota or luck."
        )
    apart = "more than 50 years" if size.years_to_tell is None else f"{size.years_to_tell} years"
    rank = "more than 50 years" if size.years_to_rank is None else f"{size.years_to_rank} years"
    return (
        f"Of what is left when territory and quota are allowed for, {size.reliability:.0%} is the rep and not luck: "
        f"below {n_reps} reps x {apart} of record reps cannot be told apart, a ranking to go by takes {rank}."
    )


def luck_data(found: Luck) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {
        "scenario": found.scenario,
        "replications": found.replications,
        "sd_of_attainment": found.shares.sd,
        "rep_is_told": found.shares.rep_is_told,
        "shares": [finite(asdict(part)) for part in found.shares.parts],
        "record": asdict(found.size),
        "teams": [{**asdict(team), "adjusted": finite(asdict(team.adjusted))} for team in found.teams],
        "ranking": [{**finite(asdict(one)), "verdict": _verdict(one)} for one in found.ranked],
        "notes": list(found.notes),
    }
