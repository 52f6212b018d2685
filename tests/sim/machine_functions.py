"""Functions that are run as plain Python and as machine code."""

from __future__ import annotations

import math

import numpy as np

Id = np.uint64
Floats = np.ndarray
_NUMBERS = (3, 5, 8)


def divided(a: int, b: int, x: float, y: float, told: Floats) -> None:
    told[0], told[1] = a // b, a % b
    told[2], told[3] = x // y, x % y
    told[4] = x / y
    told[5] = a / b
    told[6] = x // 24.0


def rounded(x: float, told: Floats) -> None:
    told[0], told[1], told[2] = math.floor(x), math.ceil(x), int(x)
    told[3], told[4] = abs(x), math.sqrt(abs(x))


def of_libm(x: float, y: float, told: Floats) -> None:
    told[0], told[1], told[2] = math.exp(y), math.log(x), math.sin(y)
    told[3], told[4] = math.cos(y), math.fmod(y, x)


def chained(a: int, x: float, y: float, told: Floats) -> None:
    told[0] = 1.0 if x <= y < 5.0 else 0.0
    told[1] = 1.0 if not (x < y or a > 3) and a in (1, 2, -7) else 2.0
    told[2] = float(bool(a and x))
    inside = a in _NUMBERS
    told[3] = inside
    if a < 0:
        told[4] = -1.0
    elif a == 0:
        told[4] = 0.5
    else:
        told[4] = 1.0
    told[5] = float(bool(a or x) and a not in _NUMBERS)


def mixed(a: int, x: float, told: Floats) -> None:
    total = 0
    total += a > 3
    total += (a > 5) + (x > 0.0)
    told[0] = total
    half = a if x > 0.0 else 0.5
    told[1] = half
    told[2] = a * x - 2
    told[3] = -a
    told[4] = (a << 3) + (a >> 1) + (a & 255) + (a ^ 5)


def ordered(x: float, y: float, z: float, told: Floats) -> None:
    told[0], told[1] = min(x, y, z), max(x, y, z)
    told[2], told[3] = min(x, 0), max(-x, 0.0)


def counted(n: int, stop: int, told: Floats) -> None:
    for number in range(n):
        if number == stop:
            break
        if number % 3 == 0:
            continue
        told[0] += number
    for number in range(2, n, 5):
        told[1] += number
    for step in (7, 3, 1):
        if step == n:
            continue
        told[2] = told[2] * 10 + step
    left = n
    while True:
        left -= 2
        if left < 0:
            told[3] = left
            return


def larger(a: Id, b: Id) -> bool:
    return a > b


def written(table: np.ndarray, number: Id) -> int:
    first, second = table[0], table[1]
    first.wide, first.small, first.id, first.yes = 2.5, 249, number, True
    second.wide = first.small
    second.small += 2 * first.small
    third, fourth = _two(first.small)
    return third + fourth


def _two(a: int) -> tuple[int, int]:
    return a, 2 * a


def swapped(grid: Floats) -> None:
    grid[0, 0], grid[1, grid.shape[1] - 1] = grid[1, len(grid) * 1], grid[0, 0]


def wide_sum(numbers: np.ndarray) -> int:
    total = 0
    for row in range(len(numbers)):
        total += numbers[row]
    return total


def first_above(numbers: Floats, least: float) -> int:
    return _first_above(numbers, least)


def _first_above(numbers: Floats, least: float) -> int:
    for row in range(len(numbers)):
        if numbers[row] > least:
            return row
    return -1


def a_list(a: int) -> int:
    return [a][0]


def two_types(a: int) -> float:
    number = a
    number = a / 2
    return number + a


def no_word(a: int):
    return a


def a_power(a: int) -> int:
    return a**2


def a_number_for_a_bool(a: int) -> int:
    return int(a and 3)


def a_sign_with_none(a: int) -> int:
    return int(np.uint64(3) + a)


def nothing_known(a: int) -> int:
    return a + unknown  # noqa: F821


def a_text(a: int) -> int:
    return a + "one"


def down(a: int) -> int:
    for number in range(a, 0, -1):
        a += number
    return a


def with_context(a: int) -> int:
    with a:
        return 1


def too_few(a: int) -> int:
    return _two()


REFUSED = {
    a_list: "no such expression",
    two_types: "number is int and becomes float",
    no_word: "returns nothing",
    a_power: "no Pow of int",
    a_number_for_a_bool: "a is no bool",
    a_sign_with_none: "Id and int in one calculation",
    nothing_known: "unknown is neither a variable nor known",
    a_text: "'one' is no number",
    down: "a step of a written number above 0",
    with_context: "no such statement",
    too_few: "0 arguments where 1 are wanted",
}
