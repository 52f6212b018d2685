"""Other programs that cut a map into parts; each returns the part of every unit, or None when it is not installed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimize.districting import Problem


def metis(given: Problem) -> np.ndarray | None:
    """METIS by pymetis, contiguous parts (Karypis and Kumar 1998)."""
    try:
        import pymetis  # noqa: PLC0415 - a peer that may not be there
    except ImportError:
        return None
    options = pymetis.Options(contig=1)
    parts = pymetis.part_graph(given.k, adjacency=_lists(given), vweights=_whole(given), options=options)[1]
    return np.asarray(parts)


def kahip(given: Problem) -> np.ndarray | None:
    """KaHIP in its mode 'eco', 3 % imbalance asked for (Sanders and Schulz 2013)."""
    try:
        import kahip as peer  # noqa: PLC0415 - a peer that may not be there
    except ImportError:
        return None
    graph, weights = given.graph, _whole(given)
    ones = [1] * len(graph.neighbour)
    cut = peer.kaffpa(
        weights, graph.start.tolist(), ones, graph.neighbour.tolist(), given.k, 0.03, True, 1, 1
    )
    return np.asarray(cut[1])


def gerrychain(given: Problem) -> np.ndarray | None:
    """GerryChain's recursive tree partition, 2 % asked for (MGGG)."""
    try:
        import networkx as nx  # noqa: PLC0415 - a peer that may not be there
        from gerrychain import Graph  # noqa: PLC0415
        from gerrychain.partition import recursive_tree_part  # noqa: PLC0415
    except ImportError:
        return None
    plain = nx.Graph()
    for i, weight in enumerate(given.measures[0].amount.tolist()):
        plain.add_node(i, load=weight)
    plain.add_edges_from(zip(*(side.tolist() for side in given.graph.pairs()), strict=True))
    mean = float(given.measures[0].amount.sum()) / given.k
    parts = recursive_tree_part(Graph.from_networkx(plain), range(given.k), mean, "load", 0.02)
    return np.array([parts[i] for i in range(len(given))])


def ward(given: Problem) -> np.ndarray | None:
    """Ward's clustering on the borders by spopt: compact, no eye for balance."""
    try:
        import geopandas  # noqa: PLC0415 - a peer that may not be there
        import libpysal  # noqa: PLC0415
        from spopt.region import WardSpatial  # noqa: PLC0415
    except ImportError:
        return None
    x, y = given.distance.x, given.distance.y  # type: ignore[union-attr]
    frame = geopandas.GeoDataFrame({"x": x, "y": y}, geometry=geopandas.points_from_xy(x, y))
    near = {i: given.graph.of_unit(i).tolist() for i in range(len(given))}
    model = WardSpatial(frame, libpysal.weights.W(near, silence_warnings=True), ["x", "y"], given.k)
    model.solve()
    return np.asarray(model.labels_)


def b2b(given: Problem) -> np.ndarray | None:
    """The allocator of b2b-territory-optimization: balanced on one measure, no geography."""
    try:
        import pandas as pd  # noqa: PLC0415
        from b2b_territory_optimization import TerritoryAllocator  # noqa: PLC0415 - a peer that may not be there
    except ImportError:
        return None
    frame = pd.DataFrame({"Account_ID": list(given.ids), "potential": given.measures[0].amount})
    dealt = TerritoryAllocator("potential").allocate_bucket(frame, given.k, "all")
    part = pd.factorize(dealt.set_index("Account_ID").loc[list(given.ids), "Territory_ID"])[0]
    return np.asarray(part)


PEERS: dict[str, Callable[[Problem], np.ndarray | None]] = {
    "METIS": metis,
    "KaHIP": kahip,
    "GerryChain": gerrychain,
    "spopt Ward": ward,
    "b2b-territory": b2b,
}


def _lists(given: Problem) -> list[list[int]]:
    return [given.graph.of_unit(i).tolist() for i in range(len(given))]


def _whole(given: Problem) -> list[int]:
    """Weights as whole numbers, which graph partitioners want."""
    amount = given.measures[0].amount
    return np.maximum(1, np.round(amount / amount.mean() * 1000)).astype(int).tolist()
