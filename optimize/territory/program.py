"""
The program that deals units to territories whose bases are given.

    min   sum_ij c_ij x_ij  +  M sum_jm (short_jm + over_jm)
    s.t.  sum_j x_ij = 1                                          each unit i once
          L_jm - short_jm <= sum_i a_ijm x_ij <= U_jm + over_jm   measure m of territory j within its band
          x_ij + x_rj - sum_{k in N(S)} x_kj <= 1                 a piece S of j hangs together with its base r
          x_bj = 1                                                each base b in its own territory
          x binary

c_ij travel from the base and disruption [currency/year]; a_ijm potential or hours over their average [share]; M a
price far above any other, so that bands are broken only when they cannot be kept (then the design is refused). The
third row is the a,b-separator inequality (Oehrlein and Haunert 2017; Validi, Buchanan and Lykhovyd 2022): N(S) are
the units around S. It is added only for pieces that a solution has cut off.

The relaxation is solved on a few arcs per unit; arcs with a negative reduced cost come in until there is none, so
the bound holds for all arcs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimize.lp import solve
from optimize.program import Floats, Ints, Program, SolverName
from sim.territory.contiguity import Adjacency, pieces

SIFTS = 40
CUT_TURNS = 3
MISS_PRICE = 100.0
"""Price of missing a band by its whole average, in multiples of what all the travel costs."""
CUT_UNITS = 6
TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Measure:
    """A quantity to balance: name, amount of unit i with territory j over the average [share], shape (n, k), band."""

    name: str
    amount: Floats
    low: Floats
    high: Floats

    @classmethod
    def within(cls, name: str, amount: Floats, band: float) -> Measure:
        """Return the measure with the same band around the average for every territory."""
        k = amount.shape[1]
        return cls(name, amount, np.full(k, 1 - band), np.full(k, 1 + band))


@dataclass(frozen=True, eq=False)
class Deal:
    """
    Units to deal: cost (n, k), measures, each territory's own unit (-1: none), borders, names for rows.

    ``seam`` is what the search pays for each border between two units that runs between territories [currency]; it is
    no part of the program, whose bound holds with it and without it.
    """

    cost: Floats
    measures: tuple[Measure, ...]
    own: Ints
    graph: Adjacency | None
    names: tuple[str, ...]
    seam: float = 0.0

    def loads(self, territory: Ints) -> list[Floats]:
        """Return each measure's amount by territory."""
        n, k = self.cost.shape
        mine = np.arange(n), territory
        return [np.bincount(territory, m.amount[mine], k).astype(np.float64) for m in self.measures]

    def miss(self, territory: Ints) -> float:
        """Return by how much all bands together are missed [shares of the average]."""
        out = 0.0
        for measure, load in zip(self.measures, self.loads(territory), strict=True):
            out += float(np.maximum(measure.low - load, 0).sum() + np.maximum(load - measure.high, 0).sum())
        return out

    def total(self, territory: Ints) -> float:
        """Return the cost of a complete assignment [currency/year]."""
        return float(self.cost[np.arange(len(territory)), territory].sum())

    def seams(self, territory: Ints) -> float:
        """Return what the borders that run between territories cost [currency]."""
        if self.graph is None or self.seam == 0:
            return 0.0
        one, other = self.graph.pairs()
        return self.seam * float((territory[one] != territory[other]).sum())

    @property
    def miss_price(self) -> float:
        """Return M [currency per average]."""
        return MISS_PRICE * (float(self.cost.min(axis=1).sum()) + 1.0)


Arcs = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cut:
    """One separator row: unit and root are both with the territory only if a unit around the piece is."""

    territory: int
    unit: int
    root: int
    around: Ints


@dataclass(frozen=True, eq=False)
class Prices:
    """
    The relaxation, certified on all arcs.

    ``reduced`` is what an arc costs above the cheapest of its unit (n, k), ``bound`` [currency/year], ``share`` of
    each unit that each territory has (n, k), the separator rows found, the arcs needed,
    and the price of each measure's band by territory [currency per average], shape (n_measures, k).
    """

    reduced: Floats
    bound: float
    share: Floats
    cuts: tuple[Cut, ...]
    arcs: Arcs
    band_price: Floats
    seconds: float


