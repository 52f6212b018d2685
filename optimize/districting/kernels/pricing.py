"""The value of prices on the bands of territories with given centres, and how far each band is from being met."""

from __future__ import annotations

from optimize.compiling import kernel
from optimize.program import Floats, Ints


@kernel
def priced(cost: Floats, amount: Floats, held: Ints, price: Floats, load: Floats) -> float:
    """
    Return the sum over units of their cheapest territory at these prices; ``load`` (m, k) is filled with what came.

    Parameters
    ----------
    cost
        Shape (n, k).
    amount
        Shape (m, n).
    held
        Territory that a unit must go to, -1 when free; shape (n,).
    price
        That a territory pays for an amount, shape (m, k).
    """
    n, k = cost.shape
    value = 0.0
    load[:, :] = 0.0
    for i in range(n):
        least, chosen = 1e300, held[i]
        for j in range(k) if chosen < 0 else range(chosen, chosen + 1):
            paid = cost[i, j]
            for m in range(len(amount)):
                paid -= price[m, j] * amount[m, i]
            if paid < least:
                least, chosen = paid, j
        value += least
        for m in range(len(amount)):
            load[m, chosen] += amount[m, i]
    return value
