"""The page: everything the report says, put into one HTML file that asks for nothing from outside."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from evenfield.comparison import READING, Comparison, compare
from evenfield.comparison.comparable import comparability_notes
from evenfield.comparison.no_effect import curve_source
from evenfield.report.assumptions import changes, count_by_grade, grade_chart, parameters
from evenfield.report.attainment import attainment_charts, attainment_summary, attainments
from evenfield.report.environment import page_environment
from evenfield.report.headline import behaviours, headlines
from evenfield.report.kpi_tables import kpi_tables
from evenfield.report.outlines import Albers, Outlines, outlines
from evenfield.report.pay_changes import (
    FEWEST_REPS,
    PayChange,
    PayChanges,
    pay_change_charts,
    pay_changes,
    pseudonyms,
)
from evenfield.report.payout import payout_charts
from evenfield.report.picture import Picture, house_style
from evenfield.report.supply import supply_rows
from evenfield.report.territories import balance, has_units_of, is_realigned, on_the_map, territory_map
from evenfield.study.files import write_atomically
from evenfield.wording import relative
from sim.scenario import Scenario


def write_report(  # noqa: PLR0913 - the five things a report is about
    path: Path,
    scenarios: Mapping[str, Scenario],
    results: Mapping[str, pd.DataFrame],
    comparison: Comparison | None = None,
    study_facts: Mapping[str, object] | None = None,
    *,
    no_effect: Comparison | None = None,
    names: bool = False,
    supply_page: str = "",
) -> Path:
    """
    Write one offline HTML file about the results, whole or not at all, and return its path.

    The same arguments give the same bytes, so a time belongs into ``study_facts`` only when that may differ.

    Parameters
    ----------
    path
        The file; its folder is made when there is none.
    scenarios, results
        Scenario and tidy results by label, the first first.
    comparison
        The comparison of the results; made here when ``None`` and there are two scenarios or more.
    study_facts
        What else the method notes list: seed, engine, versions.
    no_effect
        What response curves do: the comparison without them, shown below the other.
    names
        Whether reps stand under their own ids; otherwise they have pseudonyms.
    supply_page
        Where the S&OP page of the first scenario lies, seen from the file; none when empty.

    Raises
    ------
    ValueError
        When there is nothing to report, scenarios and results have different labels, or the scenarios
        cannot be compared.
    OSError
        When the file cannot be written.
    """
    if not scenarios or list(scenarios) != list(results):
        raise ValueError(
            f"scenarios and results must have the same labels, got {', '.join(scenarios) or 'none'} "
            f"and {', '.join(results) or 'none'}"
        )
    labelled = {label: each.model_copy(update={"name": label}) for label, each in scenarios.items()}
    if comparison is None and len(results) > 1:
        comparison = compare(results, comparability_notes(labelled))
    with house_style():
        told = _content(labelled, results, comparison, names=names)
    sources = {curve_source(each) for each in scenarios.values()} - {""}
    told |= {"no_effect": no_effect, "curves": sorted(sources), "supply_page": supply_page}
    page = _page().render(told | {"facts": list(_facts(study_facts or {})), "reading": READING})
    write_atomically(Path(path), page.encode())
    return Path(path)


def _content(
    scenarios: Mapping[str, Scenario],
    results: Mapping[str, pd.DataFrame],
    comparison: Comparison | None,
    *,
    names: bool,
) -> dict[str, Any]:
    """Return what the template shows, by name."""
    first = next(iter(scenarios))
    attained = attainments(results)
    rows, left_out = supply_rows(scenarios, results)
    found = parameters(scenarios)
    counts = count_by_grade(found)
    return {
        "first": scenarios[first],
        "scenarios": scenarios,
        "comparison": comparison,
        "headlines": headlines(comparison) if comparison else [],
        **_territories(scenarios),
        "attainment_charts": attainment_charts(attained),
        "attainments": [attainment_summary(name, values) for name, values in attained.items()],
        "payout_charts": payout_charts(scenarios, results),
        "kpi_tables": kpi_tables(scenarios, results),
        "limited": any(each.plan.supply for each in scenarios.values()),
        "supply_rows": rows,
        "families_left_out": left_out,
        **_pay_changes(scenarios, results, names=names),
        "behaviours": behaviours(scenarios),
        "parameters": found,
        "grades": counts,
        "grade_chart": grade_chart(counts),
        "changes": [(name, changes(scenarios[first], each)) for name, each in list(scenarios.items())[1:]],
        "replications": {name: int(frame["replication"].nunique()) for name, frame in results.items()},
    }


def _territories(scenarios: Mapping[str, Scenario]) -> dict[str, Any]:
    """Return the maps of the first scenario and of each with another alignment, and how even they all are."""
    first = next(iter(scenarios.values()))
    drawn = [each for name, each in scenarios.items() if each is first or is_realigned(each, first)]
    worlds = [first, *(each for each in drawn if not has_units_of(each, first))]
    ground = {id(each): _ground(each) for each in worlds if on_the_map(each)}
    maps: list[Picture] = []
    for each in drawn:
        under = ground.get(id(first if has_units_of(each, first) else each))
        maps += [territory_map(each, *under)] if under else []
    return {
        "maps": maps,
        "has_outlines": first.borders is not None,
        "balances": [balance(each, first) for each in drawn],
        "unmoved": [each.name for each in scenarios.values() if each not in drawn],
    }


def _ground(scenario: Scenario) -> tuple[Outlines | None, Albers]:
    """Return what lies under a world's maps: its outlines, if it has any, and the projection."""
    projection = Albers.around(scenario.tables.units["lng"], scenario.tables.units["lat"])
    if scenario.borders is None:
        return None, projection
    from scenarios import read_borders  # noqa: PLC0415 - a world without outlines needs no reader

    return outlines(read_borders(Path(scenario.borders)), projection), projection


