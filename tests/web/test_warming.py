"""A process has read what pages need before it answers; a home that cannot be read stops nobody."""

import gc

import pytest

from shouwang.stages.screening import sheet
from shouwang.web import place
from shouwang.web.warming import warm
from tests.office.world import DAY


@pytest.fixture(autouse=True)
def as_before():
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_pages_need_is_there_afterwards(at_home):
    warm()
    policy = place.policy()
    key = (policy.digest, DAY, None)
    assert key in sheet._compiled
    assert gc.get_freeze_count() > 0


def test_a_home_that_is_none_is_noted_and_no_more(settings, tmp_path, caplog):
    settings.HOME = tmp_path / "nowhere"
    caplog.set_level("INFO", "shouwang.web")
    warm()
    assert "not warmed" in caplog.text
