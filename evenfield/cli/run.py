"""``evenfield run``: one scenario, many times."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from evenfield.cli.options import (
    AsJson,
    Measures,
    OutFolder,
    OwnRules,
    Replications,
    ScenarioName,
    Seed,
    Workers,
    named,
)
from evenfield.cli.show import nearby, show, show_json, tell

Diagnose = Annotated[
    bool,
    typer.Option(
        "--diagnose", help="Find low conversion ratios, and what causes each, by counterfactual runs."
    ),
]


def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    replications: Replications = 20,
    out: OutFolder = None,
    workers: Workers = None,
    seed: Seed = None,
    diagnose: Diagnose = False,
    measures: Measures = "",
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Simulate a scenario, and show its KPIs with 95 % intervals.

    A scenario with a response curve is shown against itself without one, under the same luck.

    Example:  evenfield run us-field-force/today -n 20 --out runs/today
    Example:  evenfield run us-field-force/today -n 20 --diagnose
    """
    from evenfield.cli.no_effect import beside, twins  # noqa: PLC0415
    from evenfield.cli.studies import members, simulate  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.comparison.no_effect import curve_source  # noqa: PLC0415
    from evenfield.study.written import kpi_rows, write_kpis, write_no_effect  # noqa: PLC0415
    from evenfield.tables import comparison_table, kpi_table  # noqa: PLC0415
    from sim.kpi_groups import kpis  # noqa: PLC0415

    study, told = members([given], seed), kpis(named(measures))
    frames = simulate([*study, *twins(study)], replications, workers, out, seed)
    frame, no_effect = frames[study[0].label], beside(study, frames, told)
    if out is not None:
        write_kpis(out, study[0].label, frame, told)
        write_no_effect(out, no_effect)
        tell(f"results: {nearby(out)}")
    found = None
    if diagnose:  # the others need not wait until it is loaded
        from evenfield.cli.diagnosing import diagnosis, show_diagnosis  # noqa: PLC0415
        from evenfield.diagnosis.words import as_data  # noqa: PLC0415

        found = diagnosis(study[0].scenario, frame, workers, out)
    if as_json:
        content: dict[str, object] = {"scenario": study[0].label, "replications": replications}
        content["kpis"] = kpi_rows(frame, told)
        if no_effect is not None:
            content["against_no_response_curve"] = json.loads(no_effect.to_json())
        show_json(content if found is None else content | {"diagnosis": as_data(found)})
        return
    show(kpi_table(frame, study[0].label, told))
    if no_effect is not None:
        show(comparison_table(no_effect))
        show(curve_source(study[0].scenario))
    if found is not None:
        show_diagnosis(found)