@dataclass(eq=False)
class Model:
    """A program on some arcs: the column of each arc (-1: none), and the territory's miss columns by measure."""

    program: Program
    column: Ints
    first_miss: int
    n_cuts: int = field(default=0)


def model_of(deal: Deal, arcs: Arcs, cuts: tuple[Cut, ...], *, whole: bool | Arcs) -> Model:
    """Return the program on these arcs; ``whole`` says, for all or by unit, what may not be split."""
    n = deal.cost.shape[0]
    unit, territory = np.nonzero(arcs)
    program = Program("territories")
    low = (deal.own[territory] == unit).astype(np.float64)
    names = [f"{deal.names[j]}<-{i}" for i, j in zip(unit.tolist(), territory.tolist(), strict=True)]
    undivided = np.broadcast_to(whole, (n,))[unit]
    x = program.add_columns(names, cost=deal.cost[unit, territory], low=low, high=1.0, whole=undivided)
    column = np.full(deal.cost.shape, -1, dtype=np.int64)
    column[unit, territory] = x
    ends = np.searchsorted(unit, np.arange(n + 1)).tolist()
    for i in range(n):
        mine = x[ends[i] : ends[i + 1]]
        program.add_row(f"unit {i} once", (mine, np.ones(len(mine))), low=1.0, high=1.0)
    model = Model(program, column, len(names))
    _add_bands(deal, arcs, model)
    for cut in cuts:
        add_cut(deal, model, cut)
    return model


def _add_bands(deal: Deal, arcs: Arcs, model: Model) -> None:
    """Add each measure's band of each territory, with a miss on either side at the price of one."""
    for measure in deal.measures:
        for j in range(deal.cost.shape[1]):
            rows = np.flatnonzero(arcs[:, j])
            misses = model.program.add_columns(["short", "over"], cost=deal.miss_price)
            columns = np.append(model.column[rows, j], misses)
            coefficients = np.append(measure.amount[rows, j], [1.0, -1.0])
            name = f"{measure.name} of {deal.names[j]}"
            low, high = float(measure.low[j]), float(measure.high[j])
            model.program.add_row(name, (columns, coefficients), low=low, high=high)


def add_cut(deal: Deal, model: Model, cut: Cut) -> None:
    """Add one separator row to a program; arcs that the program does not have are zero."""
    j = cut.territory
    columns = np.concatenate([model.column[[cut.unit, cut.root], j], model.column[cut.around, j]])
    coefficients = np.concatenate([[1.0, 1.0], np.full(len(cut.around), -1.0)])
    there = columns >= 0
    name = f"{deal.names[j]} reaches {cut.unit} ({model.n_cuts})"
    model.n_cuts += 1
    model.program.add_row(name, (columns[there], coefficients[there]), high=1.0)


def first_arcs(deal: Deal, nearest: int, hint: Ints) -> Arcs:
    """Return the arcs to begin with: each unit's cheapest territories, the hinted one, and each base's own."""
    n, k = deal.cost.shape
    arcs = np.zeros((n, k), dtype=np.bool_)
    cheapest = np.argpartition(deal.cost, min(nearest, k) - 1, axis=1)[:, :nearest]
    arcs[np.arange(n)[:, None], cheapest] = True
    arcs[np.arange(n), hint] = True
    own = np.flatnonzero(deal.own >= 0)
    arcs[deal.own[own], own] = True
    return arcs


def relax(deal: Deal, arcs: Arcs, solver: SolverName) -> Prices:
    """Return the relaxation with its bound over all arcs; arcs and separator rows come in until none is missing."""
    best, seconds = -np.inf, 0.0
    cuts: tuple[Cut, ...] = ()
    for turn in range(SIFTS):
        model = model_of(deal, arcs, cuts, whole=False)
        answer = solve(model.program, solver)
        seconds += answer.seconds
        dual = np.fromiter(answer.duals.values(), np.float64, len(answer.duals))
        priced, constant, unit_price = _priced(deal, cuts, dual)
        best = max(best, constant + _cheapest(deal, priced))
        share = np.where(model.column >= 0, answer.values[model.column], 0.0)
        enters = (priced - unit_price[:, None] < -TINY * abs(answer.objective)) & ~arcs
        arcs = arcs | enters
        found = separate(deal, share) if turn < CUT_TURNS else ()
        cuts = cuts + found
        if not found and (not enters.any() or answer.objective - best <= CERTIFIED * abs(answer.objective)):
            break
    lift = priced - priced.min(axis=1, keepdims=True)
    return Prices(lift, best, share, cuts, arcs, _band_price(deal, dual), seconds)


