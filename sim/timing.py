"""The rules of timing a deal: which ones are held back or pulled, when they go stale, what closing early costs."""

from __future__ import annotations

import math

HOURS_PER_MONTH = 365.25 / 12.0 * 24.0


def stale_after(share_per_month: float, luck: float) -> float:
    """
    Return after how long a deal that is held back goes stale [hours], infinity when none does.

    ``share_per_month`` of the deals held for a month are lost: an exponential time, from a number in (0, 1).
    """
    if share_per_month <= 0.0:
        return math.inf
    return math.log(luck) / math.log(1.0 - share_per_month) * HOURS_PER_MONTH


def is_held(hold: float, luck: float) -> bool:
    """Return whether a ripe deal is held back when this share of them is, by its own number in (0, 1)."""
    return luck < hold


def is_pulled(pull: float, luck: float) -> bool:
    """Return whether a deal within reach is closed early when this share of them is, by its own number in (0, 1)."""
    return luck < pull


def price_cut_cents(cents: int, discount: float) -> int:
    """Return what is given up on an order's price [cents], half a cent up."""
    return math.floor(cents * discount + 0.5)


def expected_cents(cents: int, chance: float) -> int:
    """Return what a deal that may be lost is worth to a rep who counts his pipeline [cents]."""
    return math.floor(cents * chance + 0.5)
