"""The tidy frame of results as Parquet: same results, same bytes, on one platform and lock file."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evenfield.study.errors import UnreadablePartError

LAYOUT = pa.schema(
    [
        ("replication", pa.int32()),
        ("measure", pa.string()),
        ("entity", pa.string()),
        ("month", pa.int16()),
        ("value", pa.float64()),
    ]
)


def encode(frame: pd.DataFrame) -> bytes:
    """
    Return the frame as Parquet: zstd, checksums, no time stamp, nothing of pandas' index.

    Raises
    ------
    ValueError
        When the columns are not those of the tidy frame.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(as_table(frame), sink, compression="zstd", write_page_checksum=True, store_schema=False)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def as_table(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the frame as an Arrow table of the layout; ValueError when its columns are others."""
    if list(frame.columns) != LAYOUT.names:
        raise ValueError(
            f"results have the columns {', '.join(LAYOUT.names)}, got {', '.join(map(str, frame.columns))}"
        )
    return pa.Table.from_pandas(frame, schema=LAYOUT, preserve_index=False).replace_schema_metadata(None)


def decode(content: bytes) -> pd.DataFrame:
    """
    Return the frame kept in these bytes.

    Raises
    ------
    UnreadablePartError
        When the bytes are truncated, damaged or laid out otherwise.
    """
    try:
        table: Any = pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
    except (OSError, ValueError) as error:  # pyarrow's own errors are children of these two
        raise UnreadablePartError(f"not a whole Parquet file ({str(error).splitlines()[0]})") from error
    if not table.schema.equals(LAYOUT):
        raise UnreadablePartError(f"other columns than {', '.join(LAYOUT.names)}")
    frame: pd.DataFrame = table.to_pandas()
    return frame
