"""Sites to choose: against all choices of small maps, and the laws of the bound."""

import itertools

import numpy as np
import pytest

from optimize.location import Effort, capacitated_median, p_median
from optimize.location.proving import Proof


def points(n, seed):
    at = np.random.default_rng(seed).uniform(0, 100, (n, 2))
    return np.hypot(*(at[:, None] - at).transpose(2, 0, 1))


def best_of_all(distance, p):
    return min(
        distance[:, chosen].min(axis=1).sum() for chosen in itertools.combinations(range(len(distance)), p)
    )


@pytest.mark.parametrize("seed", range(10))
def test_small_maps_get_the_best_of_all_choices(seed):
    distance = points(14, seed)

    found = p_median(distance, 4, Effort(rounds=30))

    assert found.objective == pytest.approx(best_of_all(distance, 4))
    assert found.bound <= found.objective
    assert found.gap <= 0.02


def best_with_capacity(distance, demand, capacity, p):
    best = np.inf
    for chosen in itertools.combinations(range(len(distance)), p):
        for way in itertools.product(chosen, repeat=len(distance)):
            if np.bincount(way, demand, minlength=len(distance)).max() <= capacity:
                best = min(best, distance[np.arange(len(distance)), way].sum())
    return best


@pytest.mark.parametrize("seed", range(3))
def test_small_maps_with_a_capacity_get_the_best_of_all_assignments(seed):
    distance, demand = points(7, seed), np.random.default_rng(seed + 50).integers(1, 6, 7)
    capacity = int(demand.sum() / 2 * 1.2)

    found = capacitated_median(distance, demand, capacity, 2, Effort(rounds=10))

    assert found.objective == pytest.approx(best_with_capacity(distance, demand, capacity, 2))
    assert np.bincount(found.site_of, demand).max() <= capacity
    assert found.bound <= found.objective + 1e-9


def test_every_place_a_site_costs_nothing_and_is_proved():
    found = p_median(points(6, 0), 6)

    assert (found.objective, found.status) == (0.0, "optimal")


def test_the_same_map_gives_the_same_sites():
    first, second = (p_median(points(60, 3), 6, Effort(rounds=20)) for _ in range(2))

    assert first.sites.tolist() == second.sites.tolist()
    assert first.bound == second.bound


def test_an_interrupt_keeps_the_best_so_far():
    def stop(cost, bound, seconds):
        raise KeyboardInterrupt

    found = p_median(points(40, 1), 4, Effort(tell=stop))

    assert found.stopped
    assert np.isfinite(found.objective)


@pytest.mark.parametrize(
    ("distance", "p", "told"),
    [
        (np.zeros((2, 3)), 1, "distance is square, got shape"),
        (np.zeros((3, 3)), 4, "4 sites of 3 places: from 1 to all of them"),
        (np.array([[0.0, np.nan], [-1.0, 0.0]]), 1, "2 distances are negative or no number"),
    ],
)
def test_what_cannot_be_read_is_refused(distance, p, told):
    with pytest.raises(ValueError, match=told):
        p_median(distance, p)


def test_demands_that_no_site_takes_are_named():
    with pytest.raises(
        ValueError, match="customer 1 has a demand of 9, above the capacity of a site, 5"
    ) as refused:
        capacitated_median(np.zeros((3, 3)), np.array([1, 9, 1]), 5, 2)

    assert "the demand of 11 is above 2 sites of 5: 3 needed" in str(refused.value)


@pytest.mark.parametrize("whole", [True, False])
def test_branches_prove_what_the_relaxation_alone_cannot(whole):
    # random distances that keep no triangle leave a gap to the relaxation; all choices of 4 of 14 sites are 1,001
    for seed in range(12):
        rng = np.random.default_rng(seed)
        distance = rng.integers(1, 30, (14, 14)).astype(float) if whole else rng.uniform(1, 30, (14, 14))
        best = best_of_all(distance, 4)

        found = p_median(distance, 4, Effort(rounds=200))

        assert found.objective == pytest.approx(best)
        assert found.bound <= best * (1 + 1e-9)
        assert found.status == "optimal"


def test_branches_alone_find_and_prove_the_optimum():
    rng = np.random.default_rng(3)
    distance = rng.integers(1, 40, (12, 12)).astype(float)
    best = min(distance[:, list(sites)].min(axis=1).sum() for sites in itertools.combinations(range(12), 3))

    proof = Proof(np.ascontiguousarray(distance.T), 3, np.full(12, 5.0), 2 * best)
    proof.go_on(10_000)

    assert distance[:, proof.sites].min(axis=1).sum() == best == proof.bound
