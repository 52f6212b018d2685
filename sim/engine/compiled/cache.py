"""Where compiled code is kept between processes: a folder named by the text of everything that goes into it."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

try:
    import fcntl
except ImportError:  # Windows has other locks; there every process compiles
    fcntl = None  # type: ignore[assignment,unused-ignore]

LOGGER = logging.getLogger("evenfield.engine")
_READY, _LOCK = "ready", "compiling"


def folder() -> str | None:
    """Return the folder of the engine's code: named by all of ``sim``, any constant of which may be in it."""
    return code_folder(Path(__file__).parents[2])


@cache
def code_folder(sources: Path) -> str | None:
    """
    Return the folder for the compiled code of all Python files below a folder, ``None`` when nothing can be written.

    Code is stale when any function that it calls was edited; a folder named by the hash of all sources and of the
    compilers' versions cannot be. It is the one thing that the simulation writes.
    """
    where = _users_folder() / "evenfield" / "compiled" / _fingerprint(sources)
    try:
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=where):
            pass
    except OSError:
        return None
    return str(where)


def kept_code(name: str, make: Callable[[], bytes]) -> bytes:
    """Return a kernel's code by its name: from the folder, or made now and put there."""
    where = folder()
    if where is None:
        return make()
    file = Path(where) / name
    if file.exists():
        return file.read_bytes()
    code = make()
    half_done = file.with_name(f"{name}.{os.getpid()}")
    with suppress(OSError):  # a full disk: the next process makes it again
        half_done.write_bytes(code)
        half_done.replace(file)
    return code


@contextmanager
def compiling() -> Iterator[None]:
    """
    Surround the first run: say that it compiles, and let one of several processes do it while the others wait.

    Whoever comes later finds the code in the folder and neither waits nor says anything.
    """
    kept = folder()
    if kept is None:
        _say_once("compiling the simulation engine in memory: the user's cache folder cannot be written")
        yield
        return
    ready = Path(kept) / _READY
    if ready.exists():
        yield
        return
    with _one_at_a_time(Path(kept) / _LOCK):
        if not ready.exists():
            _say_once("compiling the simulation engine, once for this version: some seconds")
            yield
            ready.touch()
            return
    yield  # another process has compiled while we waited


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Hold a file's lock, which the system lets go of whatever becomes of this process; where it has none, go on."""
    if fcntl is None:
        yield
        return
    with lock.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            _say_once("waiting for another process that compiles the simulation engine")
            with suppress(OSError):  # a folder on a network may know no locks: then both compile
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def _say_once(what: str) -> None:
    LOGGER.warning(what)


def _users_folder() -> Path:
    """Return the user's cache folder; NUMBA_CACHE_DIR is where he wants it."""
    wanted = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    if wanted:
        return Path(wanted)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is no home
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


def _fingerprint(sources: Path) -> str:
    """Return the hash of the sources that are compiled, and of what compiles them."""
    compilers = (
        f"{version('numba')} {version('llvmlite')}"  # asked of their papers: to load them takes its time
    )
    told = hashlib.sha256(f"{sys.version} {compilers} {np.__version__}".encode())
    for source in sorted(sources.rglob("*.py")):
        told.update(source.name.encode() + source.read_bytes())
    return told.hexdigest()[:24]
