"""Hostile and tired files as a user meets them: ``evenfield check`` ends with 2, says where, and shows no traceback."""

import os
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenfield.cli.app import app
from evenfield.cli.exits import BAD_INPUT

HERE = Path(__file__).parent
# A matrix without a cell is wrong for one scenario to load; check takes all its cells.
WRONG = sorted(file.name for file in (HERE / "wrong").glob("*.yaml") if file.stem != "matrix_without_cell")


def checked(path):
    return CliRunner().invoke(app, ["check", str(path)], prog_name="evenfield")


def variant(folder, text):
    path = folder / "v.yaml"
    path.write_bytes(text if isinstance(text, bytes) else f"extends: base.yaml\n{text}\n".encode())
    return path


def table(folder, name, content):
    (folder / "data" / name).write_bytes(content)
    return variant(folder, f"plan: {{quotas: {{table: data/{name}}}}}")


def laughs(folder):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
    return variant(folder, "\n".join(lines))


def link_circle(folder):
    (folder / "data" / "one.csv").symlink_to(folder / "data" / "two.csv")
    (folder / "data" / "two.csv").symlink_to(folder / "data" / "one.csv")
    return variant(folder, "plan: {quotas: {table: data/one.csv}}")


def link_circle_of_scenarios(folder):
    (folder / "v.yaml").symlink_to(folder / "w.yaml")
    (folder / "w.yaml").symlink_to(folder / "v.yaml")
    return folder / "v.yaml"


def device(folder):
    (folder / "data" / "q.csv").symlink_to("/dev/zero")
    return variant(folder, "plan: {quotas: {table: data/q.csv}}")


def pipe(folder):
    os.mkfifo(folder / "data" / "q.csv")
    return variant(folder, "plan: {quotas: {table: data/q.csv}}")


def bomb(folder):
    with zipfile.ZipFile(folder / "data" / "q.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(120_000_000))
    return variant(folder, "plan: {quotas: {table: data/q.xlsx}}")


def long_cell(folder):
    return table(folder, "q.csv", b"rep,quota\nann," + b"9" * 20_000_000 + b"\nbob,1\n")


def long_line(folder):
    return variant(folder, "title: " + "x" * 4_900_000 + "\nrun: {seed: x}")


def long_chain(folder):
    for n in range(80):
        (folder / f"c{n}.yaml").write_text(f"extends: c{n + 1}.yaml\n")
    (folder / "c80.yaml").write_text("extends: base.yaml\n")
    return folder / "c0.yaml"


def secret(folder):
    outside = folder.parent / f"{folder.name}-secret.csv"
    outside.write_text("rep,quota\nann,1\nbob,1\n")
    return variant(folder, f"plan: {{quotas: {{table: ../{outside.name}}}}}")


def folder_for_a_table(folder):
    (folder / "data.csv").mkdir()
    return variant(folder, "plan: {quotas: {table: data.csv}}")


MADE = {
    "billion laughs": laughs,
    "links in a circle": link_circle,
    "scenario links in a circle": link_circle_of_scenarios,
    "a device": device,
    "a pipe": pipe,
    "a zip bomb": bomb,
    "a cell of 20 MB": long_cell,
    "a line of 5 MB": long_line,
    "a chain of 80": long_chain,
    "a path that escapes": secret,
    "a folder": folder_for_a_table,
    "no file": lambda folder: folder / "none.yaml",
    "not UTF-8": lambda folder: variant(folder, "extends: base.yaml\ntitle: Überblick\n".encode("cp1252")),
    "UTF-16 without a mark": lambda folder: variant(folder, "extends: base.yaml\n".encode("utf-16-le")),
    "binary": lambda folder: variant(folder, bytes(range(256)) * 8),
    "only NUL": lambda folder: variant(folder, b"\0" * 100),
    "deep brackets": lambda folder: variant(folder, "a: " + "[" * 100_000),
    "deep braces": lambda folder: variant(folder, "a: " + "{a: " * 5_000),
    "deep indentation": lambda folder: variant(folder, "\n".join(" " * n + f"k{n}:" for n in range(300))),
    "many keys twice": lambda folder: variant(folder, "run: {seed: 1}\n" * 2_000),
    "a huge number": lambda folder: variant(folder, "run: {seed: " + "9" * 5_000 + "}"),
    "a huge power": lambda folder: variant(folder, "market: {leads_per_year: 1e999999999}"),
    "a huge power in quotes": lambda folder: variant(folder, "plan: {pay: {pay: {ote: '1e99999999'}}}"),
    "a huge slope in quotes": lambda folder: variant(
        folder, "plan: {pay: {components: [{id: bookings, payout: {beyond: {slope: '1e99999999'}}}]}}"
    ),
    "other digits in quotes": lambda folder: variant(folder, "plan: {pay: {pay: {ote: '\u0661\u0660\u0660'}}}"),
    "a key that is a list": lambda folder: variant(folder, "? [a, b]\n: 1"),
    "a directive": lambda folder: variant(folder, b"%YAML 9.9\n---\nextends: base.yaml\n"),
    "an object": lambda folder: variant(folder, "title: !!python/object/apply:os.system ['true']"),
    "half a character": lambda folder: variant(folder, 'title: "\\ud800"\nrun: {seed: x}'),
    "an empty table": lambda folder: table(folder, "q.csv", b""),
    "headings only": lambda folder: table(folder, "q.csv", b"rep,quota\n"),
    "NUL in a table": lambda folder: table(folder, "q.csv", b"rep,quota\nann,\0\n"),
    "a quote never closed": lambda folder: table(folder, "q.csv", b'rep,quota\nann,"1\nbob,1\n'),
    "a NaN": lambda folder: table(folder, "q.csv", b"rep,quota\nann,nan\nbob,1\n"),
    "a key that is not there": lambda folder: table(folder, "q.csv", b"rep,quota\n,1\nann,1\nbob,1\n"),
    "no Parquet": lambda folder: table(folder, "q.parquet", b"PAR1 and so on PAR1"),
    "no Excel": lambda folder: table(folder, "q.xlsx", b"PK\x03\x04 and so on"),
    "a formula": lambda folder: table(folder, "q.csv", b"rep,quota\nann,=1+1\nbob,1\n"),
    "a thousand columns": lambda folder: table(folder, "q.csv", b",".join(b"c%d" % n for n in range(1000)) + b"\n1\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_ends_with_2_and_its_place(name, monkeypatch):
    monkeypatch.chdir(HERE)

    done = checked(f"wrong/{name}")

    assert done.exit_code == BAD_INPUT
    assert done.stderr.startswith("evenfield: wrong/")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", list(MADE))
def test_a_hostile_file_ends_with_2_and_a_few_lines(name, tiny):
    path = MADE[name](tiny)

    done = checked(path)

    assert done.exit_code == BAD_INPUT, done.exception
    assert "evenfield: " in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 20_000


def test_the_corpus_is_large_enough():
    assert len(WRONG) + len(MADE) >= 60
