"""What is drawn in bulk is the same in both engines, and follows its distribution."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.engine.compiled.draws import FastStreams
from sim.points import row_by_share, rows_by_share
from sim.streams import Streams

IDS = np.random.default_rng(5).integers(0, 2**64, size=300, dtype=np.uint64)
EXPECTED = np.array([0.0, 0.3, 5.0, 31.9, 32.0, 700.0])


@settings(deadline=None)  # the first run may compile
@given(seed=st.integers(0, 2**40), log_mean=st.floats(-3, 6), log_sd=st.floats(0, 2))
def test_exponential_and_lognormal_numbers_have_the_same_bits_in_bulk_and_one_by_one(seed, log_mean, log_sd):
    plain, fast = Streams(seed, 1), FastStreams(seed, 1)

    waits, sizes = fast.exponentials("wait", IDS), fast.lognormals("size", IDS, log_mean, log_sd)

    assert np.array_equal(waits, plain.exponentials("wait", IDS))
    assert np.array_equal(sizes, plain.lognormals("size", IDS, log_mean, log_sd))
    assert waits[7] == -math.log(plain.uniform("wait", int(IDS[7])))


@settings(deadline=None)  # the first run may compile
@given(seed=st.integers(0, 2**40))
def test_points_of_processes_have_the_same_bits_in_both_engines(seed):
    plain, fast = (kind(seed, 0).points("come", IDS[:6], EXPECTED) for kind in (Streams, FastStreams))

    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))


def test_points_of_one_process_are_the_same_whatever_else_is_drawn():
    streams = FastStreams(1, 0)
    row, ordinal, position = streams.points("come", IDS[:6], EXPECTED)

    _, alone, there = streams.points("come", IDS[3:4], EXPECTED[3:4])

    assert np.array_equal(ordinal[row == 3], alone)
    assert np.array_equal(position[row == 3], there)
    assert np.array_equal(alone, np.arange(len(alone)))


def test_points_are_a_poisson_process():
    row, _, position = FastStreams(2, 0).points("come", IDS, np.full(300, 40.0))
    number = np.bincount(row, minlength=300)

    # The sum of 300 squared deviations over their mean is chi-square with 300 degrees: 0.1 % points.
    assert 228 < ((number - 40.0) ** 2 / 40.0).sum() < 381
    assert stats.kstest(position / 40.0, "uniform").pvalue > 0.001


@pytest.mark.parametrize("n", [1, 4, 12, 13, 40])
def test_rows_by_share_are_the_same_for_few_and_many_shares(n):
    luck = FastStreams(3, 0).uniforms("row", IDS)
    shares = np.full(n, 1.0 / n)

    rows = rows_by_share(luck, shares)

    assert rows.tolist() == [row_by_share(one, shares.tolist()) for one in luck.tolist()]
