"""The door to LLVM: text into machine code, and code into this process."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from functools import cache
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from sim.engine.machine.prelude import OF_PYTHON

_LEVEL = 2


@cache
def machine_name() -> str:
    """Return a name of the machine that code is made for: another processor, or another LLVM, another name."""
    told = (llvmlite.__version__, llvm.get_process_triple(), llvm.get_host_cpu_name(), _features())
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]


def machine_code(text: str) -> bytes:
    """Return the machine code of a text, optimised as a whole."""
    module = llvm.parse_assembly(text)
    module.verify()
    target = _target()
    options = llvm.create_pipeline_tuning_options(speed_level=_LEVEL)
    passes = llvm.create_pass_builder(target, options)
    passes.getModulePassManager().run(module, passes)
    code: bytes = target.emit_object(module)
    return code


def load(code: bytes) -> Any:  # noqa: ANN401 - llvmlite has no types
    """Return an engine that has the code's functions; they live as long as it does."""
    _know_functions()
    target = _target()
    empty = llvm.parse_assembly("")
    engine = llvm.create_mcjit_compiler(empty, target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


@cache
def _features() -> str:
    features: str = llvm.get_host_cpu_features().flatten()
    return features


def _target() -> Any:  # noqa: ANN401 - as above
    """Return the machine; an engine takes it over, so that each needs its own."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=_features(), opt=_LEVEL, jit=True, codemodel="jitdefault"
    )


@cache
def _know_functions() -> None:
    """Let code find the functions of the C library that Python itself calls: the same bits."""
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    for name in OF_PYTHON:
        address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
        llvm.add_symbol(f"python_{name}", address)
