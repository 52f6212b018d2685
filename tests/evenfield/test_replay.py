"""Replay: a block worked again is compared to the last bit."""

import json

import numpy as np
import pytest
from toy_study import TOY, WORLDS, run_study
from toy_world import ToyWorld, replicate

from evenfield.study.replay import differences, replay


@pytest.fixture
def study(tmp_path):
    return run_study(tmp_path / "runs" / "first")


def test_a_block_worked_again_is_equal(study):
    key = study.store.loose()[0]
    world = next(
        world for world in WORLDS.values() if world.fingerprint() == study.store.sidecar(key)["fingerprint"]
    )

    done = replay(study.store, key, world, TOY)

    assert (done.equal, done.changed) == (True, ())


def test_what_has_changed_since_is_said(study):
    key = study.store.loose()[0]
    beside = study.store.beside(key)
    about = json.loads(beside.read_text())
    about["packages"]["numpy"], about["source"], about["lock"] = "1.0", "a" * 64, None
    beside.write_text(json.dumps(about))

    done = replay(study.store, key, WORLDS["toy"], TOY)

    assert any(line.startswith("numpy: 1.0 -> ") for line in done.changed)
    assert any(line.startswith("source of the simulation: aaaaaaaaaaaa -> ") for line in done.changed)


FRAME = replicate(ToyWorld(), range(8))


def test_the_last_bit_counts():
    other = FRAME.assign(
        value=np.nextafter(FRAME["value"], np.inf).where(FRAME["replication"] == 3, FRAME["value"])
    )

    # Replication 3 of the toy: 3 x 100 + 3 letters of its name.
    assert differences(FRAME, other) == ("replication 3, bookings: 303.0 -> 303.00000000000006",)


def test_no_value_equals_no_value():
    empty = FRAME.assign(value=np.nan)

    assert differences(empty, empty.copy()) == ()


def test_lost_and_new_rows_are_told():
    told = differences(FRAME, FRAME.assign(measure="shipped_revenue"))

    assert told == (
        "no longer there: 8 rows, such as replication 0, bookings",
        "new: 8 rows, such as replication 0, shipped_revenue",
    )


def test_another_order_is_a_difference():
    assert differences(FRAME, FRAME.iloc[::-1]) == ("the same rows in another order",)


def test_many_differences_are_counted():
    told = differences(FRAME, FRAME.assign(value=0.0))

    assert len(told) == 6
    assert told[-1] == "and 3 of 8 values more"
