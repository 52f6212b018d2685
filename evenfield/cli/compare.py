"""``evenfield compare``: scenarios against the first, under the same luck."""

from __future__ import annotations

import json

import typer

from evenfield.cli.options import (
    AsJson,
    Measures,
    Names,
    OutFolder,
    OwnRules,
    Replications,
    ScenarioNames,
    Seed,
    Workers,
    named,
)
from evenfield.cli.show import nearby, show, show_json, tell


def compare(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioNames,
    replications: Replications = 20,
    out: OutFolder = None,
    workers: Workers = None,
    seed: Seed = None,
    names: Names = False,
    measures: Measures = "",
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Compare scenarios with the first one, replication by replication under the same luck; a matrix is all its cells.

    With --out: results as JSON and CSV and one offline HTML report; interrupted, the same command resumes.

    Example:  evenfield compare us-field-force/today us-field-force/balanced -n 20 --out runs/balanced
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    given = scenarios.expand(given)
    if len(given) < 2:  # noqa: PLR2004 - two make a comparison
        raise typer.BadParameter("two scenarios or more are compared, got 1")
    from evenfield.cli.no_effect import beside, twins  # noqa: PLC0415 - keeps --help fast
    from evenfield.cli.studies import Beside, members, simulate, write_report  # noqa: PLC0415 - keeps --help fast
    from evenfield.comparison import compare as compare_results  # noqa: PLC0415
    from evenfield.comparison.comparable import comparability_notes  # noqa: PLC0415
    from evenfield.study.written import write_comparison, write_no_effect  # noqa: PLC0415
    from evenfield.tables import comparison_table  # noqa: PLC0415
    from sim.kpi_groups import kpis  # noqa: PLC0415

    study = members(given, seed)
    try:
        notes = comparability_notes({member.label: member.scenario for member in study})
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    told, frames = kpis(named(measures)), simulate([*study, *twins(study)], replications, workers, out, seed)
    results = {member.label: frames[member.label] for member in study}
    comparison, no_effect = compare_results(results, notes, told), beside(study, frames, told)
    if as_json:
        without = {} if no_effect is None else {"without_response_curves": json.loads(no_effect.to_json())}
        show_json(json.loads(comparison.to_json()) | without)
    else:
        show(comparison_table(comparison))
        if no_effect is not None:
            show("\nThe same without response curves:")
            show(comparison_table(no_effect))
    if out is not None:
        write_comparison(out, comparison)
        write_no_effect(out, no_effect)
        page = out / "report.html"
        written = write_report(page, study, results, names=names, beside=Beside(comparison, no_effect))
        tell(f"report: {nearby(written)}")
