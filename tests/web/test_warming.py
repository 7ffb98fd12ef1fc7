"""A process is warmed beside its first requests; a home that cannot be read does not stop it."""

from shouwang.stages.screening import sheet
from shouwang.web import place
from shouwang.web.warming import begin_warming, warm
from tests.office.world import DAY


def test_what_pages_need_is_there_afterwards(at_home):
    thread = begin_warming()
    thread.join(60)
    assert not thread.is_alive()
    policy = place.policy()
    assert sheet.compiled(policy, DAY) is sheet.compiled(policy, DAY)


def test_a_home_that_is_none_is_noted_and_no_more(settings, tmp_path, caplog):
    settings.HOME = tmp_path / "nowhere"
    warm()
    assert "not warmed" in caplog.text
