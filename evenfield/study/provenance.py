"""Under what conditions results were made: time, platform, versions, lock file, our own source. No host, no user."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import sim
from evenfield.study.blocks import SCHEMA, source_hash

PACKAGES = ("evenfield", "numpy", "pandas", "pyarrow", "scipy", "simpy", "mesa", "pydantic", "pyyaml")


def provenance() -> dict[str, object]:
    """Return the conditions of now, ready for JSON; the time is UTC."""
    return {"made": datetime.now(UTC).isoformat(timespec="seconds"), "source": source_hash(), **_conditions()}


@lru_cache(maxsize=1)
def _conditions() -> Mapping[str, object]:
    """Return what does not change while a process runs."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: _version(name) for name in PACKAGES},
        "schema": SCHEMA,
        "lock": _lock_hash(),
        "git": _git_state(),
    }


def _lock_hash() -> str | None:
    """Return the sha256 of the lock file our source was installed from, ``None`` for a copy without one."""
    lock = Path(sim.__file__).parents[1] / "requirements.lock"
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if lock.is_file() else None


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _git_state() -> dict[str, object] | None:
    """Return commit and dirty flag of our own source, ``None`` when it is no checkout."""
    folder = Path(sim.__file__).parent
    try:
        # An installed copy may lie inside somebody else's repository, which says nothing about our source.
        _git(folder, "ls-files", "--error-unmatch", "__init__.py")
        commit = _git(folder, "rev-parse", "HEAD")
        return {"commit": commit, "dirty": bool(_git(folder, "status", "--porcelain", "--", "."))}
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=5, check=True
    )
    return done.stdout.strip()
