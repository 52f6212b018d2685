"""A CSV of quotas, weights or past bookings as texts, or one line about why it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pandas.errors import EmptyDataError

from scenarios.faults import Fault, ScenarioError


def read_texts(path: Path) -> pd.DataFrame:
    """
    Return the table of a CSV file, every cell as its text.

    Raises
    ------
    ScenarioError
        When it is not there, is empty, or is no CSV.
    """
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except EmptyDataError:
        why = "it is empty"
    except OSError as error:
        why = (error.strerror or str(error)).lower()
    except ValueError as error:
        why = str(error)
    raise ScenarioError([Fault(str(path), message=f"cannot be read: {why}")])
