"""The page of ``evenfield luck``."""

from __future__ import annotations

import math

from evenfield.comparison.paired import PairedDifference
from evenfield.judgement.luck.luck import Luck
from evenfield.judgement.luck.shares import Part
from evenfield.judgement.luck.words import luck_lines, luck_sheets
from evenfield.report.judgement_page import Bars, Page, judgement_page, shown
from evenfield.report.pay_changes import FEWEST_REPS, pseudonyms


def luck_page(found: Luck, salt: str, *, names: bool = False) -> bytes:
    """Return the page; reps are pseudonymous unless ``names``, and left out where a pseudonym hides nobody."""
    parts = found.shares.parts
    largest = max(parts, key=lambda part: part.share)
    bars = Bars(
        "What a year's attainment differs by",
        tuple(part.name for part in parts),
        ("share",),
        (tuple(_as_difference(part) for part in parts),),
        f"{largest.name} makes {100 * largest.share:.0f} % of the variance of attainment",
        "share of the variance of attainment over reps [%]",
        (tuple(part.low > 0 or part.high < 0 for part in parts),),
        "Whiskers: 95 % band over reps; pale: the band contains 0. Below 0 a source evens the others out.",
    )
    reps = sorted(one.rep for one in found.ranked)
    hidden = None if names else (pseudonyms(reps, salt) if len(reps) >= FEWEST_REPS else {})
    page = Page(
        f"Luck or skill: {found.scenario}",
        "Every territory with its own rep and with an average one, under its quota and one by potential, in the same "
        f"luck; {found.replications} replications.",
        tuple(luck_lines(found)),
        (bars,),
        shown(luck_sheets(found, hidden)),
        "Territory: attainment with an average rep under quotas by potential. Quota error: what the quotas in force "
        "change of it. Rep: what the rep himself adds. Luck: what differs between replications.",
    )
    return judgement_page(page)


def _as_difference(part: Part) -> PairedDifference:
    """Return a share as the picture wants it [%]."""
    return PairedDifference(
        0, 100 * part.share, math.nan, 100 * part.low, 100 * part.high, math.nan, same=False
    )