def _pay_changes(
    scenarios: Mapping[str, Scenario], results: Mapping[str, pd.DataFrame], *, names: bool
) -> dict[str, Any]:
    """Return winners and losers: charts, counts, and a table of reps under pseudonyms unless names are asked for."""
    labels = list(results)
    found = [pay_changes(name, results[labels[0]], results[name]) for name in labels[1:]]
    found = [each for each in found if each.reps or each.gone or each.new]
    reps = sorted({change.rep for each in found for change in each.reps})
    shown = {rep: rep for rep in reps} if names else pseudonyms(reps, scenarios[labels[0]].fingerprint())
    hidden = not names and len(reps) < FEWEST_REPS
    return {
        "pay_changes": found,
        "pay_change_charts": [] if hidden else pay_change_charts(found, scenarios[labels[0]].currency),
        "pay_change_table": [] if hidden else _by_rep(found, shown),
        "reps_hidden": hidden,
        "fewest_reps": FEWEST_REPS,
        "named": names,
    }


def _by_rep(found: list[PayChanges], shown: Mapping[str, str]) -> list[tuple[str, float, list[Any]]]:
    """Return one row per rep, largest gain under the first later scenario first: name, first pay, the changes."""
    if not found:
        return []
    of = [{change.rep: change for change in each.reps} for each in found]
    return [(shown[c.rep], c.first_pay, [by.get(c.rep) for by in of]) for c in found[0].reps]


def _whole(change: PayChange) -> str:
    """Return a change of pay in whole currency: in one column, k beside no k would be misread."""
    if change.verdict == "same":
        return "0"
    interval = f" ({change.low:,.0f} to {change.high:,.0f})" if math.isfinite(change.low) else ""
    return f"{change.difference:+,.0f}{interval}"


def _facts(given: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and value of the study's facts, nested ones with the name of what they are in."""
    for key, value in given.items():
        name = f"{before}{str(key).replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _facts(value, f"{name}: ")
        elif value is not None:
            yield name, ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _breakable(path: str) -> Markup:
    """Return a setting's path that a narrow column may break after a dot or an underscore."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(path))))


@cache
def _page() -> Any:  # noqa: ANN401 - jinja2's Template
    environment = page_environment()
    environment.filters |= {"relative": relative, "breakable": _breakable}
    environment.globals["whole"] = _whole
    return environment.get_template("page.html")
