"""What no check says is read with its reason, and what is wrong in the list is named."""

import pytest

from shouwang.rules.load import load_policy
from tests.rules.test_lint import problems_of
from tests.rules.vale import write_vale

CHECK = """\
- {name: poor, label: Too poor, of: household, area: a, severity: red, message: m, basis: b,
   answer: {by: village, within: 1 days}, fails_when: wool < rent}
"""


@pytest.fixture
def vale(tmp_path):
    return write_vale(tmp_path / "vale", variables="[]\n", checks=CHECK)


def with_gaps(vale, text):
    (vale / "not_expressed.yaml").write_text(text, encoding="utf-8")
    return problems_of(vale)


class TestGaps:
    def test_are_read_with_their_reasons_and_lines(self, vale):
        assert with_gaps(vale, "# asked\n- what: Happiness\n  why: nobody measures it\n") == []
        (gap,) = load_policy(vale).gaps
        assert (gap.what, gap.why, gap.where) == (
            "Happiness", "nobody measures it", "not_expressed.yaml:2",
        )  # fmt: skip

    def test_may_be_left_out(self, vale):
        assert problems_of(vale) == []
        assert load_policy(vale).gaps == ()

    def test_do_not_change_the_release(self, vale):
        before = load_policy(vale).digest
        assert with_gaps(vale, "- {what: Happiness, why: nobody measures it}") == []
        assert load_policy(vale).digest == before

    def test_all_their_faults_are_told_at_once(self, vale):
        text = """\
- {what: Happiness}
- {why: nobody measures it}
- {what: Happiness, why: again, because: so}
- {what: Too poor, why: it is a check}
- nothing
"""
        faults = with_gaps(vale, text)

        assert len(faults) == 6
        for place, fault in (
            (1, "why is missing"), (2, "what is missing"), (3, "Happiness is given twice"),
            (3, "nobody knows the key because"), (4, "Too poor is said by the check poor"),
        ):  # fmt: skip
            assert any(each.startswith(f"not_expressed.yaml:{place}: {fault}") for each in faults)
        assert any("'nothing' is no entry with keys" in each for each in faults)