CERTIFIED = 1e-7


def _priced(deal: Deal, cuts: tuple[Cut, ...], dual: Floats) -> tuple[Floats, float, Floats]:
    """
    Return costs with bands and separators priced (n, k), the constant that goes with them, and the units' prices.

    A price p of a row earns p * low when positive and p * high when negative; a separator's high is 1.
    """
    n, k = deal.cost.shape
    n_bands = len(deal.measures) * k
    band_price = _band_price(deal, dual)
    priced, constant = deal.cost.copy(), 0.0
    for price, measure in zip(band_price, deal.measures, strict=True):
        priced -= price * measure.amount
        constant += float(np.where(price > 0, price * measure.low, price * measure.high).sum())
    for price, cut in zip(np.minimum(dual[n + n_bands :], 0.0).tolist(), cuts, strict=True):
        priced[[cut.unit, cut.root], cut.territory] -= price
        priced[cut.around, cut.territory] += price
        constant += price
    return priced, constant, dual[:n]


def _band_price(deal: Deal, dual: Floats) -> Floats:
    """Return the duals of the band rows, shape (n_measures, k)."""
    n, k = deal.cost.shape
    return dual[n : n + len(deal.measures) * k].reshape(len(deal.measures), k)


def _cheapest(deal: Deal, priced: Floats) -> float:
    """Return the sum over units of the cheapest priced territory; a base keeps its own."""
    cheapest = priced.min(axis=1)
    own = np.flatnonzero(deal.own >= 0)
    cheapest[deal.own[own]] = priced[deal.own[own], own]
    return float(cheapest.sum())


def separate(deal: Deal, share: Floats) -> tuple[Cut, ...]:
    """
    Return separator rows for the units of every piece that is cut off from its territory's root.

    A fractional solution may hang a piece on a thread, so pieces are looked for among the units that a territory has
    more than some, a few tenths, or most of; a row is added only where it is broken.
    """
    if deal.graph is None:
        return ()
    cuts: list[Cut] = []
    fractional = bool(((share > LEVELS[0]) & (share < 1 - LEVELS[0])).any())
    for j in range(deal.cost.shape[1]):
        for level in LEVELS if fractional else LEVELS[:1]:
            mine = share[:, j] > level
            piece = pieces(deal.graph, mine)
            found = []
            if len(np.unique(piece[mine])) > 1:
                found = _around_pieces(deal, deal.graph, share[:, j], np.where(mine, piece, -1), j)
            cuts += found
            if found:
                break
    return tuple(cuts)


LEVELS = (1e-6, 0.1, 0.3, 0.6)


def _around_pieces(deal: Deal, graph: Adjacency, share: Floats, piece: Ints, j: int) -> list[Cut]:
    """
    Return the rows for one territory's pieces; the root is its own unit, else the heaviest of the main piece.

    Each cut-off unit is separated twice: by the units around its piece, and by those around the root's piece, which
    says at once that the root must grow out of where it is hemmed in.
    """
    weight = share * deal.measures[0].amount[:, j]
    root = int(deal.own[j])
    if root < 0 or piece[root] < 0:
        main = int(np.bincount(piece[piece >= 0], weight[piece >= 0]).argmax())
        root = int(np.where(piece == main, weight + share, -1.0).argmax())
    ring = _around(graph, np.flatnonzero(piece == piece[root]))
    cuts = []
    for number in np.unique(piece[piece >= 0]):
        if number == piece[root]:
            continue
        cut_off = np.flatnonzero(piece == number)
        heaviest = cut_off[np.argsort(-weight[cut_off], kind="stable")][:CUT_UNITS]
        for around in (_around(graph, cut_off), ring):
            broken = share[heaviest] + share[root] - share[around].sum() > 1.0 + VIOLATION
            cuts += [Cut(j, int(i), root, around) for i in heaviest[broken & ~np.isin(heaviest, around)]]
    return [cut for cut in cuts if cut.root not in cut.around]


def _around(graph: Adjacency, piece: Ints) -> Ints:
    """Return the units that border on a piece."""
    return np.setdiff1d(np.concatenate([graph.of_unit(int(i)) for i in piece]), piece)


VIOLATION = 1e-4
