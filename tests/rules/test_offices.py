"""Roles as content: what is said is read, what is wrong is told with file and line."""

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.offices import load_offices, read_offices

LEVELS = ("region", "banner", "village")
GOOD = """\
roles:
  - {name: knocks, label: 敲门, levels: [village], basis: 文}
  - {name: signs, label: 签字, levels: [banner], second_factor: true, basis: 文}
exclusions:
  - {one: [knocks], other: [signs], label: 不得兼任, basis: 文}
sign_in: {idle_minutes: 30, password_days: 90, password_history: 5, basis: 文}
short_messages: {by: none, text: "有{count}条", basis: 文}
"""


def problems_of(tmp_path, text):
    (tmp_path / "offices.yaml").write_text(text, encoding="utf-8")
    problems = []
    return read_offices(tmp_path, LEVELS, problems), [str(each) for each in problems]


def test_what_is_said_is_read(tmp_path):
    offices, problems = problems_of(tmp_path, GOOD)
    assert problems == []
    assert offices.needs_second_factor(["signs"])
    assert not offices.needs_second_factor(["knocks", "nobody"])
    assert offices.conflict(["signs", "knocks"])[1:] == ("knocks", "signs")
    assert offices.conflict(["knocks"]) is None
    assert offices.misplaced(["knocks", "nobody"], "banner") == ["knocks", "nobody"]
    assert offices.sign_in.idle_minutes == 30


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("levels: [village]", "levels: [moon]", "offices.yaml:2: 'moon' is no level"),
        ("one: [knocks]", "one: [rings]", "offices.yaml:5: there is no 'rings' among the roles"),
        ("other: [signs]", "other: [knocks]", "'knocks' excludes itself"),
        ("name: signs", "name: knocks", "knocks is given twice"),
        ("basis: 文}", "}", "an entry cites no basis"),
        ("idle_minutes: 30", "idle_minutes: -1", "wants a whole number from 0"),
        ("by: none", "by: pigeon", "is no by"),
        ("有{count}条", "{name}有{count}条", "nobody fills in '{name}'"),
        ("有{count}条", "有{count条", "braces do not match"),
        ("second_factor: true", "second_factor: maybe", "wants true or false"),
        ("sign_in:", "signin:", "nobody knows the key signin"),
    ],
)
def test_faults_have_file_and_line(tmp_path, old, new, fault):
    _offices, problems = problems_of(tmp_path, GOOD.replace(old, new))
    assert fault in "\n".join(problems)
    assert all(each.startswith("offices.yaml:") for each in problems)


def test_a_content_may_do_without(tmp_path):
    problems = []
    assert read_offices(tmp_path, LEVELS, problems).roles == {}
    assert problems == []


def test_the_shipped_one_is_sound_and_a_broken_one_is_told(tmp_path):
    content = load_content(SHIPPED / "neimenggu")
    assert load_offices(content).roles["approver"].second_factor
    assert load_offices(load_content(SHIPPED / "island")).roles == {}
    (tmp_path / "offices.yaml").write_text("roles: 7", encoding="utf-8")
    from dataclasses import replace

    with pytest.raises(InputProblems):
        load_offices(replace(content, root=tmp_path))
