"""Where compiled code is kept between processes: a folder named by the text of everything that goes into it."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
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
_READY, _LOCK, _USED = "ready", "compiling", "used"
_DAY = 24 * 3600.0
_UNUSED_DAYS = 30
"""Code that no process has asked for in so many days is of another version, and is removed."""


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
    _note_use(where / _USED)
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

    Whoever comes later finds the code in the folder and neither waits nor says anything. Where the compiler is switched
    off, nothing is compiled, and nobody is told that it was.
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        yield
        return
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
            with suppress(
                OSError
            ):  # a full disk: the next process looks for the code and makes what is missing
                ready.touch()
            remove_unused(Path(kept).parent)
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


def remove_unused(home: Path) -> tuple[str, ...]:
    """
    Remove the code that nobody has asked for in 30 days, and return the names of its folders.

    Whoever asks for a folder notes it there first, and its lock is held while the note is read again and the folder is
    renamed, so that no process loses what it has just asked for; code that is loaded stays in memory anyway.
    """
    removed = []
    for each in sorted(home.iterdir()):
        with suppress(OSError):  # in use, gone already, or somebody else's: left as it is
            if each.is_dir() and _is_unused(each) and _take_away(each):
                removed.append(each.name)
    return tuple(removed)


def _is_unused(where: Path) -> bool:
    """Return whether nobody has asked for a folder's code for long; one without a note counts from its last change."""
    note = where / _USED
    last = (note if note.exists() else where).stat().st_mtime
    return time.time() - last > _UNUSED_DAYS * _DAY


def _take_away(where: Path) -> bool:
    """Remove a folder that nobody holds the lock of and nobody has asked for in the meantime."""
    if fcntl is None:
        return False
    with (where / _LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if (where / _USED).exists() and not _is_unused(where):  # the lock itself is a change of the folder
            return False
        away = where.with_name(f".{where.name}.{os.getpid()}")
        where.rename(away)
    shutil.rmtree(away, ignore_errors=True)
    return True


def _note_use(note: Path) -> None:
    """Note that a folder's code is used, at most once a day."""
    with suppress(OSError):
        if not note.exists() or time.time() - note.stat().st_mtime > _DAY:
            note.touch()


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
