"""Files of the user's own rules: run here and in every worker, and part of what identifies a result."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from types import ModuleType


class PluginError(ValueError):
    """A file of the user's own rules that cannot be run; the message names file and line."""


@dataclass(frozen=True)
class Plugin:
    """A Python file as it was when it was loaded."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """Return the module's name, its own for every content."""
        return f"evenfield_plugin_{hashlib.sha256(self.content).hexdigest()[:16]}"


_loaded: list[Plugin] = []


def loaded() -> tuple[Plugin, ...]:
    """Return the files loaded so far, in order."""
    return tuple(_loaded)


def load_plugins(paths: Sequence[Path | str]) -> None:
    """
    Run Python files that register rules of the user's own (behaviours, routers, customer rules, pay components).

    A file is run once, however often it is loaded; one whose content has changed is run again.

    Raises
    ------
    PluginError
        With every file that is not there, is no Python, or raises an error, with its line.
    """
    faults = []
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            faults.append(f"{path}: {error.strerror or error}")
            continue
        try:
            run_plugin(Plugin(str(path), content))
        except PluginError as error:
            faults.append(str(error))
    if faults:
        raise PluginError("\n".join(faults))


def run_plugin(plugin: Plugin) -> None:
    """Run one file as a module of its own, unless it has been run; PluginError when it cannot be."""
    if any(known.name == plugin.name for known in _loaded):
        return
    module = ModuleType(plugin.name)
    module.__file__ = plugin.path
    sys.modules[plugin.name] = module  # a dataclass looks its module up here
    try:
        exec(compile(plugin.content, plugin.path, "exec"), module.__dict__)
    except SyntaxError as error:
        del sys.modules[plugin.name]
        raise PluginError(f"{plugin.path}:{error.lineno}:{error.offset}: {error.msg}") from error
    except SystemExit as error:
        del sys.modules[plugin.name]
        raise PluginError(
            f"{plugin.path}:{_line(error, plugin.path)}: it ends the program; a file of rules only makes them"
        ) from error
    except Exception as error:
        del sys.modules[plugin.name]
        raise PluginError(
            f"{plugin.path}:{_line(error, plugin.path)}: {type(error).__name__}: {error}"
        ) from error
    _loaded.append(plugin)


def _line(error: BaseException, path: str) -> int:
    """Return the last line of the file that an error came through; 1 when it came through none."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == path]
    return (lines[-1] or 1) if lines else 1
