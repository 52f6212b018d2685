"""The files of a study: safe in a spreadsheet, the folder ours or refused."""

import io

import pandas as pd
import pytest
from toy_world import ToyWorld, block_of, replicate

from evenfield.study.errors import StoreError
from evenfield.study.files import write_atomically
from evenfield.study.folder import Member, StudyFolder, StudyFolderError
from evenfield.study.written import csv, kpi_rows

MEMBER = Member("toy", "lib/toy", ToyWorld())


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])  # noqa: RUF001
def test_no_text_of_a_csv_starts_a_formula(hostile):
    table = csv(pd.DataFrame({"scenario": [hostile], "difference": [-1.5]}))

    back = pd.read_csv(io.BytesIO(table), dtype={"scenario": str})

    assert back["scenario"][0].startswith("'")
    assert back["difference"][0] == -1.5  # a negative number stays a number


def test_a_kpi_without_a_value_is_none_in_json():
    rows = {row["kpi"]: row for row in kpi_rows(replicate(ToyWorld(), [0, 1]))}

    assert rows["bookings"]["mean"] == 53.0  # (0 + 3 + 100 + 3) / 2
    assert rows["win_rate"]["mean"] is None


def test_what_was_asked_is_read_back(tmp_path):
    folder = StudyFolder(tmp_path / "new" / "study")
    folder.begin([MEMBER], 3, seed=5)

    manifest = folder.manifest()

    assert (manifest.replications, manifest.seed) == (3, 5)
    assert [(one.label, one.given, len(one.parts)) for one in manifest.scenarios] == [("toy", "lib/toy", 2)]


def test_another_question_removes_old_results_and_keeps_parts(tmp_path):
    folder = StudyFolder(tmp_path)
    folder.begin([MEMBER], 2, seed=None)
    folder.store.save(block_of(replications=(0,)), replicate(ToyWorld(), [0]))
    (tmp_path / "report.html").write_text("old")

    folder.begin([MEMBER], 2, seed=None)
    kept_for_the_same = (tmp_path / "report.html").exists()
    folder.begin([MEMBER], 4, seed=None)

    assert kept_for_the_same
    assert not (tmp_path / "report.html").exists()
    assert folder.store.has(block_of(replications=(0,)).key)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")

    with pytest.raises(StudyFolderError, match="other files in it and no study"):
        StudyFolder(tmp_path).begin([MEMBER], 2, seed=None)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StudyFolderError, match="is a file"):
        StudyFolder(tmp_path / "file").begin([MEMBER], 2, seed=None)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"what": "evenfield study"}', "\x00", "null"])
def test_a_damaged_manifest_is_said(tmp_path, content):
    (tmp_path / "study.json").write_text(content)

    with pytest.raises(StudyFolderError, match=r"study\.json is damaged"):
        StudyFolder(tmp_path).manifest()


def test_an_empty_folder_holds_no_study(tmp_path):
    with pytest.raises(StudyFolderError, match="no study here"):
        StudyFolder(tmp_path).manifest()


def test_an_unfinished_study_says_what_is_missing(tmp_path):
    folder = StudyFolder(tmp_path)
    folder.begin([MEMBER], 4, seed=None)

    with pytest.raises(StudyFolderError, match="2 of 2 parts of toy are not there yet"):
        folder.results(folder.manifest().scenarios[0])


def test_a_damaged_part_says_how_to_make_it_again(tmp_path):
    folder = StudyFolder(tmp_path)
    folder.begin([MEMBER], 1, seed=None)
    asked = folder.manifest().scenarios[0]
    folder.store.save(block_of(replications=(0,)), replicate(ToyWorld(), [0]))
    folder.store.part(asked.parts[0]).write_bytes(b"PAR1")

    with pytest.raises(StudyFolderError, match="run the same command again"):
        folder.results(asked)


@pytest.mark.parametrize("cell", ["", "/no-cap"])
def test_a_path_is_kept_relative_to_the_study(tmp_path, monkeypatch, cell):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").touch()
    folder = StudyFolder("runs/demo")
    folder.begin([Member("mine", f"mine.yaml{cell}", ToyWorld())], 2, seed=None)

    asked = folder.manifest().scenarios[0]

    assert asked.given == f"../../mine.yaml{cell}"
    assert folder.reach(asked.given) == f"mine.yaml{cell}"


@pytest.mark.parametrize("content", ['{"what": "my diploma"}', "[1]", "years of work"])
def test_a_study_of_somebody_else_is_refused_and_left_alone(tmp_path, content):
    (tmp_path / "study.json").write_text(content)

    with pytest.raises(StudyFolderError, match="other files in it and no study"):
        StudyFolder(tmp_path).begin([MEMBER], 2, seed=None)

    assert (tmp_path / "study.json").read_text() == content


def test_a_damaged_question_beside_parts_is_asked_again(tmp_path):
    folder = StudyFolder(tmp_path)
    folder.store.save(block_of(replications=(0,)), replicate(ToyWorld(), [0]))
    (tmp_path / "study.json").write_text("{")

    folder.begin([MEMBER], 2, seed=None)

    assert folder.manifest().replications == 2


def test_a_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StudyFolderError, match="file is a file"):
        StudyFolder(tmp_path / "file" / "sub").begin([MEMBER], 2, seed=None)


def test_another_question_asked_meanwhile_is_noticed(tmp_path):
    ours, same, other = (StudyFolder(tmp_path) for _ in range(3))
    ours.begin([MEMBER], 2, seed=None)
    same.begin([MEMBER], 2, seed=None)
    ours.refuse_other_question()
    other.begin([MEMBER], 4, seed=None)

    with pytest.raises(StoreError, match="another study was started in this folder; the parts are kept"):
        ours.refuse_other_question()


def test_a_file_that_cannot_be_written_is_told_by_its_own_name(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "there").mkdir()  # a folder of that name is in the way of the last step

    with pytest.raises(OSError, match="the folder does not exist") as below_a_file:
        write_atomically(tmp_path / "file" / "new.html", b"")
    with pytest.raises(IsADirectoryError) as in_the_way:
        write_atomically(tmp_path / "there", b"")

    assert below_a_file.value.filename == str(tmp_path / "file" / "new.html")
    assert in_the_way.value.filename == str(tmp_path / "there")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "there"]
