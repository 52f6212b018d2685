"""The page of ``evenfield audit``."""

from __future__ import annotations

from evenfield.judgement.audit.audit import Audit
from evenfield.judgement.audit.words import audit_lines, audit_sheets
from evenfield.report.judgement_page import Bars, Page, judgement_page, shown

_SURE = {"better", "worse", "same"}


def audit_page(found: Audit) -> bytes:
    """Return the page of a gaming audit."""
    exploits = found.exploits
    best = exploits[0]
    bars = Bars(
        "What schemers gain and the firm loses",
        tuple(one.scheme.id for one in exploits),
        ("pay gained by a schemer", "firm's profit"),
        (tuple(one.value for one in exploits), tuple(one.profit for one in exploits)),
        f"{best.scheme.id} pays a schemer most: {best.value.mean:,.0f} a year",
        f"per schemer and year, against honest [{found.currency}]",
        (
            tuple(one.judgement.verdict in _SURE for one in exploits),
            tuple(one.profit.low > 0 or one.profit.high < 0 for one in exploits),
        ),
    )
    page = Page(
        f"Gaming audit: {found.scenario}",
        f"Reps who scheme against the same reps, honest, under the same luck; {found.replications} replications.",
        tuple(audit_lines(found)),
        (bars,),
        shown(audit_sheets(found)),
        f"Money in {found.currency}: k thousand, M million. Schemes marked engine are simulated day by day, those "
        "marked replay are the honest orders through the payroll, changed.",
    )
    return judgement_page(page)
