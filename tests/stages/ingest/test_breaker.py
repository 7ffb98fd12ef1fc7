"""The circuit breaker: beyond its contract nothing passes, or only with a reason that is kept."""

from dataclasses import replace

import pytest

from shouwang.rules.content import load_content
from shouwang.stages.ingest.breaker import (
    Counts,
    Measure,
    NeedsAReason,
    fail_if_unexplained,
    stops_of,
)
from shouwang.stages.ingest.differences import Difference
from tests.stages.ingest.builders import COUNTRY

WITHIN = Counts(
    read=100, rejected=0, doubled=0, strangers=0, difference=Difference("part", now=100)
)


@pytest.fixture(scope="module")
def contract():
    found = load_content(COUNTRY).contracts["water"]
    return replace(found, reject_limit=0.1, duplicate_limit=0.1, drift_limit=0.2, expected_rows=5)


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({}, None),
        ({"rejected": 10}, None),
        ({"rejected": 11}, Measure.REJECTS),
        ({"doubled": 10}, None),
        ({"doubled": 11}, Measure.DUPLICATES),
        ({"strangers": 1}, Measure.STRANGERS),
        ({"difference": Difference("part", now=100, drift=0.2)}, None),
        ({"difference": Difference("part", now=100, drift=0.21)}, Measure.DRIFT),
        ({"difference": Difference("part", now=5)}, None),
        ({"difference": Difference("part", now=4)}, Measure.TOO_FEW),
        ({"read": 0, "rejected": 0}, None),
        ({"absent": {"litres": 0}}, None),
        ({"absent": {"another_feed": 3}}, None),
        ({"absent": {"litres": 3}}, Measure.ABSENT),
    ],
)
def test_stops_beyond_the_limit_and_not_at_it(contract, change, measure):
    found = [stop.measure for stop in stops_of(replace(WITHIN, **change), contract)]
    assert found == ([measure] if measure else [])


def test_names_the_number_the_limit_and_the_mend(contract):
    drifted = Difference("part", before=200, now=100, vanished=100, drift=0.5)
    (stop,) = stops_of(replace(WITHIN, difference=drifted), contract)
    for part in ("100", "200", "50.00 %", "20.00 %"):
        assert part in stop.message
    assert stop.mend
    assert (stop.value, stop.limit) == (0.5, 0.2)


def test_lets_anything_drift_where_the_contract_says_nothing(contract):
    drifted = replace(WITHIN, difference=Difference("part", now=100, drift=9.0))
    assert stops_of(drifted, replace(contract, drift_limit=None)) == []


def test_a_reason_lets_pass_what_may_be_accepted(contract):
    stops = stops_of(replace(WITHIN, doubled=50, strangers=1), contract)
    with pytest.raises(NeedsAReason) as error:
        fail_if_unexplained(stops, "  ")
    assert len(error.value.problems) == 2
    fail_if_unexplained(stops, "核对过户口簿")


def test_rejected_rows_are_accepted_by_nobody(contract):
    (stop,) = stops_of(replace(WITHIN, rejected=50), contract)
    assert not stop.may_be_accepted
