"""Good alignments: from prices to an alignment, the better of its neighbours, and which reps should be open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.profit.bound import FORBIDDEN, Prices, best_hours, net_surplus, rep_profits
from optimize.profit.case import HIGHEST, LOWEST, Bools, Case
from optimize.profit.kernels.search import anneal, changes, descend
from optimize.profit.kernels.state import Ground
from optimize.profit.response import Floats, Ints
from sim.territory.contiguity import pieces

TANGENTS = 64
"""Prices of an hour at which a response without a closed form is looked at while searching."""
SPREAD = 4.0
"""How far these lie around the start's prices, up and down, as a factor."""
NEAR_REPS = 12
ROUNDS = 200
TRIAL_ROUNDS = 10
TRIALS = 25
"""Changes of the open reps that are tried before the search for better ones is over."""
STEPS = 100
HOTTEST, COLDEST = 1e-3, 1e-5
BETTER = 1e-9


@dataclass(frozen=True, eq=False)
class Found:
    """An alignment, shape (n_units,), and its profit [currency/year]."""

    rep_of: Ints
    profit: float


class Search:
    """The searches on one case, with the arrays that the compiled kernels want."""

    def __init__(self, case: Case, hour: Floats) -> None:
        """Prepare; ``hour`` are prices of reps' hours near which to look closely, shape (n_reps,)."""
        self.case, (n, k) = case, case.response.shape
        units, reps = np.arange(n)[:, None], np.arange(k)[None, :]
        if case.response.exponent is not None:
            one = np.ones((1, k))
            # At b/p = 1 the surplus is (1-b) h: so is h found without knowing how the response is made.
            at = case.response.surplus(units, reps, one * case.response.exponent)
            gain = (at / (1.0 - case.response.exponent))[:, :, None]
            time = (case.hours**case.response.exponent)[:, None]
        else:
            low, high = max(float(hour.min()) / SPREAD, LOWEST), min(float(hour.max()) * SPREAD, HIGHEST)
            grid = np.geomspace(low, high, TANGENTS)
            gain = np.stack([case.response.surplus(units, reps, np.full((1, k), p)) for p in grid], axis=2)
            time = case.hours[:, None] * grid
        graph, none = case.graph, np.empty(0, dtype=np.int64)
        moves = case.most_moves if case.most_moves is not None else n
        unit = float(np.abs(case.values(case.may.argmax(axis=1))).sum()) / k or 1.0
        self.ground = Ground(
            case.response.exponent or 0.0,
            np.ascontiguousarray(gain),
            time,
            case.fixed.astype(np.float64),
            np.ascontiguousarray(case.charges, dtype=np.float64),
            np.ascontiguousarray(case.may),
            case.present.astype(np.int64) if case.present is not None else np.full(n, -1),
            moves if case.present is not None else 2 * n,
            graph.start if graph is not None else none,
            graph.neighbour if graph is not None else none,
            unit,
        )
        likely = np.where(case.may, gain[:, :, gain.shape[2] // 2] - case.charges, -np.inf)
        self.near_reps = np.ascontiguousarray(np.argsort(-likely, axis=1, kind="stable")[:, :NEAR_REPS])

    def at_prices(self, prices: Prices, is_open: Bools) -> Ints:
        """Return the alignment in which each unit goes where it is worth most, among open reps, rules kept."""
        net = np.where(is_open[None, :], net_surplus(self.case, prices.hour, prices.move), -FORBIDDEN)
        locked_out = (net <= -FORBIDDEN).all(axis=1)
        if locked_out.any():  # units whose every rep is closed open the one that is best
            net[locked_out] = net_surplus(self.case, prices.hour, prices.move)[locked_out]
        rep_of = net.argmax(axis=1)
        return self._within_moves(self._joined(rep_of, net), net)

    def _joined(self, rep_of: Ints, net: Floats) -> Ints:
        """Return the alignment with each cut-off piece given away, unit by unit, to a territory that borders."""
        graph = self.case.graph
        if graph is None:
            return rep_of
        joined, worth = rep_of.copy(), net[np.arange(len(rep_of)), rep_of]
        piece = pieces(graph, joined)
        weight = np.bincount(piece, np.maximum(worth, 0.0) + 1e-9)
        main: dict[int, int] = {}
        for number in np.argsort(weight, kind="stable").tolist():
            main[int(joined[piece == number][0])] = number
        waiting = {i for i in range(len(joined)) if piece[i] != main[int(joined[i])]}
        while waiting:
            settled = []
            for unit in sorted(waiting):
                near = [int(joined[o]) for o in graph.of_unit(unit).tolist() if o not in waiting]
                if near:
                    settled.append((unit, max(sorted(set(near)), key=lambda j, u=unit: net[u, j])))  # type: ignore[misc]
            for unit, rep in settled:
                joined[unit] = rep
            waiting -= {unit for unit, _ in settled}
        return joined

    def _within_moves(self, rep_of: Ints, net: Floats) -> Ints:
        """Return the alignment with the least useful moves taken back until the budget is kept."""
        case = self.case
        if case.most_moves is None or case.present is None or case.moved(rep_of) <= case.most_moves:
            return rep_of
        if case.graph is not None:
            return self._lawful_present()  # taking back single moves would cut territories apart
        units = np.arange(case.n_units)
        use = np.where(rep_of != case.present, net[units, rep_of] - net[units, case.present], -np.inf)
        use[~case.may[units, case.present]] = np.inf
        keep = np.argsort(-use, kind="stable")[: case.most_moves]
        back = case.present.copy()
        back[keep] = rep_of[keep]
        return np.where(case.may[units, back], back, rep_of)

    def _lawful_present(self) -> Ints:
        """Return today's alignment, with units whose rep may not have them where they are worth most."""
        case = self.case
        assert case.present is not None
        units = np.arange(case.n_units)
        lawful = case.may[units, case.present]
        return np.where(lawful, case.present, self.near_reps[:, 0])

    def descended(self, start: Ints, is_open: Bools, rounds: int = ROUNDS, *, swaps: bool = True) -> Found:
        """Return where shifts to open reps, and swaps, lead from a start."""
        rep_of, profit = descend(self.ground, start.astype(np.int64), is_open, rounds, swaps)
        # Some tangents are a little above a value without a closed form, so that what they say is not the profit.
        return Found(rep_of, profit if self.case.response.exponent is not None else self.case.profit(rep_of))

    def annealed(self, start: Found, seed: int) -> Found:
        """Return the better of a start and of what annealing and descent make of it."""
        steps = STEPS * self.case.n_units
        met, _ = anneal(self.ground, start.rep_of, self.near_reps, steps, HOTTEST, COLDEST, seed)
        other = self.descended(met, self.open_of(met))
        return max(start, other, key=lambda found: found.profit)

    def open_of(self, rep_of: Ints) -> Bools:
        """Return which reps have a unit."""
        return np.bincount(rep_of, minlength=self.case.n_reps) > 0

    def changes(self, rep_of: Ints) -> Floats:
        """Return what giving each unit to each rep would earn, shape (n_units, n_reps)."""
        gain: Floats = changes(self.ground, rep_of)
        return gain

    def better_open(self, start: Found, trials: int) -> Found:
        """
        Return the alignment after closing, opening and exchanging reps while that pays, at most so many trials.

        Each change is tried in the order of what it promises: prices of time say at most what opening a rep earns, and
        about what closing one does.
        """
        best = start
        while trials > 0:
            for is_open, hour in self._changes_of_reps(best):
                trials -= 1
                begin = self.at_prices(Prices(np.zeros(0), hour), is_open)
                met = self.descended(begin, is_open, TRIAL_ROUNDS, swaps=False)
                if met.profit > best.profit + BETTER * abs(best.profit):
                    best = met
                    break
            else:
                break
        return best

    def _changes_of_reps(self, found: Found) -> list[tuple[Bools, Floats]]:
        """Return the open reps and the hour prices after the most promising changes, best first."""
        case, rep_of = self.case, found.rep_of
        n, k = case.response.shape
        is_open, units = self.open_of(rep_of), np.arange(n)
        hour = case.price(rep_of)
        hour = np.where(is_open, np.maximum(hour, LOWEST), max(float(hour[is_open].mean()), LOWEST))
        net = np.where(is_open[None, :], net_surplus(case, hour), -FORBIDDEN)
        own = net[units, rep_of]
        net[units, rep_of] = -FORBIDDEN
        lost = np.bincount(rep_of, np.minimum(own - net.max(axis=1), FORBIDDEN / n), k)
        opened = best_hours(case, Prices(own, hour))
        close = np.where(is_open, case.fixed - hour * case.hours - lost, -np.inf)
        opens = np.where(is_open, -np.inf, rep_profits(case, opened))
        now, could = np.flatnonzero(is_open).tolist(), np.flatnonzero(~is_open & (opens > 0)).tolist()
        promise = [(float(close[a]), a, -1) for a in now] if len(now) > 1 else []
        promise += [(float(opens[b]), -1, b) for b in could]
        # Of the two halves of an exchange each makes the other's promise too dark: what closing costs is counted half.
        promise += [(float(opens[b] + close[a] / 2), a, b) for a in now for b in could]
        options = []
        for _, a, b in sorted(promise, reverse=True)[:TRIALS]:
            mask = is_open.copy()
            if a >= 0:
                mask[a] = False
            if b >= 0:
                mask[b] = True
            options.append((mask, np.where(is_open, hour, opened.hour)))
        return options
