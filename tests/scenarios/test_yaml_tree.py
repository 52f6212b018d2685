from decimal import Decimal

import pytest
import yaml

from scenarios import yaml_tree
from scenarios.nodes import Fields, Leaf


def values(text):
    tree, faults = yaml_tree.parse(text, "t.yaml")
    assert not faults
    return {key: node.value for key, node in tree.entries.items()}


def refused(text):
    _, faults = yaml_tree.parse(text, "t.yaml")
    return [str(fault) for fault in faults]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_tree, "_LOADER", getattr(yaml, request.param))


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "12:30", "012", "0x1F", "0o7", "1_000", "2026-01-01", "1e", "NaN"]
)
def test_what_yaml_1_1_took_for_something_else_stays_text(text):
    assert values(f"a: {text}") == {"a": text}


# YAML 1.2.2, section 10.3.2 (core schema), but for leading zeros and other bases, which stay text.
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("-0", 0),
        ("+12", 12),
        ("0.05", Decimal("0.05")),
        (".5", Decimal("0.5")),
        ("5.", Decimal("5")),
        ("1e3", Decimal("1000")),
        ("-1.10E-2", Decimal("-0.0110")),
        ("'0.05'", "0.05"),
        ('"true"', "true"),
    ],
)
def test_plain_text_means_what_the_core_rules_say(text, meant):
    assert values(f"a: {text}") == {"a": meant}


def test_a_decimal_keeps_its_digits():
    assert str(values("a: 1000.10")["a"]) == "1000.10"


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e999", "-1e-999", "9" * 41])
def test_a_number_that_no_scenario_can_hold_is_refused_with_its_place(text):
    (fault,) = refused(f"run:\n  seed: {text}\n")

    assert fault.startswith("t.yaml:2:9: run.seed: a ")


def test_a_refused_number_leaves_the_other_values_readable(loader):
    tree, faults = yaml_tree.parse("a: .inf\nb: 2\n", "t.yaml")

    assert len(faults) == 1
    assert tree.entries["a"].broken
    assert tree.entries["b"].value == 2


def test_both_loaders_give_the_same_places(loader):
    tree, _ = yaml_tree.parse("# one\nplan:\n  - {id: ä, b: 'x'}\n  - [1,\n     2]\n", "t.yaml")

    first, second = tree.entries["plan"].items
    assert (first.entries["b"].place.line, first.entries["b"].place.column) == (3, 16)
    assert (second.items[1].place.line, second.items[1].place.column) == (5, 6)


def test_every_duplicate_key_is_refused_and_the_first_value_kept(loader):
    tree, faults = yaml_tree.parse("a: 1\nb: {c: 1, c: 2}\na: 3\na: {d: 4}\n", "t.yaml")

    assert [str(fault) for fault in faults] == [
        "t.yaml:2:11: b.c: this key stands already in line 2",
        "t.yaml:3:1: a: this key stands already in line 1",
        "t.yaml:4:1: a: this key stands already in line 1",
    ]
    assert tree.entries["a"].value == 1


def test_a_billion_laughs_are_refused_before_they_are_built(loader):
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    faults = refused("\n".join(lines))

    assert len(faults) == 12 + 11 * 9  # each anchor and each alias


@pytest.mark.parametrize("text", ["a: " + "[" * 3000, "a: " + "{b: " * 3000, "- " * 3000, "? " * 3000])
def test_deep_nesting_is_refused_not_recursed_into(text, loader):
    assert "nested more than 50 levels deep" in refused(text)[-1]


def test_a_key_that_is_no_name_is_refused(loader):
    faults = refused("? [a, b]\n: 1\n? {c: d}\n: {e: f}\n'': 2\n")

    assert [fault.partition(": ")[2] for fault in faults] == ["a key is a plain name"] * 3


@pytest.mark.parametrize("text", ["a: x\x07y", "a: \x00", "b: \ud800"])
def test_a_character_that_is_no_text_is_refused_with_its_place(text):
    (fault,) = refused("# first\n" + text)

    assert fault.startswith("t.yaml:2:")
    assert "is not text" in fault


def test_block_text_is_text_even_when_it_looks_like_a_number():
    assert values("a: |\n  012\nb: >-\n  12\n") == {"a": "012\n", "b": "12"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_marked_encoding_and_line_end_reads_the_same(encoding, newline, tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes(newline.join(["# Grüße", "title: Überblick €", "seed: .nan", ""]).encode(encoding))

    tree, faults = yaml_tree.read(str(file))

    assert tree.entries["title"] == Leaf(tree.entries["title"].place, "Überblick €", "Überblick €")
    assert (faults[0].line, faults[0].column) == (3, 7)


def test_bytes_that_are_no_utf_8_are_refused_with_their_line(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes("a: 1\ntitle: Überblick\n".encode("cp1252"))

    _, (fault,) = yaml_tree.read(str(file))

    assert (fault.line, fault.message, fault.hint) == (
        2,
        "byte 0xdc is not UTF-8 text",
        "save the file as UTF-8",
    )


def test_a_folder_a_device_and_a_huge_file_are_refused(tmp_path):
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as stream:
        stream.truncate(yaml_tree.LARGEST_BYTES + 1)

    messages = [yaml_tree.read(str(path))[1][0].message for path in (tmp_path, "/dev/zero", huge)]

    assert messages == [
        "this is a folder, a file is wanted",
        "this is not a regular file",
        "the file has 5.0 MB, more than 5 MB",
    ]


def test_thousands_of_lines_are_read_in_one_piece():
    tree, faults = yaml_tree.parse("\n".join(f"k{n}: {{a: 1.5, b: [x]}}" for n in range(2000)), "t.yaml")

    assert isinstance(tree, Fields)
    assert (len(tree.entries), faults) == (2000, [])
