"""Quotas: methods, hierarchy, margins, the program, and the audit that finds every break and no other."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.elastic import InfeasibleError
from optimize.program import Effort
from optimize.quota import (
    Node,
    QuotaFacts,
    QuotaRules,
    audit_matrix,
    audit_tree,
    blend,
    by_month,
    cascade,
    equal,
    fit_margins,
    from_history,
    from_potential,
    set_quotas,
    shrunk,
)
from optimize.quota.tree import assigned, ramped

NAMES = ("ann", "bob", "cid", "dot")


def forecasts(middles, spread=0.25, n=4_000, seed=7):
    """Lognormal bookings, one column a rep; the replications are drawn once for a seed."""
    luck = np.random.default_rng(seed).normal(size=(n, len(middles)))
    return np.round(np.array(middles) * np.exp(spread * luck), 2)


def facts_of(middles, potential=None, **more):
    names = tuple(f"rep{i}" for i in range(len(middles))) if len(middles) != len(NAMES) else NAMES
    return QuotaFacts(names, np.array(potential or middles, dtype=float), forecasts(middles, n=2_000), **more)


def test_a_blend_lies_between_its_methods():
    history = from_history(NAMES, np.array([[1.0, 3.0, np.nan, 4.0], [3.0, 3.0, 2.0, 6.0]]))
    potential = from_potential(NAMES, np.array([4.0, 2.0, 2.0, 2.0]))

    mixed = blend({"history": (3, history), "potential": (1, potential)})

    assert history.tolist() == [2, 3, 2, 5]
    np.testing.assert_allclose(mixed, 0.75 * history / 12 + 0.25 * potential / 10)
    assert equal(3).tolist() == [1, 1, 1]


def test_faults_of_methods_name_the_reps():
    with pytest.raises(ValueError, match=r"^cid: no history"):
        from_history(NAMES, np.array([[1.0, 1.0, np.nan, 1.0]]))
    with pytest.raises(ValueError, match=r"^bob, dot: potential"):
        from_potential(NAMES, np.array([1.0, -1.0, 1.0, np.nan]))
    with pytest.raises(ValueError, match="add up to 0"):
        blend({"history": (0.0, np.ones(4))})
    with pytest.raises(ValueError, match="nobody has two years"):
        shrunk(NAMES, np.array([[1.0, 2.0, 3.0, 4.0]]), np.ones((4, 1)))


def drawn_history(between, within, n=400, years=3, seed=11):
    luck = np.random.default_rng(seed)
    feature = luck.uniform(1, 3, n)
    true = 100 * feature + luck.normal(0, between, n)
    return feature[:, None], true, true + luck.normal(0, within, (years, n))


def test_shrinking_forecasts_better_than_history_and_than_the_regression_alone():
    features, true, history = drawn_history(between=20, within=40)
    names = [f"r{i}" for i in range(len(true))]

    told = shrunk(names, history, features)

    def error(forecast):
        return float(np.square(forecast - true).mean())

    best = 1 / (1 / 20**2 + 1 / (40**2 / 3))  # of the Bayes rule that knows both variances
    assert error(told.expected) < min(error(history.mean(axis=0)), error(told.regression))
    assert error(told.expected) == pytest.approx(best, rel=0.15)
    assert told.within == pytest.approx(40**2, rel=0.1)
    assert told.between == pytest.approx(20**2, rel=0.35)
    assert told.coefficients[1] == pytest.approx(100, rel=0.05)


def test_without_differences_everybody_is_the_regression_and_without_luck_himself():
    features, _, lucky = drawn_history(between=0, within=40)
    _, true, steady = drawn_history(between=20, within=0)
    names = [f"r{i}" for i in range(len(true))]

    assert shrunk(names, lucky, features).own_weight.max() < 0.1
    np.testing.assert_allclose(shrunk(names, steady, features).expected, true, rtol=1e-6)


def test_a_newcomer_has_what_the_regression_says():
    features, _, history = drawn_history(between=20, within=10, n=40)
    history[:, 5] = np.nan

    told = shrunk([f"r{i}" for i in range(40)], history, features)

    assert told.own_weight[5] == 0
    assert told.expected[5] == pytest.approx(told.regression[5])
    assert told.expected[5] == pytest.approx(100 * features[5, 0], rel=0.2)


@st.composite
def hierarchies(draw):
    """A company, up to four regions, up to five reps each; odd over-assignments and weights."""
    overs = st.fractions(Fraction(1), Fraction(3, 2), max_denominator=97)
    nodes = [Node("company", over=draw(overs))]
    for r in range(draw(st.integers(1, 4))):
        nodes.append(Node(f"region{r}", "company", draw(st.floats(0.1, 9)), draw(overs)))
        reps = range(draw(st.integers(1, 5)))
        nodes += [Node(f"rep{r}.{i}", f"region{r}", draw(st.floats(0.1, 9))) for i in reps]
    return nodes, draw(st.integers(10**5, 10**12))


@given(hierarchies())
def test_children_add_up_to_the_over_assigned_parent_to_the_cent(given):
    nodes, total = given
    quota = cascade(total, nodes)

    for node in nodes:
        below = [quota[child.id] for child in nodes if child.parent == node.id]
        assert not below or sum(below) == assigned(quota[node.id], node.over)
    columns = [node.id for node in nodes], [node.parent for node in nodes]
    cents = np.array([quota[node.id] for node in nodes])
    over = {node.id: node.over for node in nodes}
    assert audit_tree(*columns, cents, over) == ()


def test_over_assignment_stacks_from_level_to_level():
    """Three levels of a tenth each are a third more than the target, not three tenths."""
    tenth = Fraction(11, 10)
    nodes = [
        Node("company", over=tenth),
        Node("region", "company", over=tenth),
        Node("team", "region", over=tenth),
        Node("rep", "team"),
    ]
    assert cascade(100_000_00, nodes)["rep"] == 133_100_00


def test_pins_hold_and_the_others_share_what_is_left():
    nodes = [
        Node("company"),
        Node("ann", "company", 1, pin=30_00),
        Node("bob", "company", 1),
        Node("cid", "company", 3),
    ]
    assert cascade(100_00, nodes) == {"company": 100_00, "ann": 30_00, "bob": 17_50, "cid": 52_50}


def test_pins_over_the_target_say_what_would_make_them_fit():
    nodes = [Node("company"), Node("ann", "company", pin=70_00), Node("bob", "company", pin=50_00)]
    with pytest.raises(ValueError, match=r"lower the pins by 20\.00, or set the quota of company to 120\.00"):
        cascade(100_00, nodes)
    assert cascade(120_00, nodes)["bob"] == 50_00


def test_every_fault_of_a_hierarchy_is_told_at_once():
    nodes = [
        Node("a"),
        Node("b"),
        Node("c", "nobody"),
        Node("c", "a", -1.0),
        Node("d", "a", over=Fraction(0)),
    ]
    with pytest.raises(ValueError, match="stands twice") as told:
        cascade(1, nodes)
    assert len(str(told.value).splitlines()) == 5
    with pytest.raises(ValueError, match="below itself"):
        cascade(1, [Node("top"), Node("x", "y"), Node("y", "x")])


@given(st.integers(0, 10**12), st.lists(st.floats(0.1, 9), min_size=12, max_size=12))
def test_months_add_up_to_the_year(quota, season):
    assert by_month(quota, season).sum() == quota


def test_a_starter_has_the_share_of_the_year_that_he_is_up_to():
    season = np.array([1.0, 1.0, 2.0])
    weight = ramped(np.array([10.0, 10.0]), season, np.array([[1.0, 1.0, 1.0], [0.0, 0.5, 1.0]]))
    assert weight.tolist() == [10.0, 6.25]
    assert by_month(6_25, season, [0.0, 0.5, 1.0]).tolist() == [0, 1_25, 5_00]


def test_margins_keep_the_odds_ratio_of_the_seed():
    """Deming and Stephan 1940: fitting keeps every odds ratio; here 6, and exact margins."""
    seed = np.array([[3.0, 1.0], [1.0, 2.0]])
    cells = fit_margins(
        seed, {(0,): np.array([60_000_000, 40_000_000]), (1,): np.array([50_000_000, 50_000_000])}
    )
    assert cells.sum(axis=1).tolist() == [60_000_000, 40_000_000]
    assert cells.sum(axis=0).tolist() == [50_000_000, 50_000_000]
    assert cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) == pytest.approx(6.0, rel=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 4), st.integers(2, 4))
def test_three_margins_are_kept_to_the_cent_and_no_cell_is_far_from_its_fit(
    seed, products, regions, customers
):
    luck = np.random.default_rng(seed)
    table = luck.integers(1, 100_000, (products, regions, customers))
    known = table * luck.uniform(0.5, 2.0, table.shape)

    cells = fit_margins(
        known, {(0,): table.sum(axis=(1, 2)), (1,): table.sum(axis=(0, 2)), (2,): table.sum(axis=(0, 1))}
    )

    assert cells.min() >= 0
    for axis in range(3):
        others = tuple(a for a in range(3) if a != axis)
        assert (cells.sum(axis=others) == table.sum(axis=others)).all()


def test_margins_that_cannot_be_kept_are_told():
    seed = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match=r"different totals: product 3\.00, region 4\.00"):
        fit_margins(seed, {(0,): np.array([100, 200]), (1,): np.array([100, 300])}, ["product", "region"])
    with pytest.raises(ValueError, match="no table has these zeros"):
        fit_margins(seed, {(0,): np.array([100, 200]), (1,): np.array([200, 100])})
    with pytest.raises(ValueError, match="product: member 1 wants"):
        fit_margins(
            np.array([[1.0, 1.0], [0.0, 0.0]]),
            {(0,): np.array([100, 200]), (1,): np.array([150, 150])},
            ["product", "region"],
        )


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_row_25_the_program_adds_up_and_keeps_its_bounds(solver):
    facts = facts_of([100.0, 200.0, 150.0, 250.0])
    rules = QuotaRules(
        total=700_00,
        over=Fraction(21, 20),
        attain=(0.3, 0.7),
        floors={"ann": 95_00},
        caps={"bob": 199_99},
        pins={"cid": 160_00},
    )

    found = set_quotas(facts, rules, Effort(solver))

    assert found.quotas.sum() == 735_00
    assert (found.status, found.gap) == ("optimal", pytest.approx(0, abs=1e-6))
    assert found.quotas[0] >= 95_00
    assert found.quotas[1] <= 199_99
    assert found.quotas[2] == 160_00
    assert (found.attainability >= 0.3).all()
    assert (found.attainability <= 0.7).all()


def test_row_41_equal_potentials_have_equal_quotas():
    luck = forecasts([100.0])
    facts = QuotaFacts(NAMES, np.full(4, 3.0), np.repeat(luck, 4, axis=1))
    assert set_quotas(facts, QuotaRules(total=404_00)).quotas.tolist() == [101_00] * 4


def test_row_80_reaching_is_more_even_than_with_equal_quotas():
    facts = facts_of([80.0, 110.0, 150.0, 260.0])
    fair = set_quotas(facts, QuotaRules(total=600_00, by_potential=0.0, by_odds=1.0))
    same = (facts.bookings >= 150.0).mean(axis=0)

    assert np.ptp(fair.attainability) < 0.02  # four lognormals of one spread and 2,000 replications
    assert np.ptp(same) > 0.9


def test_the_band_of_reaching_is_kept_to_the_replication():
    facts = facts_of([100.0, 100.0, 100.0, 100.0], potential=[1.0, 2.0, 3.0, 4.0])
    found = set_quotas(facts, QuotaRules(total=400_00, attain=(0.45, 0.55), by_odds=0.0))

    assert found.quotas.sum() == 400_00
    assert found.attainability.max() <= 0.55
    assert found.attainability.min() >= 0.45
    assert found.quotas[0] < found.quotas[3]


def test_teams_keep_their_targets_and_families_their_ceilings():
    facts = facts_of(
        [100.0, 100.0, 100.0, 100.0],
        mix=np.array([[1.0, 0.0], [0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]),
        families=("plain", "rich"),
        team=("east", "east", "west", "west"),
    )
    rules = QuotaRules(total=420_01, teams={"east": 200_00, "west": 220_01}, ceilings={"plain": 250_00})

    found = set_quotas(facts, rules)

    assert found.quotas[:2].sum() == 200_00
    assert found.quotas[2:].sum() == 220_01
    assert facts.mix[:, 0] @ found.quotas <= 250_01
    assert found.duals["ceiling of plain"] < 0  # a wider ceiling would be fairer


def test_wishes_that_clash_are_named_and_relaxing_as_told_helps():
    facts = facts_of([100.0, 100.0, 100.0, 100.0])
    rules = QuotaRules(total=400_00, pins={"ann": 250_00}, floors={"bob": 100_00, "cid": 100_00})
    with pytest.raises(InfeasibleError, match="floor of") as told:
        set_quotas(facts, rules)

    by = told.value.relaxation.by
    assert sum(by.values()) == pytest.approx(50.01)  # and a cent for dot: nobody has no quota at all
    floors = {rep: cents - round(100 * by.get(f"floor of {rep}", 0)) for rep, cents in rules.floors.items()}
    pins = {"ann": 250_00 - round(100 * by.get("pin of ann", 0))}
    total = 400_00 + round(100 * by.get("total", 0))
    assert set_quotas(facts, QuotaRules(total=total, pins=pins, floors=floors)).quotas.sum() == total


def test_every_fault_of_the_rules_is_told_at_once():
    facts = facts_of([1.0, 1.0, 1.0, 1.0], potential=[1.0, 0.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="bob: potential") as told:
        set_quotas(
            facts,
            QuotaRules(total=0, attain=(0.8, 0.2), pins={"anne": 1}, ceilings={"plain": 1}, teams={"x": 1}),
        )
    said = str(told.value)
    assert len(said.splitlines()) == 7
    assert "did you mean 'ann'?" in said


def stated_matrix(n_reps=60):
    """Quotas by rep x product x region, with what every level of three hierarchies should state."""
    luck = np.random.default_rng(3)
    cells = {"rep": [], "product": [], "region": [], "manager": []}
    for rep in range(n_reps):
        for product in range(4):
            for region in range(4):
                for name, value in (
                    ("rep", rep),
                    ("product", product),
                    ("region", region),
                    ("manager", rep // 8),
                ):
                    cells[name].append(f"{name}{value}")
    quotas = luck.integers(1, 10**7, len(cells["rep"]))
    stated = {}
    for dimensions in (("rep",), ("manager",), ("product", "region"), ("region",)):
        told: dict = {}
        for i, cents in enumerate(quotas.tolist()):
            member = tuple(cells[name][i] for name in dimensions)
            told[member] = told.get(member, 0) + cents
        stated[dimensions] = told
    return cells, quotas, stated


def test_an_audit_finds_every_planted_break_and_no_other():
    cells, quotas, stated = stated_matrix()
    assert audit_matrix(cells, quotas, stated) == ()

    quotas[37] += 1
    where = {f"{name} {cells[name][37]}" for name in ("rep", "manager", "region")}
    where |= {f"product {cells['product'][37]} / region {cells['region'][37]}"}
    found = audit_matrix(cells, quotas, stated)
    assert {one.where for one in found} == where
    assert {one.stated - one.expected for one in found} == {1}
    assert audit_matrix(cells, quotas, stated, tolerance=1) == ()

    quotas[37] -= 1
    del stated["rep",]["rep3",]
    stated["region",]["moon",] = 5
    cells["rep"].append("rep0"), cells["product"].append("product0")
    cells["region"].append("region0"), cells["manager"].append("manager0")
    kinds = [one.kind for one in audit_matrix(cells, np.append(quotas, -1), stated)]
    assert sorted(set(kinds)) == ["missing", "negative", "sum", "twice"]


def test_an_audit_of_a_tree_names_each_kind_of_break():
    ids = ["top", "east", "west", "ann", "bob", "lost", "x", "y", "bob"]
    parents = [None, "top", "top", "east", "east", "nowhere", "y", "x", "east"]
    quotas = np.array([100, 60, 40, 30, 29, -5, 1, 1, 1])

    found = audit_tree(ids, parents, quotas)

    assert {(one.kind, one.where) for one in found} == {
        ("twice", "bob"),
        ("negative", "lost"),
        ("orphan", "lost"),
        ("circle", "x"),
        ("circle", "y"),
    }
    quotas[4] = 28
    (off,) = (one for one in audit_tree(ids, parents, quotas) if one.kind == "sum")
    assert str(off) == "below east: 0.59 stated, 0.60 expected, -0.01"
