"""What is compiled means what Python means; what the language has not is refused with its place."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine_functions import (
    REFUSED,
    chained,
    counted,
    divided,
    first_above,
    larger,
    mixed,
    of_libm,
    ordered,
    rounded,
    swapped,
    wide_sum,
    written,
)

from sim.engine.compiled import cache
from sim.engine.machine.annotations import RefusedError
from sim.engine.machine.kernels import Kernel

INTS = st.integers(-(2**31), 2**31)
FLOATS = st.floats(-1e9, 1e9)


def compiled(function):
    return Kernel(function, lambda name, make: make())


DIVIDED, ROUNDED, CHAINED, MIXED = map(compiled, (divided, rounded, chained, mixed))
ORDERED, COUNTED, LARGER, OF_LIBM = map(compiled, (ordered, counted, larger, of_libm))


def both(function, kernel, *arguments, size):
    plain, made = np.zeros(size), np.zeros(size)
    function(*arguments, plain)
    kernel(*arguments, made)
    return plain.tobytes(), made.tobytes()


@given(INTS, INTS.filter(bool), FLOATS, FLOATS.filter(bool))
def test_quotients_and_rests_are_pythons_bit_for_bit(a, b, x, y):
    plain, made = both(divided, DIVIDED, a, b, x, y, size=7)

    assert made == plain


@given(FLOATS)
def test_rounding_is_pythons(x):
    plain, made = both(rounded, ROUNDED, x, size=5)

    assert made == plain


@given(st.floats(1e-300, 1e300), st.floats(-700.0, 700.0))
def test_functions_of_the_c_library_are_pythons_bit_for_bit(x, y):
    plain, made = both(of_libm, OF_LIBM, x, y, size=5)

    assert made == plain


@given(INTS, FLOATS, FLOATS)
def test_conditions_are_pythons(a, x, y):
    plain, made = both(chained, CHAINED, a, x, y, size=6)

    assert made == plain


@given(INTS, FLOATS)
def test_ints_bools_and_floats_mix_as_in_python(a, x):
    plain, made = both(mixed, MIXED, a, x, size=5)

    assert made == plain


@given(FLOATS, FLOATS, FLOATS)
def test_the_least_and_the_greatest_are_the_first_of_equals_as_in_python(x, y, z):
    plain, made = both(ordered, ORDERED, x, y, z, size=4)

    assert made == plain


@given(st.integers(0, 40), st.integers(-5, 40))
def test_loops_are_left_and_shortened_as_in_python(n, stop):
    plain, made = both(counted, COUNTED, n, stop, size=4)

    assert made == plain


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_ids_have_no_sign(a, b):
    assert LARGER(np.uint64(a), np.uint64(b)) == (a > b)


def test_zero_divided_by_is_infinite():
    told = np.zeros(7)
    with pytest.raises(ZeroDivisionError):
        divided(1, 1, 1.0, 0.0, told)

    DIVIDED(1, 1, 1.0, 0.0, told)

    assert told[4] == math.inf


def test_fields_are_cut_to_their_width_and_read_with_their_sign():
    table = np.zeros(2, dtype=[("wide", "f8"), ("small", "i1"), ("id", "u8"), ("yes", "?")])

    returned = compiled(written)(table, np.uint64(2**63 + 1))

    assert table.tolist() == [(2.5, -7, 2**63 + 1, True), (-7.0, -14, 0, False)]
    assert returned == -21


def test_an_array_is_changed_in_place_and_in_order():
    grid = np.arange(6.0).reshape(2, 3)

    compiled(swapped)(grid)

    assert grid.tolist() == [[5.0, 1.0, 2.0], [3.0, 4.0, 0.0]]


def test_a_function_is_compiled_for_each_kind_of_array():
    kernel = compiled(wide_sum)

    assert kernel(np.array([100, 100], dtype=np.int8)) == 200
    assert kernel(np.array([1, 2], dtype=np.int64)) == 3


def test_an_array_is_handed_on_with_its_length():
    assert compiled(first_above)(np.array([1.0, 4.0, 9.0]), 3.0) == 1
    assert compiled(first_above)(np.array([1.0, 2.0]), 3.0) == -1


def test_an_array_with_gaps_is_refused():
    with pytest.raises(TypeError, match=r"an array of shape \(2,\) has gaps"):
        compiled(wide_sum)(np.zeros(4, dtype=np.int64)[::2])


def test_numbers_that_the_machine_has_not_are_refused():
    with pytest.raises(TypeError, match="float32"):
        compiled(wide_sum)(np.zeros(4, dtype=np.float32))


@pytest.mark.parametrize(("function", "why"), REFUSED.items(), ids=lambda it: getattr(it, "__name__", ""))
def test_what_the_language_has_not_is_refused_with_its_place(function, why):
    with pytest.raises(RefusedError, match=rf"machine_functions\.py:\d+: .*{why}.*, in {function.__name__}"):
        compiled(function)(1)


def test_code_is_made_once_for_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: str(tmp_path))
    told, again = np.zeros(5), np.zeros(5)
    Kernel(rounded, cache.kept_code)(1.5, told)
    monkeypatch.setattr(Kernel, "_compiled", None)

    Kernel(rounded, cache.kept_code)(1.5, again)

    assert len(list(tmp_path.iterdir())) == 1
    assert again.tolist() == told.tolist() == [1.0, 2.0, 1.0, 1.5, math.sqrt(1.5)]
