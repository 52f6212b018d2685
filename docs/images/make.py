"""Draw the territories of the shipped world before and after design: run ``python docs/images/make.py``."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.image import imread

from evenfield.report.outlines import Albers, outlines
from evenfield.report.picture import house_style
from evenfield.report.territories import territory_map
from scenarios import load, read_borders

HERE = Path(__file__).parent


def main() -> None:
    """Write loop.png beside this file."""
    figure = Figure(figsize=(12, 4.6))
    with house_style():
        for place, name in enumerate(("today", "balanced")):
            scenario = load(f"us-field-force/{name}")
            units = scenario.tables.units
            projection = Albers.around(units["lng"], units["lat"])
            picture = territory_map(
                scenario, outlines(read_borders(Path(str(scenario.borders))), projection), projection
            )
            axes = figure.add_axes((0.5 * place, 0, 0.5, 1))
            axes.imshow(imread(io.BytesIO(base64.b64decode(picture.uri.split(",", 1)[1]))))
            axes.set_axis_off()
    figure.savefig(HERE / "loop.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
