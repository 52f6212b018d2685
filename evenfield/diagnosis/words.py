"""A diagnosis as a table for a terminal, as sentences, and as plain data."""

from __future__ import annotations

from dataclasses import asdict

from rich import box
from rich.table import Table
from rich.text import Text

from evenfield.comparison.values import finite
from evenfield.diagnosis.cause import Cause, Finding
from evenfield.diagnosis.diagnose import Diagnosis
from evenfield.diagnosis.ratios import Ratio
from evenfield.wording import amount, difference

MOST_ROWS = 12
"""Rows of a level in the terminal; JSON and files hold them all."""
_INSTEAD = {
    "skill": "average skill",
    "lead allocation": "average leads",
    "oversized territory": "an average territory",
    "product": "an average product",
}
READING = (
    "ratio: leads won over leads decided (won, lost, given up), with Wilson's 95 % interval. low: below the others by "
    "more than luck (paired by replication, Holm over the table) and by at least 5 % of their ratio."
)


def ratio_table(diagnosis: Diagnosis, level: str) -> Table:
    """Return the conversion ratios of a level, the lowest first."""
    ratios = [ratio for ratio in diagnosis.ratios if ratio.level == level]
    heading = f"conversion ratio by {level}: {diagnosis.replications} replications"
    table = Table(
        title=Text(f"\n{heading}", style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.add_column(level, overflow="fold")
    for name in ("decided", "won", "ratio", "95 % interval", "the others"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for ratio in ratios[:MOST_ROWS]:
        table.add_row(*(Text(cell) for cell in _cells(ratio)))
    if len(ratios) > MOST_ROWS:
        table.caption = Text(f"and {len(ratios) - MOST_ROWS} more, none of them lower", style="dim")
        table.caption_justify = "left"
    return table


def finding_lines(finding: Finding) -> list[str]:
    """Return what was found about a low ratio, in sentences."""
    ratio = finding.ratio
    told = f"{ratio.level} {ratio.entity}: {amount(ratio.ratio, 'share')} against {amount(ratio.others, 'share')}"
    lines = [f"{told}. {_verdict(finding)}"]
    lines += [f"    with {_INSTEAD[cause.name]}: {_told(cause)}" for cause in finding.causes]
    return lines


def as_data(diagnosis: Diagnosis) -> dict[str, object]:
    """Return a diagnosis as plain values; no value is ``None``."""
    return {
        "scenario": diagnosis.scenario,
        "replications": diagnosis.replications,
        "ratios": [
            {**finite(asdict(one)), "ratio": one.ratio, "is_low": one.is_low} for one in diagnosis.ratios
        ],
        "findings": [
            {
                "level": found.ratio.level,
                "entity": found.ratio.entity,
                "cause": found.cause,
                "causes": [{**finite(asdict(one)), "explains": one.explains} for one in found.causes],
            }
            for found in diagnosis.findings
        ],
    }


def _cells(ratio: Ratio) -> tuple[str, ...]:
    return (
        ratio.entity,
        f"{ratio.decided:,.0f}",
        f"{ratio.won:,.0f}",
        amount(ratio.ratio, "share"),
        f"{amount(ratio.low, 'share')} to {amount(ratio.high, 'share')}",
        amount(ratio.others, "share"),
        "low" if ratio.is_low else "",
    )


def _verdict(finding: Finding) -> str:
    if finding.cause is not None:
        return f"Cause: {finding.cause}."
    return (
        "No cause that was looked into explains it." if finding.causes else "There is no cause to look into."
    )


def _told(cause: Cause) -> str:
    change = difference(cause.change, cause.low, cause.high, "share")
    if not cause.explains:
        return f"{change}, no change that can be told"
    return f"{change}, {amount(cause.restored, 'share')} of the gap closed"
