"""Basic units and the reps who cover them: alignment, travel, contiguity, workload, metrics."""

from sim.territory.alignment import Alignment
from sim.territory.contiguity import Adjacency, islands, pieces, pieces_by_rep, with_crossings
from sim.territory.travel import distance_km, round_trip_hours, visit_hours
from sim.territory.workload import Workload, expected, work_per_inquiry

__all__ = [
    "Adjacency",
    "Alignment",
    "Workload",
    "distance_km",
    "expected",
    "islands",
    "pieces",
    "pieces_by_rep",
    "round_trip_hours",
    "visit_hours",
    "with_crossings",
    "work_per_inquiry",
]
