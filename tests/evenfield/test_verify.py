"""Verify: whatever is damaged is named."""

import json

import pytest
from toy_study import reasons, run_study

from evenfield.study.compact import compact
from evenfield.study.verify import verify


@pytest.fixture
def study(tmp_path):
    return run_study(tmp_path / "runs" / "first")


def test_an_untouched_study_is_whole(study):
    assert (verify(study).parts, reasons(study)) == (6, [])


def test_a_flipped_bit_anywhere_in_a_part_is_named(study):
    key = study.store.loose()[0]
    whole = study.store.part(key).read_bytes()

    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 16
        study.store.part(key).write_bytes(damaged)
        assert [one.file for one in verify(study).bad][:1] == [study.store.part(key)], place


def test_a_part_under_another_name_is_named(study):
    first, second = study.store.loose()[:2]
    study.store.part(first).write_bytes(study.store.part(second).read_bytes())
    study.store.beside(first).write_bytes(study.store.beside(second).read_bytes())

    assert reasons(study) == ["its key is not the content address of what its sidecar says"]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("fingerprint", "of another scenario", "content address"),
        ("source", "other source", "content address"),
        ("replications", [7], "content address"),
        ("replications", "many", "content address"),
        ("schema", None, "content address"),
        ("sha256", "0" * 64, "other bytes"),
        ("values_sha256", "0" * 64, "other values"),
    ],
)
def test_a_sidecar_that_says_something_else_is_named(study, field, value, reason):
    beside = study.store.beside(study.store.loose()[0])
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {field: value}))

    assert any(reason in one for one in reasons(study))


@pytest.mark.parametrize(
    ("content", "reason"), [("", "no JSON"), ("[1]", "lacks key"), ("{}", "lacks key"), (None, "no sidecar")]
)
def test_a_lost_or_broken_sidecar_is_named(study, content, reason):
    beside = study.store.beside(study.store.loose()[0])
    beside.unlink() if content is None else beside.write_text(content)

    assert len(reasons(study)) == 1
    assert reason in reasons(study)[0]


@pytest.mark.parametrize("cut_at", [0, 4, 200, -1])
def test_a_truncated_pack_is_named(study, cut_at):
    compact(study.store)
    pack = min(study.store.folder.iterdir())
    pack.write_bytes(pack.read_bytes()[:cut_at])

    assert [one.file for one in verify(study).bad] == [pack]


def test_a_damaged_question_is_named(study):
    (study.path / "study.json").write_text("{")

    assert "study.json is damaged" in reasons(study)[0]
