"""The bank of questions and the campaigns: the shipped ones hold, spoiled ones say what is wrong."""

import pytest
import yaml

from shouwang.base.errors import Problem
from shouwang.lake.home import SHIPPED
from shouwang.rules.campaigns import lint_campaigns, load_campaigns, read_campaigns
from shouwang.rules.load import load_policy
from shouwang.rules.questions import DOOR, lint_questions, load_questions, read_questions


@pytest.fixture(scope="module")
def policy():
    return load_policy(SHIPPED / "neimenggu")


@pytest.fixture
def spoil(policy, tmp_path):
    """Return what is said of the shipped bank after one of its questions has been changed."""

    def spoiling(name="water_source", **fields):
        from dataclasses import replace

        data = yaml.safe_load((SHIPPED / "neimenggu" / "questions.yaml").read_text("utf-8"))
        top = fields.pop("top", {})
        question = next(each for each in data["questions"] if each["name"] == name)
        question.update(fields)
        for key, value in list(question.items()):
            if value is None:
                del question[key]
        data.update(top)
        (tmp_path / "questions.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        content = replace(policy.content, root=tmp_path)
        problems: list[Problem] = []
        bank = read_questions(content, problems)
        return [str(each) for each in (*problems, *lint_questions(bank, policy))]

    return spoiling


def test_every_check_of_the_door_leads_to_a_question(policy):
    bank = load_questions(policy)
    named = {name for question in bank.questions.values() for name in question.checks}
    door = {check.name for check in policy.checks.values() if check.answer_by in DOOR}
    assert door <= named


def test_the_shipped_campaigns_hold(policy):
    found = load_campaigns(policy)
    assert {"all", "registered", "watched"} <= found.who.keys()
    assert all(kind.questions for kind in found.kinds.values())


def test_nothing_is_wrong_when_nothing_is_changed(spoil):
    assert spoil() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"checks": ["no_such_check"]}, "no_such_check"),
        ({"risks": ["no_such_risk"]}, "no_such_risk"),
        ({"about": "water_point.colour"}, "there is no column water_point.colour"),
        ({"about": "no_feed.source"}, "there is no column no_feed.source"),
        ({"answers": [{"code": "a", "label": "甲"}]}, "two answers"),
        ({"asks": "number", "answers": None}, "how large the number may be"),
        ({"asks": "number", "most": 5}, "has no answers to choose from"),
        ({"asks": "money", "most": 5, "answers": None}, "holds no money"),
        ({"label": None}, "label is missing"),
        ({"about": None}, "a value needs the column"),
        ({"about": "insurance_enrolment.basic"}, "is not named by a household alone"),
        ({"typo": 1}, "nobody knows the key typo"),
        ({"of": "village"}, "is no of"),
        ({"ages": [6]}, "two whole numbers"),
        ({"top": {"most_asked": 0}}, "one question at least"),
        ({"top": {"photo": None}}, "photo is missing"),
        ({"top": {"not_found": {"tries": 0, "again_days": 1, "basis": "x"}}}, "begin at 1"),
    ],
)
def test_a_spoiled_bank_says_what_is_wrong(spoil, fields, said):
    assert any(said in each for each in spoil(**fields))


def test_a_word_that_no_contract_knows_is_found(spoil):
    answers = [{"code": "a", "label": "甲", "value": "lemonade"}, {"code": "a", "label": "乙"}]
    said = " ".join(spoil(answers=answers))
    assert "lemonade" in said
    assert "given twice" in said


def test_spoiled_campaigns_say_what_is_wrong(policy, tmp_path):
    from dataclasses import replace

    (tmp_path / "campaigns.yaml").write_text(
        """
most_questions: 1
basis: x
who:
  - {name: all, label: 全部}
  - {name: odd, label: 怪, statuses: [rich], lacks: [no_feed], listed_in: watch, until: no_day}
  - {name: all, label: 又是全部}
kinds:
  - {name: k, label: 甲, who: nobody, questions: [insured, no_question]}
""",
        "utf-8",
    )
    problems: list[Problem] = []
    content = replace(policy.content, root=tmp_path)
    found = read_campaigns(content, problems)
    problems += lint_campaigns(found, load_questions(policy), content)
    said = " ".join(str(each) for each in problems)
    for word in (
        "rich",
        "no_feed",
        "no_day",
        "nobody",
        "insured",
        "no_question",
        "given twice",
        "1 questions at most",
    ):
        assert word in said


def test_a_check_without_a_question_is_found(spoil):
    assert any("child_at_work" in each for each in spoil(name="child_at_work", checks=[])) is False
    said = spoil(name="hardship", checks=[], risks=[])
    assert any("key_household_unvisited" in each for each in said)
