"""The map of an alignment: a colour for each territory, neighbours apart, homes marked, units that moved hatched."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from evenfield.report.outlines import Albers, Outlines, outlines
from evenfield.report.picture import INK, house_style, shortened
from evenfield.territory.colouring import LIGHT, coloured, territory_borders
from evenfield.territory.labels import placed
from scenarios import read_borders
from sim.scenario import Scenario
from sim.territory.alignment import Alignment
from sim.territory.contiguity import Adjacency, with_crossings
from sim.territory.travel import distance_km
from sim.territory.workload import bases, homes

Floats = NDArray[np.float64]
WIDE, LONGEST, SHORTEST = 11.0, 11.0, 4.0
"""Width of a map and the limits of its height [inches]."""
LABEL_POINTS = 7.0
NEAREST = 6
"""Units that count as neighbours where the world has no borders."""


def territory_map(scenario: Scenario, before: Scenario | None = None) -> Figure:
    """
    Return the map of a scenario's territories; with ``before`` the units that changed hands since are hatched.

    Raises
    ------
    ValueError
        When the world has no geography, or the two scenarios have different units.
    """
    units = scenario.tables.units
    if not (np.any(units["lng"] != 0) or np.any(units["lat"] != 0)):
        raise ValueError("the world has no geography: every unit lies at 0, 0")
    if before is not None and not np.array_equal(before.tables.units["id"], units["id"]):
        raise ValueError(f"{before.name} has other basic units than {scenario.name}")
    with house_style():
        return _drawn(scenario, before)


def picture_bytes(figure: Figure, kind: str) -> bytes:
    """Return a map as a PNG or SVG file, the same bytes for the same figure."""
    buffer = BytesIO()
    with house_style():
        metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        figure.savefig(buffer, format=kind, dpi=200, metadata=metadata)
    return buffer.getvalue()


def _drawn(scenario: Scenario, before: Scenario | None) -> Figure:
    """Return the figure."""
    units, alignment = scenario.tables.units, Alignment.of(scenario)
    projection = Albers.around(units["lng"], units["lat"])
    centres = projection.project(units["lng"], units["lat"])
    drawn = None if scenario.borders is None else outlines(read_borders(Path(scenario.borders)), projection)
    figure, axes = _sheet(centres if drawn is None else np.concatenate(drawn.rings))
    colour = coloured(territory_borders(_graph(scenario), alignment.rep_of, len(alignment.reps)))
    fills = np.array([LIGHT[c % len(LIGHT)] for c in colour], dtype=object)[alignment.rep_of]
    moved = np.zeros(len(units), dtype=np.bool_)
    if before is not None:
        was, now = Alignment.of(before), alignment
        moved = was.reps[was.rep_of].astype(object) != now.reps[now.rep_of].astype(object)
    if drawn is None:
        _dots(axes, centres, units["potential"], fills, moved)
    else:
        _areas(axes, drawn, dict(zip(units["id"].tolist(), range(len(units)), strict=True)), (fills, moved))
        _lines(axes, drawn, dict(zip(units["id"].tolist(), alignment.rep_of.tolist(), strict=True)))
    _reps(axes, scenario, centres, alignment)
    title = shortened(scenario.title or scenario.name, 90)
    axes.set_title(title, parse_math=False, fontsize=13)
    _legend(figure, scenario, moved if before is not None else None)
    return figure


def _sheet(points: Floats) -> tuple[Figure, Axes]:
    """Return a figure with one plot that fits these points, its scale equal both ways."""
    low, high = points.min(axis=0), points.max(axis=0)
    wide, tall = np.maximum(high - low, 1e-6)
    height = float(np.clip((WIDE - 0.3) * tall / wide, SHORTEST, LONGEST)) + 0.9
    figure = Figure(figsize=(WIDE, height))
    axes = figure.add_axes((0.15 / WIDE, 0.45 / height, 1 - 0.3 / WIDE, 1 - 0.9 / height))
    axes.set_aspect("equal")
    axes.set_axis_off()
    margin = 0.01 * max(wide, tall)
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    return figure, axes


def _graph(scenario: Scenario) -> Adjacency:
    """Return which units border on which; without borders each on its nearest few."""
    units, graph = scenario.tables.units, Adjacency.of(scenario.tables)
    if graph is not None:
        return with_crossings(graph, units["lng"], units["lat"])[0]
    km = distance_km(units["lng"][:, None], units["lat"][:, None], units["lng"], units["lat"])
    np.fill_diagonal(km, np.inf)
    near = np.argsort(km, axis=1, kind="stable")[:, : min(NEAREST, len(units) - 1)]
    return Adjacency.of_pairs(len(units), np.repeat(np.arange(len(units)), near.shape[1]), near.ravel())


def _areas(
    axes: Axes, drawn: Outlines, row: dict[str, int], shown: tuple[NDArray[np.object_], NDArray[np.bool_]]
) -> None:
    """Fill the units, hatch those that moved."""
    fills, moved = shown
    rings = [(ring, row[unit]) for ring, unit in zip(drawn.rings, drawn.unit_of, strict=True) if unit in row]
    colours = [fills[i] for _, i in rings]
    axes.add_collection(
        PolyCollection([ring for ring, _ in rings], facecolors=colours, edgecolors="white", linewidths=0.12)
    )
    hatched = [ring for ring, i in rings if moved[i]]
    if hatched:
        axes.add_collection(
            PolyCollection(hatched, facecolors="none", edgecolors="#333333", linewidths=0.0, hatch="//////")
        )


def _lines(axes: Axes, drawn: Outlines, rep_of: dict[str, int]) -> None:
    """Draw coasts thin, and the borders between territories dark."""
    coast = [part for left, right, part in drawn.arcs if (left in rep_of) != (right in rep_of)]
    between = [
        part
        for left, right, part in drawn.arcs
        if left in rep_of and right in rep_of and rep_of[left] != rep_of[right]
    ]
    axes.add_collection(LineCollection(coast, colors=INK, linewidths=0.4))
    axes.add_collection(LineCollection(between, colors=INK, linewidths=0.9, capstyle="round"))


def _dots(
    axes: Axes, centres: Floats, potential: Floats, fills: NDArray[np.object_], moved: NDArray[np.bool_]
) -> None:
    """Draw units without outlines as dots sized by potential; moved ones have a thick rim."""
    size = 20 + 260 * potential / max(float(potential.max()), 1e-12)
    rims = np.where(moved, 1.8, 0.4)
    axes.scatter(centres[:, 0], centres[:, 1], s=size, c=fills.tolist(), edgecolor=INK, linewidth=rims)


def _reps(axes: Axes, scenario: Scenario, centres: Floats, alignment: Alignment) -> None:
    """Mark bases, and homes that are elsewhere, and write each rep's id beside his base."""
    covers = np.flatnonzero(np.bincount(alignment.rep_of, minlength=len(alignment.reps)) > 0)
    base, home = bases(scenario)[covers], homes(scenario)[covers]
    away = base != home
    axes.scatter(
        centres[home[away], 0],
        centres[home[away], 1],
        marker="s",
        s=12,
        facecolor="none",
        edgecolor=INK,
        linewidth=0.7,
        zorder=5,
    )
    axes.scatter(
        centres[base, 0], centres[base, 1], s=16, facecolor="white", edgecolor=INK, linewidth=0.9, zorder=6
    )
    low, high = axes.get_xlim()
    km_per_point = (high - low) / (72 * (WIDE - 0.3))
    names = [shortened(str(name), 18) for name in alignment.reps[covers]]
    width = np.array([0.64 * LABEL_POINTS * len(name) * km_per_point for name in names])
    where = placed(centres[base], width, 1.15 * LABEL_POINTS * km_per_point)
    for name, at, point, wide in zip(names, where, centres[base], width, strict=True):
        if float(np.hypot(*(at - point))) > max(wide, 3 * LABEL_POINTS * km_per_point):
            axes.plot(*np.stack([point, at]).T, color=INK, linewidth=0.4, zorder=5)
        label = axes.text(
            at[0], at[1], name, fontsize=LABEL_POINTS, ha="center", va="center", zorder=7, parse_math=False
        )
        label.set_path_effects([withStroke(linewidth=1.8, foreground="white")])


def _legend(figure: Figure, scenario: Scenario, moved: NDArray[np.bool_] | None) -> None:
    """Say what the marks mean, in one row below."""
    marks: list[Line2D | Patch] = [
        Line2D(
            [], [], marker="o", linestyle="", markerfacecolor="white", markeredgecolor=INK, label="rep's base"
        )
    ]
    if (bases(scenario) != homes(scenario)).any():
        marks.append(
            Line2D(
                [],
                [],
                marker="s",
                linestyle="",
                markerfacecolor="none",
                markeredgecolor=INK,
                label="home, left",
            )
        )
    if moved is not None:
        told = f"changed hands: {int(moved.sum()):,} of {len(moved):,} units"
        marks.append(
            Patch(facecolor="white", edgecolor="#333333", hatch="//////", label=told)
            if scenario.borders is not None
            else Line2D([], [], marker="o", linestyle="", markerfacecolor="none", markeredgewidth=1.8,
                        markeredgecolor=INK, label=told)
        )  # fmt: skip
    marks.append(
        Line2D(
            [], [], color=INK, linewidth=0.9, label="border between territories; neighbours differ in colour"
        )
    )
    figure.legend(handles=marks, loc="lower center", ncols=len(marks), frameon=False, fontsize=9)
