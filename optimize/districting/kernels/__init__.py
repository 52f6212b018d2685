"""Compiled code of the search for territories; a kernel calls functions of this package only."""

from optimize.districting.kernels.annealing import Heat, anneal_sweeps, anneal_zone
from optimize.districting.kernels.luck import key_of
from optimize.districting.kernels.spreading import Borders, Offer, join, spread
from optimize.districting.kernels.state import Ground, State, slots, state_of

__all__ = [
    "Borders",
    "Ground",
    "Heat",
    "Offer",
    "State",
    "anneal_sweeps",
    "anneal_zone",
    "join",
    "key_of",
    "slots",
    "spread",
    "state_of",
]
