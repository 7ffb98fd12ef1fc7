"""The tests leave nothing to one another."""

from pathlib import Path

TESTS = Path(__file__).parents[1]

UNDONE = {
    # Where a fixture may write to the database for longer than a test: it is undone there.
    TESTS / "conftest.py",
    # These figures stay in the database for a module; the fixture deletes them itself.
    TESTS / "stages/board/test_figures.py",
}


def test_a_fixture_that_outlives_a_test_writes_to_the_database_where_it_is_undone():
    unblock = ".un" + "block("
    found = {path for path in TESTS.rglob("*.py") if unblock in path.read_text(encoding="utf-8")}
    assert found == UNDONE
