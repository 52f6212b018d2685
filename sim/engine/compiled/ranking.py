"""How urgent a lead is, mirror of :meth:`sim.engine.leads.LeadFlow.rank`."""

from __future__ import annotations

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import State, lead_at, passage_at, tiers
from sim.scoring import rank_of, score_after, score_class

_rank_of, _score_after, _score_class = compiled(rank_of), compiled(score_after), compiled(score_class)


@compiled
def rank(s: State, row: int) -> int:
    """Return how urgent a lead is among those of its stage, 0 the most: by its grade, and its score now."""
    lead = lead_at(s, row)
    if s.n_tiers == 0:
        return int(lead.grade)
    score = _score_after(passage_at(s, row).points, s.now - lead.arrival, s.score_half_life_hours)
    tier = _score_class(score, tiers(s))
    return _rank_of(lead.grade, s.n_grades, tier, s.n_tiers + 1, s.score_first)
