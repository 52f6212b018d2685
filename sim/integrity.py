"""Whether a scenario's tables fit each other: every fault at once, each with its field and its row in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.campaigns import highest_campaign_leads
from sim.cash_integrity import cash_faults
from sim.customer_integrity import customer_faults
from sim.engine.compiled.support import unsupported
from sim.lead_integrity import lead_faults
from sim.near_misses import NearMisses
from sim.own_integrity import own_rule_faults
from sim.people_integrity import people_faults
from sim.pipeline import highest_quality
from sim.plan import TableQuotas
from sim.plant_integrity import plant_faults
from sim.quota import quotas_cents
from sim.shortfalls import shortfall_faults
from sim.table import RowIssue, Table
from sim.territory.border_faults import border_faults

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_LEADS = 5e6
"""Leads, or opening customers, that one replication may hold: several gigabytes already."""

Fault = tuple[str, RowIssue]
"""The dotted path of a field and what is wrong there; row 0 when no row is to blame."""


class IntegrityError(ValueError):
    """Tables or settings that do not fit each other; ``faults`` lists every one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "; ".join(f"{path}: {issue.message} (got {issue.value})" for path, issue in self.faults)
        )


def check(scenario: Scenario) -> None:
    """Raise IntegrityError with every fault when tables or settings of the scenario do not fit each other."""
    faults = [
        *_territories(scenario),
        *_quotas(scenario),
        *_market(scenario),
        *plant_faults(scenario),
        *lead_faults(scenario),
        *shortfall_faults(scenario),
        *people_faults(scenario),
        *customer_faults(scenario),
        *cash_faults(scenario),
        *own_rule_faults(scenario),
        *_engine(scenario),
    ]
    faults = faults or list(_dealt_quotas(scenario))
    if faults:
        raise IntegrityError(faults)


def _engine(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when the compiled engine is asked for what it does not hold."""
    lacking = unsupported(scenario) if scenario.run.engine == "compiled" else ()
    if lacking:
        message = f"the compiled engine does not hold {', '.join(lacking)} yet; auto or reference does"
        yield "run.engine", RowIssue("T050", 0, "engine", "compiled", message)


def _territories(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of homes, bases, borders and alignment: every basic unit has exactly one rep."""
    units, reps, plan = scenario.tables.units, scenario.tables.reps, scenario.plan
    known_units, known_reps = set(units["id"].tolist()), set(reps["id"].tolist())
    yield from _unknown("tables.reps", reps, "home", known_units, "T020", "basic unit")
    if scenario.tables.neighbours is not None:
        yield from (("tables.neighbours", issue) for issue in border_faults(scenario.tables.neighbours))
        for column in ("unit", "neighbour"):
            yield from _unknown(
                "tables.neighbours", scenario.tables.neighbours, column, known_units, "T020", "basic unit"
            )
    alignments = {
        "plan.alignment": plan.alignment,
        "tables.former_alignment": scenario.tables.former_alignment,
    }
    for path, alignment in alignments.items():
        if alignment is not None:
            yield from _unknown(path, alignment, "unit", known_units, "T020", "basic unit")
            yield from _unknown(path, alignment, "rep", known_reps, "T021", "rep")
            for unit in sorted(known_units - set(alignment["unit"].tolist())):
                yield path, RowIssue("T022", 0, "unit", unit, "this basic unit has no rep")
    if plan.bases is not None:
        yield from _unknown("plan.bases", plan.bases, "rep", known_reps, "T021", "rep")
        yield from _unknown("plan.bases", plan.bases, "unit", known_units, "T020", "basic unit")
    with_role = set() if plan.coverage is None else set(plan.coverage["rep"].tolist())
    for rep in sorted(known_reps - set(plan.alignment["rep"].tolist()) - with_role):
        yield "plan.alignment", RowIssue("T024", 0, "rep", rep, "this rep has no territory")


def _quotas(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of a quota table: every rep has one quota, nobody else has."""
    quotas = scenario.plan.quotas
    if not isinstance(quotas, TableQuotas):
        return
    known = set(scenario.tables.reps["id"].tolist())
    yield from _unknown("plan.quotas.table", quotas.table, "rep", known, "T021", "rep")
    for rep in sorted(known - set(quotas.table["rep"].tolist())):
        yield "plan.quotas.table", RowIssue("T023", 0, "rep", rep, "this rep has no quota")


def _dealt_quotas(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when a total cannot be dealt so that everybody has a quota; the tables fit each other."""
    if isinstance(scenario.plan.quotas, TableQuotas):
        return
    try:
        quotas_cents(scenario)
    except ValueError as error:
        yield "plan.quotas.total", RowIssue("T029", 0, "total", f"{scenario.plan.quotas.total:f}", str(error))


def _market(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when nobody has potential, and one for each stage the best lead would leave above certainty."""
    if not scenario.tables.units["potential"].sum() > 0:
        yield (
            "tables.units",
            RowIssue("T025", 0, "potential", "0", "the potential of all basic units is zero"),
        )
    yield from _too_many_leads(scenario)
    if scenario.customers.opening > MOST_LEADS:
        message = f"at most {MOST_LEADS:,.0f} customers"
        yield "customers.opening", RowIssue("T028", 0, "opening", f"{scenario.customers.opening:g}", message)
    unit_ratio = float(scenario.tables.units["win_ratio"].max())
    best = highest_quality(scenario.market, scenario.pipeline, unit_ratio, scenario.customers.referral)
    for stage in scenario.pipeline.stages:
        if stage.advance_share * best > 1:
            message = (
                f"the best lead would advance with a chance of {stage.advance_share * best:.3f}; "
                f"at most 1: lower it to {1 / best:.3f} or the win_ratio of a source, grade, family or unit"
            )
            path = f"pipeline.stages.{stage.id}.advance_share"
            yield path, RowIssue("T026", 0, "advance_share", f"{stage.advance_share:g}", message)


def _too_many_leads(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when a replication would hold more leads than fit, at the setting that brings most of them."""
    market, years = scenario.market, _years(scenario)
    organic = market.leads_per_year * years
    lift = market.brand.organic_lift if market.brand else 0.0
    brought = [
        ("market.leads_per_year", market.leads_per_year, organic),
        ("market.brand.organic_lift", lift, organic * lift),
        *(
            (f"market.campaigns.{c.id}.{'inquiries' if c.kind == 'burst' else 'reach'}", given, most)
            for c, given, most in highest_campaign_leads(market, years)
        ),
    ]
    if sum(most for _, _, most in brought) > MOST_LEADS:
        path, given, most = max(brought, key=lambda one: one[2])
        message = (
            f"a run of {years:.1f} years would hold more than {MOST_LEADS:,.0f} leads at once, "
            f"{most:,.0f} of them from here"
        )
        yield path, RowIssue("T028", 0, path.rpartition(".")[2], f"{given:g}", message)


def _years(scenario: Scenario) -> float:
    """Return the length of a run, warm-up included [years]."""
    return scenario.run.months / 12 + scenario.run.warmup_days / 365.25


def _unknown(  # noqa: PLR0913, PLR0917 - where, what and against what
    path: str, table: Table, column: str, known: set[str], code: str, noun: str
) -> Iterator[Fault]:
    """Yield a fault for each row that names something unknown."""
    near = NearMisses(known)
    for row, value in enumerate(table[column].tolist()):
        if value not in known:
            message = f"no such {noun}{near.hint(value)}"
            yield path, RowIssue(code, int(table.source_row[row]), column, value, message)
