"""Maps of alignments: neighbours differ, the same bytes again, labels apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios
from evenfield.report.alignment_map import picture_bytes, territory_map
from evenfield.territory.colouring import LIGHT, coloured, territory_borders
from evenfield.territory.labels import placed
from sim.territory import Adjacency, Alignment


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.integers(0, 10_000))
def test_neighbours_have_different_colours(n, seed):
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, n, (3 * n, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    borders = Adjacency.of_pairs(n, pairs[:, 0], pairs[:, 1])
    colour = coloured(borders)
    one, other = borders.pairs()

    assert (colour[one] != colour[other]).all()
    assert colour.max() <= np.diff(borders.start).max(
        initial=0
    )  # greedy: never more than the largest degree + 1


def test_the_shipped_territories_need_no_more_colours_than_there_are():
    scenario = scenarios.load("us-field-force/balanced")
    alignment = Alignment.of(scenario)
    borders = territory_borders(Adjacency.of(scenario.tables), alignment.rep_of, 60)

    assert coloured(borders).max() < len(LIGHT)


def test_labels_of_near_points_do_not_cover_each_other():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    width, height = np.full(3, 4.0), 1.0
    middle = placed(points, width, height)
    apart = np.abs(middle[:, None] - middle[None, :])
    clear = (apart[..., 0] >= width[0] - 1e-9) | (apart[..., 1] >= height - 1e-9)

    assert clear[np.triu_indices(3, 1)].all()


def test_a_map_without_outlines_is_drawn_and_the_same_again(tmp_path):
    scenario = scenarios.load("first-steps/two-reps")
    first = picture_bytes(territory_map(scenario, scenario), "svg")

    assert first == picture_bytes(territory_map(scenario, scenario), "svg")
    assert b"<svg" in first
