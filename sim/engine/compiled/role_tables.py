"""Who has a role beside a unit's own rep, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.state import COUNT, Table, empty

if TYPE_CHECKING:
    from sim.engine.world import World

Ints = NDArray[np.int64]


def role_tables(world: World) -> dict[str, Table]:
    """Return who takes the new leads of each family and unit, -1: the unit's own rep."""
    given = world.coverage.seller.ravel()
    sellers = empty(COUNT, len(given))
    sellers["value"] = given
    return {"seller": sellers}


def sellers_of(world: World, family: Ints, unit: Ints, own: Ints) -> Ints:
    """Return the reps of leads of families in units whose own reps are ``own``, shape of the inputs."""
    with_role = world.coverage.seller[family, unit]
    return np.where(with_role >= 0, with_role, own)
