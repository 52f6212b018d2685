"""How a product family spreads over customers, and how they recommend the firm. Plain numbers, for both engines."""

from __future__ import annotations

_BEST_SCORE = 5.0


def wants_now(innovation: float, imitation: float, adopted: float, potential: float) -> float:
    """
    Return the chance that a customer whose occasion has come wants the family.

    Occasions come at the rate innovation + imitation; thinned by this chance the rate is Bass's (1969, "A new product
    growth for model consumer durables", equation 1): innovation + imitation * adopted / potential, which spreads as
    F(t) = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t).
    """
    if potential <= 0.0:
        return 0.0
    return (innovation + imitation * adopted / potential) / (innovation + imitation)


def refers_now(share: float, from_score: float, satisfaction: float) -> float:
    """Return the chance to recommend the firm after an order: ``share`` at 5 points, none at ``from_score``."""
    way = (satisfaction - from_score) / (_BEST_SCORE - from_score)
    return share * min(max(way, 0.0), 1.0)
