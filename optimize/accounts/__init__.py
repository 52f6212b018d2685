"""Accounts to reps: each whole and to one rep, balanced on several measures, at the least cost, with a proved bound."""

from optimize.accounts.assigning import assign
from optimize.accounts.effort import Effort, Progress
from optimize.accounts.oversize import OversizeError, WayOut
from optimize.accounts.reasons import Reason
from optimize.accounts.relaxing import ImpossibleError, Relief, relieved
from optimize.accounts.result import Coverage, Handover, lines
from optimize.accounts.statement import Measure, Portfolio

__all__ = [
    "Coverage",
    "Effort",
    "Handover",
    "ImpossibleError",
    "Measure",
    "OversizeError",
    "Portfolio",
    "Progress",
    "Reason",
    "Relief",
    "WayOut",
    "assign",
    "lines",
    "relieved",
]
