"""One worker process, seen from the study: started when it is needed, told each scenario once."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from typing import IO, Any, cast

import pandas as pd

from evenfield.study.blocks import Block, source_hash
from evenfield.study.errors import BlockFailedError
from evenfield.study.frame import decode
from evenfield.study.plugins import loaded
from evenfield.study.wire import Done, Failed, Hello, Learn, Message, Ready, Work, receive, send

# Each worker has one core; threads of the numeric libraries would only fight over it.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
_SECONDS_TO_END = 5


class WorkerLostError(RuntimeError):
    """The process is gone; the message says how it ended."""


class WorkerProcess:
    """A process that runs ``task`` on blocks. One thread uses it; ``kill`` may come from any."""

    def __init__(self, task: str) -> None:
        self.task = task
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._known: set[str] = set()
        self._killed = False

    @property
    def pid(self) -> int | None:
        """Return the process id, ``None`` when none is running."""
        return self._process.pid if self._process else None

    def work(self, block: Block) -> pd.DataFrame:
        """
        Return the block's results.

        Raises
        ------
        WorkerLostError
            When the process died before it answered.
        BlockFailedError
            When the task raised an error.
        """
        try:
            process = self._process or self._start()
            if block.fingerprint not in self._known:
                send(cast("Any", process.stdin), Learn(block.fingerprint, block.scenario))
                self._known.add(block.fingerprint)
            answer = self._ask(process, Work(block.fingerprint, block.replications))
        except (EOFError, OSError) as error:
            raise WorkerLostError(self._how_it_ended()) from error
        if isinstance(answer, Failed):
            failure = BlockFailedError(f"{block}: {answer.reason}")
            failure.add_note(answer.traceback)
            raise failure
        return decode(cast("Done", answer).part)

    def kill(self) -> None:
        """End the process at once, and start none again."""
        self._killed = True
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """Let the process end by closing its input, and forget it; the next block starts another."""
        process, self._process = self._process, None
        self._known.clear()
        if process:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._errors:
            self._errors.close()
            self._errors = None

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process and make sure that it runs the same source."""
        if self._killed:
            raise EOFError("killed")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process, closed in close()
        process = self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "evenfield.study.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | ONE_THREAD,
            **_own_group(),
        )
        if self._killed:  # between the question above and the start
            process.kill()
        ready = self._ask(process, Hello(tuple(sys.path), self.task, loaded()))
        if cast("Ready", ready).source != source_hash():
            raise BlockFailedError(
                "the source of the simulation changed while the study ran; run the command again"
            )
        return process

    def _ask(self, process: subprocess.Popen[bytes], question: Message) -> Message:
        send(cast("Any", process.stdin), question)
        return receive(cast("Any", process.stdout))

    def _how_it_ended(self) -> str:
        """Return the exit code and the last words on standard error."""
        if not self._process or not self._errors:
            return "it did not start"
        try:
            code = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            return "it closed its output but runs on"
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip().splitlines()
        ended = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        return f"{ended}{', last words: ' + words[-1] if words else ''}"


def _own_group() -> dict[str, Any]:
    """Return what keeps a terminal's Ctrl-C from the worker, from its first moment on."""
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
    return {"process_group": 0}
