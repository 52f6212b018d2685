"""The event log: columns made when they are asked for, parts by kind and time, and the order of equal moments."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import sales_force

from sim.engine.compiled.run import run_compiled
from sim.engine.compiled.state import CUSTOMER, ORDER, TOLD, WANT, empty
from sim.engine.compiled.subjects import ABOUT_OF_KIND
from sim.engine.compiled.ties import order_ties
from sim.engine.log import EventLog, Kind, Recorder


@pytest.fixture(scope="module")
def log():
    return run_compiled(sales_force(), 0).log


@pytest.mark.parametrize("lines", [70, 500])
def test_a_log_told_in_many_pieces_is_the_same(log, monkeypatch, lines):
    monkeypatch.setattr("sim.engine.compiled.tables.PIECE", lines)

    assert run_compiled(sales_force(), 0).log.same_as(log)


class Counting:
    """A source that notes which columns were asked for."""

    def __init__(self, log):
        self.log, self.asked = log, []

    def __len__(self):
        return 3

    def column(self, name):
        self.asked.append(name)
        return getattr(self.log, name)[:3]


def test_a_column_is_made_once_and_only_when_it_is_asked_for(log):
    source = Counting(log)
    lazy = EventLog.made_from(source)

    assert len(lazy) == 3
    assert source.asked == []
    assert lazy.kind is lazy.kind
    assert source.asked == ["kind"]


def test_a_log_that_made_all_its_columns_lets_go_of_what_they_were_made_from(log):
    lazy = EventLog.made_from(Counting(log))

    told = replace(lazy)

    assert told.same_as(lazy)
    assert set(vars(lazy)) == {field.name for field in fields(EventLog)}


def test_a_column_that_there_is_not_is_named(log):
    with pytest.raises(AttributeError, match="no 'tiem'; its columns are time, kind"):
        _ = log.tiem


@pytest.mark.parametrize("hour", [-1.0, 0.0, 2000.0, 1e9])
def test_before_and_since_part_the_log_in_two(log, hour):
    before, since = log.before(hour), log.since(hour)

    assert len(before) + len(since) == len(log)
    assert (before.time < hour).all()
    assert (since.time >= hour).all()
    assert np.array_equal(np.concatenate([before.entity, since.entity]), log.entity)


def test_parts_by_kind_are_the_rows_of_those_kinds_in_order(log):
    part = log.of(Kind.WON, Kind.LOST)
    mask = np.isin(log.kind, (Kind.WON, Kind.LOST))

    assert part.same_as(log.where(mask))
    assert len(part) == log.counts[Kind.WON] + log.counts[Kind.LOST]
    assert part.of(Kind.WON).same_as(log.of(Kind.WON))


@settings(deadline=None)  # the first run may compile
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)), max_size=90
    )
)
def test_lines_of_one_moment_are_put_in_the_order_that_the_reference_sorts_them(told):
    told.sort(key=lambda line: line[0])
    lines, rows = empty(TOLD, len(told)), Recorder()
    for place, (time, kind, entity, rep) in enumerate(told):
        lines[place] = (time, entity, rep, kind, 0)
        rows.add(time, kind, (30, 10, 20, 40)[entity], rep, -1)
    nobody = [empty(dtype, 1) for dtype in (CUSTOMER, ORDER, WANT)]
    ids = np.array([30, 10, 20, 40], dtype=np.uint64)

    rank, spare = np.empty((2, len(lines)), np.int64)
    room = np.empty(len(lines), np.uint64), rank, spare, empty(TOLD, len(lines))
    order_ties(lines, *room, ABOUT_OF_KIND, ids, *nobody, ids)

    wanted = rows.log()
    assert np.array_equal(lines["kind"], wanted.kind)
    assert np.array_equal(ids[lines["row"]], wanted.entity)
    assert np.array_equal(lines["rep"], wanted.rep)
