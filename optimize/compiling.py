"""The door to Numba for the optimizers: kernels whose machine code is kept between processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba as typed_numba
from numba.core import config as typed_config
from numba.extending import register_jitable

from sim.engine.compiled.cache import code_folder

numba: Any = typed_numba
config: Any = typed_config  # options that their stubs do not know
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """
    Return a function that kernels compile into themselves: strict arithmetic, no bounds checked.

    Python calls the function as it stands: the code that would unpack its arguments takes longer to compile than most
    of these functions.
    """
    made: Function = register_jitable(error_model="numpy")(function)
    return made


def kernel(function: Function) -> Function:
    """
    Return a compiled function that Python calls; other Python threads go on while it runs.

    Its code is kept in the user's cache folder under the hashes of its package's sources and of ``optimize.kernels``,
    so it may call ``compiled`` functions of these two only: an edit elsewhere would not be seen.

    A user's first command waits for the compiler. What costs it much: NumPy's general functions in a kernel (a sort, a
    slice set to an array, a sum), many functions that hand the same large tuples on, and each further kernel.
    """
    kept = _folder(Path(function.__code__.co_filename).parent)
    if kept is None:
        made: Function = numba.njit(error_model="numpy", nogil=True, no_cfunc_wrapper=True)(function)
        return made
    before = config.CACHE_DIR
    config.CACHE_DIR = kept  # read when the decorator runs; other kernels of the program keep their own place
    try:
        made = numba.njit(error_model="numpy", nogil=True, no_cfunc_wrapper=True, cache=True)(function)
    finally:
        config.CACHE_DIR = before
    return made


def _folder(package: Path) -> str | None:
    """Return the folder of a package's code, ``None`` when nothing can be written."""
    own, shared = code_folder(package), code_folder(SHARED)
    return None if own is None or shared is None else str(Path(own) / Path(shared).name)


SHARED = Path(__file__).parent / "kernels"
