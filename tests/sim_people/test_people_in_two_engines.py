"""Both engines tell the same story of people and roles, event for event and bit for bit."""

from random import Random

import numpy as np
import pytest
from people_worlds import with_roles
from random_worlds import random_world
from staffed import managed
from two_engines import difference

from sim.engine.compiled.run import run_compiled
from sim.engine.compiled.support import unsupported
from sim.engine.laws import check_run
from sim.engine.model import run_reference


@pytest.mark.parametrize("number", range(3000, 3040))
def test_random_worlds_with_roles_are_told_alike(number):
    world = with_roles(random_world(number)[0], Random(number))

    assert unsupported(world) == ()
    assert difference(world) == ""


def test_a_sales_force_with_everything_about_people_is_told_alike():
    world = managed(run={"months": 14})
    reference, compiled = run_reference(world, 1), run_compiled(world, 1)

    assert compiled.log.same_as(reference.log)
    assert np.array_equal(compiled.people.morale, reference.people.morale)
    assert np.array_equal(compiled.people.staffed_days, reference.people.staffed_days)
    check_run(compiled)
