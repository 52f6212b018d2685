"""Messages between study and worker: a length, then a pickle of our own objects, over a private pipe."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import BinaryIO

from evenfield.study.plugins import Plugin
from sim.scenario import Scenario

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Hello:
    """The first message: where to import from, the task as ``module:function``, and the user's own rules."""

    search_path: tuple[str, ...]
    task: str
    plugins: tuple[Plugin, ...] = ()


@dataclass(frozen=True)
class Ready:
    """A worker's answer to hello, with the hash of the source it will run."""

    source: str


@dataclass(frozen=True)
class Learn:
    """A scenario, sent once a worker."""

    fingerprint: str
    scenario: Scenario


@dataclass(frozen=True)
class Work:
    """Replications of a scenario the worker knows."""

    fingerprint: str
    replications: tuple[int, ...]


@dataclass(frozen=True)
class Done:
    """A block's results as Parquet bytes."""

    part: bytes


@dataclass(frozen=True)
class Failed:
    """An error raised by the task."""

    reason: str
    traceback: str


Message = Hello | Ready | Learn | Work | Done | Failed


def send(pipe: BinaryIO, message: Message) -> None:
    """Write one message."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: BinaryIO) -> Message:
    """
    Return the next message.

    Raises
    ------
    EOFError
        When the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    message: Message = pickle.loads(_exactly(pipe, length))
    return message


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError("the other side closed the pipe")
    return content
