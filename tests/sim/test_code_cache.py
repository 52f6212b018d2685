"""The folder of compiled code: old versions go when nobody has asked for them in a month, and none that is in use."""

import fcntl
import multiprocessing
import os
import time

import pytest

from sim.engine.compiled import cache

OLD = time.time() - 31 * 24 * 3600


@pytest.fixture
def home(tmp_path):
    """Return a folder with code that was asked for today, long ago, and long ago without a note of it."""
    for name in ("today", "old", "unmarked"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kernel").write_bytes(b"code")
    for name in ("today", "old"):
        (tmp_path / name / "used").touch()
    os.utime(tmp_path / "old" / "used", (OLD, OLD))
    os.utime(tmp_path / "unmarked", (OLD, OLD))
    return tmp_path


def test_what_nobody_asked_for_in_a_month_is_removed(home):
    assert cache.remove_unused(home) == ("old", "unmarked")
    assert [path.name for path in home.iterdir()] == ["today"]
    assert (home / "today" / "kernel").read_bytes() == b"code"


def test_what_another_process_is_compiling_stays(home):
    with (home / "old" / "compiling").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert cache.remove_unused(home) == ("unmarked",)

    assert (home / "old" / "kernel").exists()


def test_who_asks_for_code_notes_it_so_that_it_stays(home, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(home))
    sources = home / "sources"
    sources.mkdir()
    (sources / "a.py").write_text("x = 1")
    cache.code_folder.cache_clear()

    (where,) = {cache.code_folder(sources)}
    note = home / where / "used"
    os.utime(note, (OLD, OLD))
    cache.code_folder.cache_clear()
    cache.code_folder(sources)

    assert time.time() - note.stat().st_mtime < 60
    cache.code_folder.cache_clear()


def _remove(home, start, told):
    start.wait()
    told.put(cache.remove_unused(home))


def test_several_processes_at_once_remove_each_folder_once(home):
    for n in range(20):
        (home / f"old-{n:02d}").mkdir()
        (home / f"old-{n:02d}" / "used").touch()
        os.utime(home / f"old-{n:02d}" / "used", (OLD, OLD))
    context = multiprocessing.get_context("fork")
    start, told = context.Event(), context.Queue()
    workers = [context.Process(target=_remove, args=(home, start, told)) for _ in range(3)]
    for worker in workers:
        worker.start()
    start.set()
    removed = [name for _ in workers for name in told.get(timeout=60)]
    for worker in workers:
        worker.join()

    assert len(removed) == len(set(removed))
    assert [path.name for path in home.iterdir()] == ["today"]
