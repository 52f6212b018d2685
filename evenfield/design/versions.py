"""By which package each solver is solved, for records and for what is kept."""

from __future__ import annotations

SOLVERS = {"highs": "highspy", "cbc": "pulp"}
