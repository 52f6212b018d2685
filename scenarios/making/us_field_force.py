"""
Remake the data files of the shipped world ``us-field-force`` from the raw public data, byte for byte the same.

    python -m scenarios.making.us_field_force --data PATH              counties, borders, reps, today's alignment
    python -m scenarios.making.us_field_force --budget today.yaml      what the world should come to, in closed form
    python -m scenarios.making.us_field_force --last-year              today's quotas from a simulated last year
    python -m scenarios.making.us_field_force --measure                mean demand and the repriced accelerator

``--data`` is the only step that needs the raw data; the others read the library. The numbers that stand in the YAML
files are printed, not written: a scenario is edited by people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scenarios import load
from scenarios.making import last_year, made_up_reps, us_borders, us_counties, us_facts
from scenarios.making.load_budget import budget

LIBRARY = Path(__file__).parents[1] / "library" / "us-field-force"


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line asks for."""
    asked = _parser().parse_args(arguments)
    if asked.data is not None:
        make_tables(asked.data, asked.library)
        _tell(us_facts.told(asked.data))
    if asked.budget is not None:
        _tell(budget(load(asked.library / asked.budget)).told())
    if asked.last_year:
        quotas = last_year.quotas(load(asked.library / "today.yaml"))
        _write(asked.library / "today" / "quotas.csv", last_year.csv_of(quotas))
    if asked.measure:
        _tell(last_year.told(load(asked.library / "today.yaml"), asked.replications))


def make_tables(raw: Path, library: Path) -> None:
    """Write the world's tables and today's alignment, and equal quotas when there are none yet."""
    units = us_counties.units(raw)
    ids = units["id"].tolist()
    aligned = made_up_reps.alignment(units)
    (library / "data").mkdir(parents=True, exist_ok=True)
    (library / "today").mkdir(exist_ok=True)
    _write_parquet(units, library / "data" / "units.parquet")
    _write_parquet(us_counties.neighbours(raw, ids), library / "data" / "neighbours.parquet")
    _write_parquet(us_borders.borders(raw, ids), library / "data" / "borders.parquet")
    rep_table = made_up_reps.reps(units, aligned)
    _write(library / "data" / "reps.csv", _csv(rep_table))
    _write(library / "today" / "alignment.csv", _csv(aligned))
    if not (library / "today" / "quotas.csv").exists():
        # A scenario needs some quotas before a last year can be simulated under it; they don't matter to it.
        _write(
            library / "today" / "quotas.csv",
            _csv(rep_table[["id"]].rename(columns={"id": "rep"}).assign(quota="800000.00")),
        )


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table small, and the same every time."""
    table.to_parquet(path, compression="zstd", compression_level=19, index=False)


def _csv(table: pd.DataFrame) -> str:
    text: str = table.to_csv(index=False, lineterminator="\n")
    return text


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scenarios.making.us_field_force", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--data", type=Path, help="folder that holds geo_us, insurance_sales_panel and olist_funnel"
    )
    parser.add_argument("--budget", metavar="FILE", help="scenario file of the library, such as today.yaml")
    parser.add_argument("--last-year", action="store_true", help="remake today/quotas.csv")
    parser.add_argument(
        "--measure", action="store_true", help="print mean demand and the repriced accelerator"
    )
    parser.add_argument("--replications", type=int, default=20, help="for --measure (default 20)")
    parser.add_argument("--library", type=Path, default=LIBRARY, help="folder to write to and read from")
    return parser


if __name__ == "__main__":
    main()
