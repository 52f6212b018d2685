"""Packs: many parts in one file, not a bit lost, whatever happens in between."""

import pandas as pd
import pytest
from toy_study import TOY, WORLDS, parts, reasons, run_study
from toy_world import ToyWorld, block_of, replicate

import evenfield as ef
from evenfield.study import compact as compacting
from evenfield.study.compact import compact
from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.folder import StudyFolder
from evenfield.study.packs import ENDING
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore


@pytest.fixture
def study(tmp_path):
    return run_study(tmp_path / "runs" / "first")


def test_packing_leaves_one_file_a_scenario_and_the_same_results(study):
    before = {name: ef.open_run(study.path).frame(name) for name in WORLDS}

    done = compact(study.store)

    assert [(one.label, one.parts) for one in sorted(done, key=lambda one: one.label)] == [
        ("other", 3),
        ("toy", 3),
    ]
    assert len(list(study.store.folder.iterdir())) == 2
    assert all(ef.open_run(study.path).frame(name).equals(before[name]) for name in WORLDS)
    assert reasons(study) == []


def test_a_part_from_a_pack_is_what_it_was_down_to_its_sidecar(study):
    key = study.store.loose()[0]
    frame, about = study.store.load(key), study.store.sidecar(key)

    compact(study.store)

    assert study.store.load(key).equals(frame)
    assert study.store.sidecar(key) == about


def test_a_packed_study_goes_on_and_packs_again(study):
    compact(study.store)

    run_study(study.path, 6)  # 4-5 is new; 4 alone stays as the block it was
    compact(study.store)

    assert len(list(study.store.folder.iterdir())) == 2
    assert len(study.store.kept()) == 8  # of each world 0-1, 2-3, 4 and 4-5
    assert ef.open_run(study.path).frame("toy")["replication"].tolist() == [0, 1, 2, 3, 4, 5]
    assert reasons(study) == []


def test_nothing_packed_is_worked_again(study):
    compact(study.store)

    again = simulate_many(WORLDS, 5, store=study.store, workers=1, task="toy_world:break_a_law")

    assert again["toy"]["replication"].tolist() == [0, 1, 2, 3, 4]


def test_packing_twice_has_nothing_to_do(study):
    compact(study.store)

    assert compact(study.store) == []


def test_killed_between_pack_and_clearing_up_nothing_is_lost_or_counted_twice(study, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_path, **_missing_ok):
        raise Killed

    before = parts(study)
    with monkeypatch.context() as during:
        during.setattr(compacting.Path, "unlink", kill)
        with pytest.raises(Killed):
            compact(study.store)

    assert before.items() <= parts(study).items()
    assert ef.open_run(study.path).sql("SELECT count(*) AS n FROM results")["n"][0] == 10
    compact(study.store)
    assert ef.open_run(study.path).frame("toy")["replication"].tolist() == [0, 1, 2, 3, 4]


def test_a_full_disk_while_packing_changes_nothing(study, monkeypatch):
    def full(_path, _content):
        raise OSError(28, "No space left on device")

    before = parts(study)
    monkeypatch.setattr(compacting, "write_atomically", full)

    with pytest.raises(StoreError, match="No space left on device"):
        compact(study.store)

    assert parts(study) == before


def test_a_damaged_part_is_not_packed(study):
    keys = study.manifest().scenarios[0].parts
    study.store.part(keys[1]).write_bytes(b"PAR1")

    with pytest.raises(StoreError, match=f"{keys[1]}.parquet.*verify"):
        compact(study.store)

    assert set(keys) <= set(study.store.loose())


def test_two_truths_about_one_replication_are_not_packed(tmp_path):
    store, world = PartStore(tmp_path), ToyWorld()
    store.save(block_of(world, (0, 1)), replicate(world, [0, 1]))
    store.save(block_of(world, (1, 2)), replicate(world, [1, 2]).assign(value=7.0))

    with pytest.raises(StoreError, match="differ in replication 1"):
        compact(store)


def test_a_damaged_pack_is_worked_again_and_said(study):
    compact(study.store)
    for pack in study.store.folder.glob(f"*{ENDING}"):
        content = bytearray(pack.read_bytes())
        content[60] ^= 1  # inside the first data page
        pack.write_bytes(content)

    store = StudyFolder(study.path).store
    with pytest.warns(UserWarning, match="worked again") as said:
        frame = simulate_many(WORLDS, 5, store=store, workers=1, task=TOY)["toy"]

    assert frame["replication"].tolist() == [0, 1, 2, 3, 4]
    assert len(said) == 6
    assert ef.open_run(study.path).sql("SELECT count(*) AS n FROM results")["n"][0] == 10


def test_a_pack_without_its_list_of_parts_is_no_pack(tmp_path):
    pd.DataFrame({"value": [1.0]}).to_parquet(tmp_path / f"x{ENDING}")
    store = PartStore(tmp_path)

    assert store.packs() == []
    with pytest.raises(UnreadablePartError):
        store.load("0" * 64)


def test_a_part_under_a_key_that_is_not_its_own_is_not_packed(study):
    right, _, wrong = study.manifest().scenarios[0].parts
    for file in (study.store.part, study.store.beside):
        file(wrong).write_bytes(file(right).read_bytes())
    before = parts(study)

    with pytest.raises(StoreError, match=f"{wrong}.parquet: its key is not the content address"):
        compact(study.store)

    assert parts(study) == before
