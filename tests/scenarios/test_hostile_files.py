"""Whatever a file holds, it is a scenario or a :class:`scenarios.ScenarioError`: nothing else comes out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_library import TINY, small_library

import scenarios

MUTATIONS, MANY_MUTATIONS = 300, 5000
WORDS = (
    "{",
    "}",
    "[",
    "]",
    ",",
    ": ",
    "- ",
    "\n",
    "\t",
    "'",
    '"',
    "&a ",
    "*a",
    "!!int ",
    "---\n",
    "? ",
    "#",
    "|",
    "null",
    "true",
    ".inf",
    "1e999",
    "-1",
    "0",
    "99999999999999999999",
    "ä",
    "\x00",
    "\u2028",
    "[[",
    "<<: ",
    "%",
    "value: 1",
    "source: s",
    "id: x",
    "extends: today.yaml\n",
    "extends: [today.yaml, uncapped.yaml]\n",
    "vary: {grid: {run.seed: [1]}}\n",
    "vary: {cells: [{id: a, set: {plan.pay.components.bookings.cap: null}}]}\n",
    "{file: data/reps.csv, decimal: ','}",
    "data/reps.csv",
    "kind: none",
    "2026-13-01",
)
PLACE = st.floats(0, 1, exclude_max=True)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    return folder, small_library(folder)


@st.composite
def changes(draw):
    """Draw how to spoil a file: a few changes, each at a place between 0 and 1 of it."""
    kinds = st.sampled_from(["cut", "double", "move", "insert", "value"])
    wild = st.one_of(st.sampled_from(WORDS), st.text(max_size=5))
    return draw(st.lists(st.tuples(kinds, PLACE, PLACE, wild), min_size=1, max_size=4))


def spoilt(text, how):
    lines = text.splitlines(keepends=True)
    for kind, place, other, wild in how:
        spot = int(place * len(lines))
        line = lines[spot] if lines else ""
        at = int(other * (len(line) + 1))
        if kind == "move" and lines:
            lines.insert(int(other * len(lines)), lines.pop(spot))
        else:
            key, colon, _ = line.partition(":")
            made = {
                "cut": "",
                "double": line * 2,
                "value": f"{key}{colon} {wild}\n",
                "insert": line[:at] + wild + line[at:],
            }
            lines[spot : spot + 1] = [made.get(kind, line)]
    return "".join(lines)


def faults_of(file):
    """Return the faults of a file, ``None`` when it loads."""
    try:
        scenarios.load(file)
    except scenarios.ScenarioError as error:
        return error.faults
    return None


CALMLY = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def gives_faults_with_places_or_loads(pick, how, library):
    """Spoil one of the library's files and fail when something else than a fault with its place comes of it."""
    folder, texts = library
    # The large file most often: the others are a few lines that extend it.
    name = sorted(texts)[pick] if pick < len(texts) else "today"
    file = folder / "spoilt.yaml"
    file.write_text(spoilt(texts[name], how), encoding="utf-8", errors="surrogatepass", newline="")

    faults = faults_of(file)

    assert faults != ()
    assert all(fault.message and (fault.line or fault.code) for fault in faults or ())


@settings(CALMLY, max_examples=MUTATIONS)
@given(pick=st.integers(0, 11), how=changes())
def test_a_spoilt_library_file_gives_faults_with_places_or_loads(pick, how, library):
    gives_faults_with_places_or_loads(pick, how, library)


@pytest.mark.parametrize("word", WORDS, ids=ascii)
@settings(CALMLY, max_examples=8)
@given(kind=st.sampled_from(["insert", "value"]), place=PLACE, other=PLACE)
def test_every_hostile_word_gives_faults_with_places_or_loads(word, kind, place, other, library):
    gives_faults_with_places_or_loads(len(library[1]), [(kind, place, other, word)], library)


@pytest.mark.slow
@settings(CALMLY, max_examples=MANY_MUTATIONS)
@given(pick=st.integers(0, 11), how=changes())
def test_a_library_file_spoilt_in_many_ways_gives_faults_with_places_or_loads(pick, how, library):
    gives_faults_with_places_or_loads(pick, how, library)


@CALMLY
@given(noise=st.binary(max_size=200), at=st.integers(0, 200))
def test_a_spoilt_table_gives_faults_or_loads(noise, at, tiny):
    file = tiny / "data" / "reps.csv"
    whole = (TINY / "reps.csv").read_bytes()
    file.write_bytes(whole[:at] + noise + whole[at:])

    faults = faults_of(tiny / "base.yaml")

    assert faults != ()
    assert all(fault.code.startswith("T") for fault in faults or ())


@CALMLY
@given(text=st.text(alphabet="0123456789.,;'\"\t\n\r |=+-@eE_ab\u0663", max_size=60))
def test_any_cell_in_any_dialect_gives_faults_or_loads(text, tiny):
    (tiny / "data" / "quotas.csv").write_text(f"rep;quota\nann;{text}\nbob;1\n", encoding="utf-8", newline="")
    (tiny / "v.yaml").write_text(
        "extends: base.yaml\nplan: {quotas: {table: {file: data/quotas.csv, decimal: ',', thousands: '.'}}}\n"
    )

    faults = faults_of(tiny / "v.yaml")

    assert faults != ()
    assert all(fault.code.startswith("T") for fault in faults or ())
