"""
A worker process: scenarios and blocks come in on standard input, results go out; it ends with its input.

Started as ``python -m evenfield.study.worker``, so nothing of the user's script runs again: no guard needed.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import BinaryIO

from evenfield.study.blocks import source_hash
from evenfield.study.frame import encode
from evenfield.study.plugins import run_plugin
from evenfield.study.task import Task, find, reason
from evenfield.study.wire import Done, Failed, Hello, Learn, Message, Ready, Work, receive, send
from sim.scenario import Scenario


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the requests end."""
    task: Task | None = None
    known: dict[str, Scenario] = {}
    while True:
        try:
            message = receive(requests)
        except EOFError:
            return
        if isinstance(message, Hello):
            sys.path[:] = message.search_path
            for plugin in message.plugins:
                run_plugin(plugin)
            task = find(message.task)
            send(answers, Ready(source_hash()))
        elif isinstance(message, Learn):
            known[message.fingerprint] = message.scenario
        elif isinstance(message, Work) and task is not None:
            send(answers, _work(task, known[message.fingerprint], message.replications))


def _work(task: Task, scenario: Scenario, replications: tuple[int, ...]) -> Message:
    """Return the block's results, or why there are none: an error of the task must not end the worker."""
    try:
        return Done(encode(task(scenario, replications)))
    except Exception as error:  # whatever it is, the study reports it by block
        return Failed(reason(error), traceback.format_exc())


def main() -> None:
    """Serve on standard input and output; a stray print of the work goes to standard error instead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the study, which lets running blocks finish
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        os._exit(0)  # the study was killed: nobody is left to be told


if __name__ == "__main__":
    main()
