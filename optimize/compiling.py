"""The door to Numba for the optimizers: kernels whose machine code is kept between processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba as typed_numba
from numba.core import config as typed_config

from sim.engine.compiled.cache import code_folder

numba: Any = typed_numba
config: Any = typed_config  # options that their stubs do not know
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return a function compiled for the use of kernels of the same package: strict arithmetic, no bounds checked."""
    made: Function = numba.njit(error_model="numpy")(function)
    return made


def kernel(function: Function) -> Function:
    """
    Return a compiled function that Python calls; other Python threads go on while it runs.

    Its code is kept in the user's cache folder under the hash of its package's sources, so it may call
    ``compiled`` functions of its own package only: an edit elsewhere would not be seen.
    """
    kept = code_folder(Path(function.__code__.co_filename).parent)
    if kept is None:
        made: Function = numba.njit(error_model="numpy", nogil=True)(function)
        return made
    before = config.CACHE_DIR
    config.CACHE_DIR = kept  # read when the decorator runs; other kernels of the program keep their own place
    try:
        made = numba.njit(error_model="numpy", nogil=True, cache=True)(function)
    finally:
        config.CACHE_DIR = before
    return made
