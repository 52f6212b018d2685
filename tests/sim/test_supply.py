"""How orders use a family's capacity up: earliest promise first, from shares, overtime and pool."""

from hypothesis import given
from hypothesis import strategies as st

from sim.supply import FamilySupply, Waiting


def order(name, units, due=0.0, known_at=0.0):
    return Waiting(name, units, due, known_at)


def test_what_the_month_cannot_make_waits_for_the_next():
    supply = FamilySupply()
    supply.open_month([10.0])

    assert supply.place(order("first", 8))
    assert not supply.place(order("second", 5))  # takes the 2 left, lacks 3
    assert not supply.place(order("third", 1))  # there may be nothing left, and the second comes first
    assert supply.open_month([10.0]) == ["second", "third"]
    assert supply.left() == 10 - 3 - 1


def test_an_order_larger_than_a_month_takes_several():
    supply = FamilySupply()
    supply.open_month([10.0])
    supply.place(order("large", 25))

    assert supply.open_month([10.0]) == []
    assert supply.open_month([10.0]) == ["large"]
    assert supply.left() == 5


def test_an_order_that_has_begun_cannot_be_cancelled():
    supply = FamilySupply()
    supply.open_month([10.0])
    supply.place(order("begun", 12))
    supply.place(order("waiting", 3))

    assert not supply.cancel("begun")
    assert supply.cancel("waiting")
    assert supply.open_month([10.0]) == ["begun"]


def test_unused_capacity_is_lost():
    supply = FamilySupply()
    supply.open_month([10.0])
    supply.open_month([10.0])

    assert supply.left() == 10


def test_an_earlier_promise_comes_first_and_what_has_begun_keeps_what_it_has():
    supply = FamilySupply()
    supply.open_month([10.0])
    supply.place(order("large", 12, due=9.0))  # takes 10, lacks 2
    supply.place(order("late", 3, due=5.0))
    supply.place(order("rush", 3, due=1.0))
    supply.place(order("as late", 3, due=5.0))

    assert supply.open_month([7.0]) == ["rush", "late"]  # 1 unit left for the one that came as late
    assert supply.open_month([4.0]) == ["as late", "large"]


def test_each_uses_his_own_share_until_what_is_left_is_free_to_all():
    supply = FamilySupply(2)
    supply.open_month([4.0, 6.0], pool=1.0)

    assert not supply.place(order("a", 7, due=2.0), lane=0)  # 4 of its own, 1 of the pool, lacks 2
    assert not supply.place(order("aa", 3, due=1.0), lane=0)
    assert supply.place(order("b", 1, due=3.0), lane=1)
    assert supply.release() == ["aa", "a"]  # 5 left over
    assert supply.left() == 0


def test_who_has_not_begun_in_any_lane_may_give_up():
    supply = FamilySupply(2)
    supply.open_month([2.0, 0.0])
    supply.place(order("begun", 3), lane=0)
    supply.place(order("waiting", 1), lane=1)

    assert not supply.cancel("begun")
    assert supply.cancel("waiting")
    assert supply.open_month([1.0, 1.0]) == ["begun"]
    assert supply.left() == 1.0


def test_overtime_makes_only_what_the_plant_knows_of():
    supply = FamilySupply()
    supply.open_month([1.0], overtime=5.0)

    assert supply.place(order("known", 3), now=0.0)  # 1 and 2 in overtime
    assert not supply.place(order("not yet", 2, known_at=48.0), now=0.0)
    assert supply.learn("not yet")
    assert (supply.overtime, supply.overtime_left, supply.used) == (4.0, 1.0, 5.0)


def test_the_next_months_overtime_is_for_what_has_become_known_meanwhile():
    supply = FamilySupply()
    supply.open_month([0.0])
    supply.place(order("known", 3, known_at=24.0))
    supply.place(order("unknown", 2, known_at=999.0))

    assert supply.open_month([0.0], overtime=9.0, now=48.0) == ["known"]
    assert supply.overtime == 3.0


@given(sizes=st.lists(st.integers(1, 30), max_size=40), months=st.integers(1, 12))
def test_orders_ship_in_order_and_never_more_than_capacity(sizes, months):
    supply = FamilySupply()
    shipped = []
    for month in range(months):
        shipped += supply.open_month([10.0])
        here = sizes[month::months]
        shipped += [
            name
            for name, size in ((f"{month}-{i}", s) for i, s in enumerate(here))
            if supply.place(order(name, size))
        ]

    placed = [f"{month}-{i}" for month in range(months) for i in range(len(sizes[month::months]))]
    units = {f"{m}-{i}": s for m in range(months) for i, s in enumerate(sizes[m::months])}
    assert shipped == placed[: len(shipped)]
    assert sum(units[name] for name in shipped) <= 10 * months
