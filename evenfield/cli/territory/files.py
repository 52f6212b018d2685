"""``evenfield territory export`` and ``units``: alignments out, a user's own map in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName
from evenfield.cli.show import nearby, show_json, tell
from evenfield.cli.taken import check_folder
from evenfield.cli.territory.options import load

KINDS = {".geojson": "geojson", ".json": "geojson", ".csv": "csv", ".parquet": "parquet"}


def export(
    given: ScenarioName,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File: .geojson, .csv or .parquet.")],
    territories: Annotated[
        bool,
        typer.Option("--territories", help="One row a territory, its outline whole, instead of one a unit."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Write who covers what as GeoJSON, CSV or Parquet, by unit or by territory.

    Example:  evenfield territory export us-field-force/balanced --territories --out territories.geojson
    """
    kind = KINDS.get(out.suffix.lower())
    if kind is None:
        raise typer.BadParameter(f"a file ends in {', '.join(KINDS)}, got {str(out)!r}", param_hint="--out")
    check_folder(out)
    from evenfield.study.files import write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.export import exported  # noqa: PLC0415

    write_atomically(out, exported(load(given), kind, whole=territories))
    if as_json:
        show_json({"scenario": given, "export": nearby(out), "kind": kind})
    else:
        tell(f"export: {nearby(out)}")


def units(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: Annotated[
        Path, typer.Argument(metavar="MAP", help="GeoJSON file, or a shapefile (needs evenfield[geo]).")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the tables; files there stay.")
    ],
    id_: Annotated[
        str | None, typer.Option("--id", metavar="PROPERTY", help="Property with the unit's id.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="PROPERTY", help="Property with its name.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="PROPERTY", help="Property with its region.")
    ] = None,
    potential: Annotated[
        str | None, typer.Option("--potential", metavar="PROPERTY", help="Property with its potential.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Turn a map of your own into units, neighbours and outlines that a scenario extends.

    Neighbours are units whose outlines have two points or more in common; a corner is none.

    Example:  evenfield territory units districts.geojson --id code --potential people --out districts
    """
    from scenarios.geo_files import read_shapes  # noqa: PLC0415 - keeps `evenfield --help` fast
    from scenarios.geo_writing import FILES, write_geography  # noqa: PLC0415

    for file in FILES:
        if (out / file).exists():
            raise typer.BadParameter(
                f"{out / file}: this file is there already and stays", param_hint="--out"
            )
    named = {"id": id_, "name": name, "region": region, "potential": potential}
    shapes = read_shapes(given, {field: column for field, column in named.items() if column is not None})
    check_folder(out / FILES[0])
    lonely = write_geography(out, shapes, given.name)
    if as_json:
        files = [nearby(out / file) for file in FILES if (out / file).exists()]
        show_json({"units": len(shapes), "without_neighbour": lonely, "files": files})
        return
    tell(f"{len(shapes):,} units: {nearby(out / 'geography.yaml')}")
    if lonely:
        more = f" and {len(lonely) - 5} more" if len(lonely) > 5 else ""  # noqa: PLR2004
        tell(f"without a neighbour: {', '.join(lonely[:5])}{more}")
