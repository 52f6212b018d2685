"""``evenfield audit``: what schemers make of a pay plan, which clause pays them, and what mends it."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, OutFolder, OwnRules, Replications, ScenarioName, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell


def audit(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    replications: Replications = 20,
    out: OutFolder = None,
    share: Annotated[
        float, typer.Option(min=0.001, max=1.0, help="Share of the reps who scheme at once, at least one.")
    ] = 0.2,
    rep: Annotated[
        str | None, typer.Option("--rep", metavar="REP", help="The one rep who schemes, in place of a share.")
    ] = None,
    schemes: Annotated[
        str,
        typer.Option(
            "--schemes",
            metavar="SCHEME[,SCHEME]",
            help="hold back, pull forward, cherry-pick, split, discount; all when not given.",
        ),
    ] = "",
    mends: Annotated[
        int, typer.Option(min=0, max=10, help="At most so many clauses are mended and simulated anew.")
    ] = 3,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Audit a pay plan for gaming: hold back, pull forward, cherry-pick, split, discount, against honest reps.

    Told are the gain of a schemer, what it costs the firm, the clause that pays it, and the gain once that is mended.
    With --out: JSON and one offline HTML page; interrupted, the same command resumes.

    Example:  evenfield audit us-field-force/today -n 40 --out runs/audit
    """
    from evenfield.cli.auditing import conduct, how_audited  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.cli.stressing import Asked  # noqa: PLC0415
    from evenfield.judgement.audit.words import audit_data, audit_lines, audit_sheets  # noqa: PLC0415

    how = how_audited(replications, share, rep, mends, schemes)
    found = conduct(Asked((given,), replications, workers, seed, out), how)
    if as_json:
        show_json(audit_data(found))
    else:
        for sheet in audit_sheets(found):
            show(sheet.table())
        for line in audit_lines(found):
            show(line)
    if out is not None:
        tell(f"page: {nearby(out / 'audit.html')}")
