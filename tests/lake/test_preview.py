"""The lake as it would be: exactly what a publish makes of it, and nothing is written there."""

from datetime import date

import pytest

from shouwang.lake.deliveries import Sent
from shouwang.lake.preview import preview
from shouwang.lake.snapshots import Desk, Sources
from shouwang.lake.workspace import open_workspace
from tests.lake.test_deliveries import settled
from tests.lake.toy import rows_of

JUNE = date(2020, 6, 1)


def looked_ahead(toy, sent, rows):
    """The tables as they would be, the places that change, and what a publish makes of them."""
    base = toy.lake.latest()
    before = sorted(toy.lake.root.rglob("*"))
    with open_workspace() as work:
        landed = toy.landed(Desk(work, base, Sources(toy.lake, base)), sent, rows)
        seen = preview(
            toy.ground, work, base=base, landed=landed, sent=sent, progress=lambda *_told: None
        )
        after = {name: rows_of(source) for name, source in seen.after.items()}
        held = {name: rows_of(source) for name, source in seen.before.items()}
    assert sorted(toy.lake.root.rglob("*")) == before
    assert held == {name: toy.rows(name, base) for name in base.tables}
    return after, seen.places


@pytest.mark.parametrize(
    ("feed", "rows", "places"),
    [
        ("water", [{"household": 1, "litres": 9}], [("10", "1001"), ("10", "1002")]),
        ("claim", [{"claim": "b", "person": 31, "paid": 7}], [("10", "1001"), ("20", "2001")]),
        (
            "household",
            [{"household": 1, "village": "v3", "income": 5}],
            [("10", "1001"), ("20", "2001")],
        ),
        ("person", [{"person": 99, "household": 2}], [("10", "1002")]),
    ],
)
def test_is_what_a_publish_makes(tmp_path, feed, rows, places):
    toy = settled(tmp_path)
    water = [{"household": 1, "litres": 4}, {"household": 2, "litres": 5}]
    toy.send(3, "water", water)
    toy.send(4, "claim", [{"claim": "a", "person": 11, "paid": 5}])
    sent = Sent(5, feed, "dep:10", JUNE)
    after, changed = looked_ahead(toy, sent, rows)
    assert list(changed) == places
    snapshot = toy.send(5, feed, rows)
    assert after == {name: toy.rows(name, snapshot) for name in snapshot.tables}


def test_names_the_places_that_are_complete_without_a_row(tmp_path):
    toy = settled(tmp_path)
    sent = Sent(3, "water", "dep:10", JUNE, ("2001",))
    _after, changed = looked_ahead(toy, sent, [{"household": 1, "litres": 9}])
    assert changed == (("10", "1001"), ("20", "2001"))
