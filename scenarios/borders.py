"""The outlines of basic units, for maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from scenarios.faults import Fault, ScenarioError
from scenarios.text_files import UnreadableError, require_file

LARGEST_BYTES = 256_000_000
COLUMNS = ("arc", "left", "right", "lng", "lat")


def read_borders(path: str | Path) -> dict[str, NDArray[Any]]:
    """
    Return the columns of a borders file, one row a point, the points of an arc in their order.

    Returns
    -------
    dict
        ``arc`` (number of the arc), ``left`` and ``right`` (ids of the units on either side, "" outside), ``lng`` and
        ``lat`` [degrees], each of shape (n_points,).

    Raises
    ------
    ScenarioError
        When the file is absent, is no Parquet file, or lacks one of the columns.
    """
    import pyarrow as pa  # noqa: PLC0415 - 0.3 s to import, and only maps need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        require_file(Path(path), LARGEST_BYTES)
        with pq.ParquetFile(path) as file:
            missing = [name for name in COLUMNS if name not in file.schema_arrow.names]
            if missing:
                raise ScenarioError(
                    [Fault(str(path), path=name, message="the column is missing") for name in missing]
                )
            data = file.read(columns=list(COLUMNS))
    except UnreadableError as error:
        raise ScenarioError([Fault(str(path), message=error.message, hint=error.hint)]) from error
    except (pa.ArrowException, OSError) as error:
        raise ScenarioError(
            [Fault(str(path), message=f"this is no Parquet file: {str(error)[:200]}")]
        ) from error
    return {name: data.column(name).to_numpy() for name in COLUMNS}
