"""From the words of ``evenfield audit`` to what is simulated, kept and written."""

from __future__ import annotations

from difflib import get_close_matches

import typer

from evenfield.cli.stressing import Asked
from evenfield.cli.studies import members
from evenfield.cli.taken import begin_folder
from evenfield.judgement.audit import audit as audits
from evenfield.judgement.audit.credits import TASK
from evenfield.judgement.audit.schemes import SCHEMES
from evenfield.judgement.audit.words import audit_data
from evenfield.study.files import write_atomically
from evenfield.study.written import write_data


def how_audited(replications: int, share: float, rep: str | None, mends: int, schemes: str) -> audits.Asked:
    """Return how an audit is done, from the words of the command."""
    known = {scheme.id: scheme for scheme in SCHEMES}
    wanted = [name.strip() for name in schemes.split(",") if name.strip()] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        near = get_close_matches(unknown[0], list(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        told = f"no scheme {', '.join(map(repr, unknown))}{hint}; there are {', '.join(known)}"
        raise typer.BadParameter(told, param_hint="--schemes")
    chosen = tuple(known[name] for name in dict.fromkeys(wanted))
    return audits.Asked(replications, share, rep, mends, chosen)


def conduct(asked: Asked, how: audits.Asked) -> audits.Audit:
    """Return the audit of the one scenario given, written to ``out`` when it is given."""
    (member,) = members(list(asked.given), asked.seed)
    reps = member.scenario.tables.reps["id"].tolist()
    if how.rep is not None and how.rep not in reps:
        near = get_close_matches(how.rep, reps, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise typer.BadParameter(f"{member.scenario.name} has no rep {how.rep!r}{hint}", param_hint="--rep")
    if not member.scenario.plan.pay.components:
        raise typer.BadParameter(
            f"{member.scenario.name} pays no variable pay, there is nothing to scheme for"
        )
    if asked.out is not None:
        begin_folder(
            asked.out, "gaming audit", "gaming-audit.json", {"scenario": member.given, "seed": asked.seed}
        )
    found = audits.audit(member.scenario, how, asked.simulating(TASK))
    if asked.out is not None:
        from evenfield.report.audit_page import audit_page  # noqa: PLC0415 - Matplotlib, only when drawing

        write_data(asked.out / "audit.json", audit_data(found))
        write_atomically(asked.out / "audit.html", audit_page(found))
    return found
