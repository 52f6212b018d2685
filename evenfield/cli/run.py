"""``evenfield run``: one scenario, many times."""

from __future__ import annotations

from evenfield.cli.options import AsJson, OutFolder, Replications, ScenarioName, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell


def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    replications: Replications = 20,
    out: OutFolder = None,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Simulate a scenario, and show its KPIs with 95 % intervals.

    Example:  evenfield run us-field-force/today -n 20 --out runs/today
    """
    from evenfield.cli.studies import members, simulate  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.study.written import kpi_rows, write_kpis  # noqa: PLC0415
    from evenfield.tables import kpi_table  # noqa: PLC0415

    study = members([given], seed)
    frame = simulate(study, replications, workers, out, seed)[study[0].label]
    if out is not None:
        write_kpis(out, study[0].label, frame)
        tell(f"results: {nearby(out)}")
    if as_json:
        show_json({"scenario": study[0].label, "replications": replications, "kpis": kpi_rows(frame)})
    else:
        show(kpi_table(frame, study[0].label))
