"""The work on one block, named so that a worker can find it: ``module:function``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from traceback import extract_tb
from typing import cast

import pandas as pd

from sim.scenario import Scenario

Task = Callable[[Scenario, Sequence[int]], pd.DataFrame]

REPLICATE = "sim.replicate:replicate"


def find(task: str) -> Task:
    """Return the function named ``module:function``."""
    module, _, function = task.partition(":")
    return cast("Task", getattr(importlib.import_module(module), function))


def reason(error: Exception) -> str:
    """Return one line on an error of a task: its kind, what it says, and where it was raised."""
    frames = extract_tb(error.__traceback__)
    where = f" (at {Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
