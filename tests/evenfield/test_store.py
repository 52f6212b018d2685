"""Parts: the same results give the same bytes, and damage is noticed."""

import json
import os

import pandas as pd
import pytest
from toy_world import ToyWorld, block_of, replicate

from evenfield.study import files
from evenfield.study.blocks import block_key, block_size, cut, source_hash
from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.frame import decode, encode
from evenfield.study.store import PartStore

FRAME = replicate(ToyWorld(), [0, 1, 2])
BLOCK = block_of()
KEY = BLOCK.key


def test_a_part_gives_back_what_was_kept_to_the_column_type(tmp_path):
    store = PartStore(tmp_path)
    store.save(BLOCK, FRAME)

    got = store.load(KEY)

    assert got.astype({"measure": str, "entity": str}).equals(FRAME.astype({"measure": str, "entity": str}))
    assert [str(kind) for kind in got.dtypes[["replication", "month", "value"]]] == [
        "int32",
        "int16",
        "float64",
    ]


def test_the_same_results_give_the_same_bytes_whatever_their_index():
    moved = FRAME.set_index(pd.Index([7, 3, 5]))

    assert encode(moved) == encode(FRAME)


def test_categories_and_texts_give_the_same_bytes():
    assert encode(FRAME.astype({"measure": "category"})) == encode(FRAME)


def test_no_value_stays_no_value():
    empty = FRAME.assign(value=float("nan"))

    assert decode(encode(empty))["value"].isna().all()


def test_other_columns_are_refused():
    with pytest.raises(
        ValueError, match="columns replication, measure, entity, month, value, got replication"
    ):
        encode(FRAME[["replication"]])


@pytest.mark.parametrize("cut_at", [0, 4, 100, -1])
def test_a_truncated_part_is_unreadable_and_named(tmp_path, cut_at):
    store = PartStore(tmp_path)
    store.save(BLOCK, FRAME)
    whole = store.part(KEY).read_bytes()
    store.part(KEY).write_bytes(whole[:cut_at])

    with pytest.raises(UnreadablePartError, match=f"{KEY}.parquet"):
        store.load(KEY)


def test_a_flipped_bit_is_noticed(tmp_path):
    store = PartStore(tmp_path)
    store.save(BLOCK, FRAME)
    damaged = bytearray(store.part(KEY).read_bytes())
    damaged[60] ^= 1  # inside the first data page
    store.part(KEY).write_bytes(damaged)

    with pytest.raises(UnreadablePartError):
        store.load(KEY)


def test_a_table_of_another_layout_is_not_taken_for_results(tmp_path):
    FRAME[["value"]].to_parquet(tmp_path / f"{KEY}.parquet")

    with pytest.raises(UnreadablePartError, match="other columns"):
        PartStore(tmp_path).load(KEY)


def test_how_a_part_was_made_stands_beside_it_without_host_or_user(tmp_path):
    PartStore(tmp_path).save(BLOCK, FRAME)

    beside = json.loads((tmp_path / f"{KEY}.json").read_text())

    made = {"made", "python", "system", "packages", "source", "schema", "git", "lock", "solver"}
    what = {"key", "label", "fingerprint", "replications", "rows", "sha256", "values_sha256"}
    assert set(beside) == made | what
    assert (beside["rows"], beside["replications"], beside["solver"]) == (3, [0, 1, 2], None)
    assert os.path.expanduser("~") not in (tmp_path / f"{KEY}.json").read_text()  # noqa: PTH111 - text is compared


def test_a_full_disk_leaves_the_old_part_whole_and_no_trace_of_the_new(tmp_path, monkeypatch):
    store = PartStore(tmp_path)
    store.save(BLOCK, FRAME)
    before = store.part(KEY).read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        store.save(BLOCK, FRAME.assign(value=1.0))

    assert store.part(KEY).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{KEY}.json", f"{KEY}.parquet"]


@pytest.mark.parametrize(
    ("leads_per_year", "replications_a_block"),
    [(1250, 2), (10_000, 1), (1_000_000, 1), (10, 25)],  # 2,500 leads a block, at least 1 and at most 25
)
def test_block_size_follows_the_volume(leads_per_year, replications_a_block):
    assert block_size(ToyWorld(leads_per_year=leads_per_year)) == replications_a_block


def test_a_warm_up_counts_as_work():
    world = ToyWorld(leads_per_year=1250)
    world.run.warmup_days = 365.25  # two years in all: 2,500 leads

    assert block_size(world) == 1


def test_blocks_cover_every_replication_once_in_order():
    blocks = cut("toy", ToyWorld(), [4, 0, 1, 3, 2])

    assert [block.replications for block in blocks] == [(0, 1), (2, 3), (4,)]
    assert [str(block) for block in blocks[1:]] == ["toy, replications 2-3", "toy, replication 4"]


def test_the_key_changes_with_scenario_and_replications_and_nothing_else(monkeypatch):
    keys = {block_key("a", [0]), block_key("b", [0]), block_key("a", [1]), block_key("a", [0, 1])}

    assert len(keys) == 4
    assert block_key("a", [0]) == block_key("a", (0,))
    monkeypatch.setattr("evenfield.study.blocks.source_hash", lambda: "other source")
    assert block_key("a", [0]) not in keys


def test_the_source_hash_is_a_sha256():
    assert len(bytes.fromhex(source_hash())) == 32


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_writes_stays(tmp_path):
    here = files._here()
    dead, alive = tmp_path / f".k.{here}.999999999.ab.tmp", tmp_path / f".k.{here}.1.ab.tmp"
    elsewhere, foreign = tmp_path / ".k.0000.999999999.ab.tmp", tmp_path / ".mine.tmp"
    for file in (dead, alive, elsewhere, foreign):
        file.touch()

    files.sweep(tmp_path)

    assert sorted(tmp_path.iterdir()) == sorted([alive, elsewhere, foreign])
