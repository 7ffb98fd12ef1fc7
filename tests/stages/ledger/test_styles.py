"""Official documents in the many forms they take: each text beside what must come of it."""

import pytest
import yaml

from tests.stages.ledger.reading import HERE, expected, parsed, told

TEXTS = sorted((HERE / "plans").glob("*.txt"))
HALF = str.maketrans("（），；：【】〔〕", "(),;:[][]")
FULL = str.maketrans("(),;:", "（），；：")
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def text_file(request):
    return request.param


@pytest.fixture
def text(text_file):
    return text_file.read_text(encoding="utf-8")


@pytest.fixture
def wanted(text_file):
    return yaml.safe_load(text_file.with_suffix(".expect.yaml").read_text(encoding="utf-8"))


def test_there_are_texts_and_every_one_has_its_expectation():
    assert len(TEXTS) >= 24
    assert [each for each in TEXTS if not each.with_suffix(".expect.yaml").exists()] == []


def test_tasks_are_read_as_they_stand(text, wanted):
    found = parsed(text)
    assert [told(task) for task in found["tasks"]] == [expected(task) for task in wanted["tasks"]]
    for name in ("title", "issuer", "date", "lead_rule"):
        assert found[name] == wanted[name]
    assert [each["line"] for each in found["unplaced"]] == wanted["unplaced"]


def test_the_width_of_punctuation_changes_nothing(text, wanted):
    found = parsed(text.translate(HALF))
    units = [[task["lead"], task["support"], task["responsible"]] for task in found["tasks"]]
    assert units == [
        [[name.translate(HALF) for name in task.get(role, [])] for role in ROLES]
        for task in wanted["tasks"]
    ]


def test_the_width_of_figures_changes_no_amount(text, wanted):
    found = parsed(text.translate(WIDE_DIGITS))
    amounts = [[each["value"] for each in task["quantities"]] for task in found["tasks"]]
    assert amounts == [
        [value for value, _unit, _sign in task.get("quantities", [])] for task in wanted["tasks"]
    ]


def test_line_ends_of_another_system_change_nothing(text):
    assert parsed(text.replace("\n", "\r\n")) == parsed(text)


ROLES = ("lead", "support", "responsible")
