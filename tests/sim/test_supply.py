from hypothesis import given
from hypothesis import strategies as st

from sim.plan import SupplyLimit
from sim.supply import FamilySupply

LIMIT = SupplyLimit(id="core", units_per_month=10.0)


def test_a_family_without_limit_ships_everything_at_once():
    supply = FamilySupply(None)

    assert supply.place("order", 1e9)
    assert supply.open_month(0) == []


def test_what_the_month_cannot_make_waits_for_the_next():
    supply = FamilySupply(LIMIT)
    supply.open_month(0)

    assert supply.place("first", 8)
    assert not supply.place("second", 5)  # takes the 2 left, lacks 3
    assert not supply.place("third", 1)  # there may be nothing left, and the second comes first
    assert supply.open_month(1) == ["second", "third"]
    assert supply.left == 10 - 3 - 1


def test_an_order_larger_than_a_month_takes_several():
    supply = FamilySupply(LIMIT)
    supply.open_month(0)
    supply.place("large", 25)

    assert supply.open_month(1) == []
    assert supply.open_month(2) == ["large"]
    assert supply.left == 5


def test_an_order_that_has_begun_cannot_be_cancelled():
    supply = FamilySupply(LIMIT)
    supply.open_month(0)
    supply.place("begun", 12)
    supply.place("waiting", 3)

    assert not supply.cancel("begun")
    assert supply.cancel("waiting")
    assert supply.open_month(1) == ["begun"]


def test_unused_capacity_is_lost():
    supply = FamilySupply(LIMIT)
    supply.open_month(0)
    supply.open_month(1)

    assert supply.left == 10


def test_the_profile_shapes_the_months():
    supply = FamilySupply(SupplyLimit(id="core", units_per_month=10.0, profile=[2.0] + [1.0] * 11))
    supply.open_month(0)

    assert supply.left == 20


@given(sizes=st.lists(st.integers(1, 30), max_size=40), months=st.integers(1, 12))
def test_orders_ship_in_order_and_never_more_than_capacity(sizes, months):
    supply = FamilySupply(LIMIT)
    shipped = []
    for month in range(months):
        shipped += supply.open_month(month)
        here = sizes[month::months]
        shipped += [
            order
            for order, size in ((f"{month}-{i}", s) for i, s in enumerate(here))
            if supply.place(order, size)
        ]

    placed = [f"{month}-{i}" for month in range(months) for i in range(len(sizes[month::months]))]
    units = {f"{m}-{i}": s for m in range(months) for i, s in enumerate(sizes[m::months])}
    assert shipped == placed[: len(shipped)]
    assert sum(units[order] for order in shipped) <= 10 * months
