"""Other programs that cut a map into parts, each in an environment of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from optimize.districting import Problem
from peers.allocators import run_peer

GIVEN = """
import sys, time
import numpy as np
given = np.load(sys.argv[1])
start, neighbour, amount, k = given["start"], given["neighbour"], given["amount"], int(given["k"])
whole = np.maximum(1, np.round(amount / amount.mean() * 1000)).astype(int).tolist()
lists = [neighbour[a:b].tolist() for a, b in zip(start[:-1], start[1:])]
"""
METIS = """
import pymetis
clock = time.process_time()
part = pymetis.part_graph(k, adjacency=lists, vweights=whole, options=pymetis.Options(contig=1))[1]
"""
KAHIP = """
import kahip
ones = [1] * len(neighbour)
clock = time.process_time()
part = kahip.kaffpa(whole, start.tolist(), ones, neighbour.tolist(), k, 0.03, True, 1, 1)[1]
"""
GERRYCHAIN = """
import networkx as nx
from gerrychain import Graph
from gerrychain.partition import recursive_tree_part
plain = nx.Graph()
plain.add_nodes_from((i, {"load": load}) for i, load in enumerate(amount.tolist()))
plain.add_edges_from((i, j) for i, near in enumerate(lists) for j in near if i < j)
clock = time.process_time()
parts = recursive_tree_part(Graph.from_networkx(plain), range(k), float(amount.sum()) / k, "load", 0.02)
part = [parts[i] for i in range(len(amount))]
"""
WARD = """
import geopandas, libpysal
from spopt.region import WardSpatial
frame = geopandas.GeoDataFrame({axis: given[axis] for axis in "xy"},
                               geometry=geopandas.points_from_xy(given["x"], given["y"]))
clock = time.process_time()
near = libpysal.weights.W(dict(enumerate(lists)), silence_warnings=True)
model = WardSpatial(frame, near, ["x", "y"], k)
model.solve()
part = model.labels_
"""
B2B = """
import pandas as pd
from b2b_territory_optimization import TerritoryAllocator
frame = pd.DataFrame({"Account_ID": [str(i) for i in range(len(amount))], "Estimated_TAM": amount})
clock = time.process_time()
dealt = TerritoryAllocator(target_metric="Estimated_TAM").allocate_bucket(frame, k, "all")
part = pd.factorize(dealt.set_index("Account_ID").loc[frame["Account_ID"], "Territory_ID"])[0]
"""
DONE = """
print(time.process_time() - clock)
np.save(sys.argv[2], np.asarray(part))
"""
PEERS = {"METIS": METIS, "KaHIP": KAHIP, "GerryChain": GERRYCHAIN, "spopt Ward": WARD, "b2b-territory": B2B}
"""
METIS by pymetis, contiguous parts (Karypis and Kumar 1998); KaHIP in its mode 'eco', 3 % imbalance asked for (Sanders
and Schulz 2013); GerryChain's recursive tree partition, 2 % asked for (MGGG); Ward's clustering on the borders by
spopt, with no eye for balance; the allocator of b2b-territory-optimization, balanced on one measure, with no eye for
geography.
"""


def cut(peer: str, given: Problem) -> tuple[np.ndarray, float] | None:
    """Return the part of every unit by a peer and its CPU seconds, None when it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        problem, part = Path(folder) / "given.npz", Path(folder) / "part.npy"
        np.savez(
            problem,
            start=given.graph.start,
            neighbour=given.graph.neighbour,
            amount=given.measures[0].amount,
            k=given.k,
            x=given.distance.x,  # type: ignore[union-attr]
            y=given.distance.y,  # type: ignore[union-attr]
        )
        printed = run_peer(GIVEN + PEERS[peer] + DONE, problem, part)
        return None if printed is None else (np.load(part), float(printed.split()[-1]))
