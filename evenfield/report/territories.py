"""The territory map: counties filled by the load of their territory, borders between territories, reps' bases."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from evenfield.report.outlines import Albers, Outlines
from evenfield.report.picture import INK, Picture, png, shortened
from sim.quota import potential_by_rep, rep_of_unit
from sim.scenario import Scenario
from sim.territory.workload import bases

Floats = NDArray[np.float64]
_EVEN = 1.25
"""A territory between 1/1.25 and 1.25 times the mean counts as even in the table."""


@dataclass(frozen=True)
class Balance:
    """How even the potential of a scenario's territories is, each over the mean territory."""

    scenario: str
    least: float
    median: float
    busiest: float
    variation: float
    even_share: float
    moved_units: int | None
    """Units with another rep than in the first scenario; ``None`` when the two have different units."""
    moved_share: float
    n_units: int


def load_of_reps(scenario: Scenario) -> Floats:
    """Return each territory's potential over the mean territory, shape (n_reps,); NaN when there is none at all."""
    potential = potential_by_rep(scenario)
    mean = potential.mean()
    return np.asarray(potential / mean if mean > 0 else np.full(len(potential), np.nan))


def balance(scenario: Scenario, first: Scenario) -> Balance:
    """Return how even the territories are, and what moved since the first scenario."""
    load, potential = load_of_reps(scenario), scenario.tables.units["potential"]
    comparable = has_units_of(scenario, first)
    moved = (
        _covered_by(scenario) != _covered_by(first) if comparable else np.zeros(len(potential), dtype=bool)
    )
    whole = float(potential.sum())
    return Balance(
        scenario.name,
        float(load.min()),
        float(np.median(load)),
        float(load.max()),
        float(load.std()),
        float(np.mean((load >= 1 / _EVEN) & (load <= _EVEN))),
        int(moved.sum()) if comparable else None,
        float(potential[moved].sum()) / whole if whole else 0.0,
        len(moved),
    )


def has_units_of(scenario: Scenario, first: Scenario) -> bool:
    """Return whether a scenario has the same basic units as the first."""
    return bool(np.array_equal(scenario.tables.units["id"], first.tables.units["id"]))


def is_realigned(scenario: Scenario, first: Scenario) -> bool:
    """Return whether any unit has another rep than in the first scenario, or there are other units."""
    return not has_units_of(scenario, first) or bool(np.any(_covered_by(scenario) != _covered_by(first)))


def on_the_map(scenario: Scenario) -> bool:
    """Return whether the world has geography: some unit lies elsewhere than at 0, 0."""
    units = scenario.tables.units
    return bool(np.any(units["lng"] != 0) or np.any(units["lat"] != 0))


def territory_map(scenario: Scenario, drawn: Outlines | None, projection: Albers) -> Picture:
    """Return the map of a scenario's territories; without outlines, units are dots sized by potential."""
    units = scenario.tables.units
    load = load_of_reps(scenario)
    of_unit = load[rep_of_unit(scenario)]
    centres = projection.project(units["lng"], units["lat"])
    figure = Figure(figsize=(5.6, 4.25))
    axes = figure.add_axes((0.01, 0.13, 0.98, 0.80))
    colours = ScalarMappable(Normalize(-2, 2, clip=True), _colours())
    if drawn is None:
        _dots(axes, centres, units["potential"], colours.to_rgba(np.log2(of_unit)))
    else:
        _fill(axes, drawn, dict(zip(units["id"].tolist(), of_unit.tolist(), strict=True)), colours)
        _borders(axes, drawn, dict(zip(units["id"].tolist(), rep_of_unit(scenario).tolist(), strict=True)))
    at = centres[bases(scenario)]
    axes.scatter(at[:, 0], at[:, 1], s=11, facecolor="white", edgecolor="black", linewidth=0.8, zorder=5)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.autoscale_view()
    axes.set_title(shortened(scenario.name), parse_math=False)
    _colour_bar(figure, colours)
    return png(figure, _alt(scenario, load))


def _alt(scenario: Scenario, load: Floats) -> str:
    return (
        f"Map of the {len(load)} territories of {scenario.name}. The largest has {load.max():.2f} times "
        f"the mean potential, the smallest {load.min():.2f} times."
    )


def _covered_by(scenario: Scenario) -> NDArray[np.object_]:
    return np.asarray(scenario.plan.alignment["rep"], dtype=object)


def _colours() -> Colormap:
    """Return cividis, dark for much: safe for the colour-blind, even steps in grey, no black that hides lines."""
    whole = mpl.colormaps["cividis_r"]
    return ListedColormap(whole(np.linspace(0.0, 0.88, 64)))


def _fill(axes: Axes, drawn: Outlines, load_of: dict[str, float], colours: ScalarMappable) -> None:
    load = np.array([load_of.get(unit, np.nan) for unit in drawn.unit_of])
    known = np.where(load > 0, load, 2.0**-2)  # a territory without potential is as light as the scale goes
    # Edges in the colour of the face: otherwise hairlines of background show between neighbours.
    fills = colours.to_rgba(np.log2(known))
    axes.add_collection(PolyCollection(drawn.rings, facecolors=fills, edgecolors=fills, linewidths=0.3))


def _borders(axes: Axes, drawn: Outlines, rep_of: dict[str, int]) -> None:
    """Draw the arcs between two territories, black on white, so that they show on light and on dark; coasts thin."""
    coast = [part for left, right, part in drawn.arcs if (left in rep_of) != (right in rep_of)]
    inland = [part for left, right, part in drawn.arcs if left in rep_of and right in rep_of]
    reps = [
        (rep_of[left], rep_of[right]) for left, right, _ in drawn.arcs if left in rep_of and right in rep_of
    ]
    lines = [part for part, (one, other) in zip(inland, reps, strict=True) if one != other]
    axes.add_collection(LineCollection(coast, colors=INK, linewidths=0.35))
    axes.add_collection(LineCollection(lines, colors="white", linewidths=1.3, capstyle="round"))
    axes.add_collection(LineCollection(lines, colors="black", linewidths=0.55, capstyle="round"))


def _dots(axes: Axes, centres: Floats, potential: Floats, colours: Floats) -> None:
    size = 4 + 120 * potential / max(float(potential.max()), 1e-12)
    axes.scatter(centres[:, 0], centres[:, 1], s=size, c=colours, edgecolor=INK, linewidth=0.3)


def _colour_bar(figure: Figure, colours: ScalarMappable) -> None:
    bar = figure.add_axes((0.12, 0.105, 0.76, 0.025))
    figure.colorbar(colours, cax=bar, orientation="horizontal", ticks=[-2, -1, 0, 1, 2])
    bar.set_xticklabels(["0.25x or less", "0.5x", "mean", "2x", "4x or more"], fontsize=9)
    bar.set_xlabel("potential of the territory; white dots: reps' bases", fontsize=9, labelpad=2)
