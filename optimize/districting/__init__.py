"""Geographic units to contiguous territories: compact, balanced, with a proved gap, independent of scenarios."""

from optimize.districting.checker import breaches
from optimize.districting.distance import Given, Globe, Plane
from optimize.districting.drawing import draw
from optimize.districting.effort import Effort, Progress
from optimize.districting.faults import DistrictingError, borders
from optimize.districting.problem import Measure, Problem
from optimize.districting.reasons import reason
from optimize.districting.result import Districts

__all__ = [
    "DistrictingError",
    "Districts",
    "Effort",
    "Given",
    "Globe",
    "Measure",
    "Plane",
    "Problem",
    "Progress",
    "borders",
    "breaches",
    "draw",
    "reason",
]
