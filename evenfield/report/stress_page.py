"""The pages of ``evenfield stress``: plans under stress, and the tornado."""

from __future__ import annotations

from evenfield.comparison.paired import PairedDifference
from evenfield.judgement.stress import NONE, Stressed
from evenfield.judgement.stress_words import stress_lines, stress_sheets, tornado_sheet
from evenfield.judgement.tornado import Tornado
from evenfield.report.judgement_page import Bars, Page, judgement_page, shown

_SURE = {"better", "worse", "same"}


def stress_page(found: Stressed) -> bytes:
    """Return the page of plans under stress."""
    stresses = tuple(name for name in found.stresses if name != NONE)
    outcomes = [[found.outcome(design, name) for name in stresses] for design in found.designs]
    bars = Bars(
        "What each stress does to profit",
        stresses,
        found.designs,
        tuple(tuple(one.change["profit_contribution"] for one in row) for row in outcomes),
        _alt(outcomes[0][0].design, stresses, [one.change["profit_contribution"] for one in outcomes[0]]),
        f"profit contribution against no stress [{found.currency}]",
        tuple(
            tuple(one.judgement is not None and one.judgement.verdict in _SURE for one in row)
            for row in outcomes
        ),
    )
    page = Page(
        f"Stress test: {', '.join(found.designs)}",
        f"Every plan in calm and in hard times under the same luck, {found.replications} replications.",
        tuple(stress_lines(found)),
        (bars,),
        shown(stress_sheets(found)),
        f"Money in {found.currency}: k thousand, M million. Verdicts are on profit, all stresses of a plan tested "
        "together (Holm). Regret is what a plan earns less than the best of these plans under the same stress.",
    )
    return judgement_page(page)


def _alt(design: str, stresses: tuple[str, ...], changes: list[PairedDifference]) -> str:
    worst = min(range(len(stresses)), key=lambda s: changes[s].mean)
    return f"{stresses[worst]} costs {design} most: {changes[worst].mean:,.0f}"


def tornado_page(found: Tornado, scenario: str, currency: str) -> bytes:
    """Return the page of a tornado."""
    share = f"{100 * found.delta:g} %"
    bars = Bars(
        f"Profit when one lever moves by {share}",
        tuple(bar.lever for bar in found.bars),
        (f"{share} less", f"{share} more"),
        (tuple(bar.down for bar in found.bars), tuple(bar.up for bar in found.bars)),
        f"{found.bars[0].lever} moves profit most" if found.bars else "no lever moves profit",
        f"profit contribution against today [{currency}]",
        tuple(tuple(one.low > 0 or one.high < 0 for one in row) for row in _rows(found)),
        "Bars: mean of paired differences; whiskers: 95 % interval; pale: the interval contains 0.",
    )
    page = Page(
        f"Tornado: {scenario}",
        "One lever at a time, and all together, under the same luck.",
        (),
        (bars,),
        (tornado_sheet(found),),
        f"Money in {currency}. Interaction is what all levers together do beyond the sum of one at a time.",
    )
    return judgement_page(page)


def _rows(found: Tornado) -> tuple[tuple[PairedDifference, ...], ...]:
    return tuple(bar.down for bar in found.bars), tuple(bar.up for bar in found.bars)
