"""Bad input is told whole: where, what, mend."""

from shouwang.base.errors import SHOWN, InputProblems, Problem, ShouwangError


class TestProblem:
    def test_says_where_and_what(self):
        assert str(Problem("checks.yaml:14", "no basis")) == "checks.yaml:14: no basis"

    def test_says_the_mend_where_there_is_one(self):
        problem = Problem("Sheet1!B203", "no date", "write 2020-01-31")
        assert str(problem) == "Sheet1!B203: no date → write 2020-01-31"


class TestInputProblems:
    def test_is_something_the_user_can_mend(self):
        assert issubclass(InputProblems, ShouwangError)

    def test_tells_each_problem_once_and_in_order(self):
        first, second = Problem("a", "x"), Problem("b", "y")
        error = InputProblems([second, first, second])
        assert error.problems == (first, second)
        assert str(error) == "a: x\nb: y"

    def test_shows_the_first_and_counts_the_rest(self):
        error = InputProblems(Problem(f"row {n:03}", "empty") for n in range(SHOWN + 3))
        lines = str(error).splitlines()
        assert len(error.problems) == SHOWN + 3
        assert len(lines) == SHOWN + 1
        assert lines[-1] == "… and 3 more"

    def test_shows_all_where_they_are_few(self):
        error = InputProblems(Problem(f"row {n:03}", "empty") for n in range(SHOWN))
        assert len(str(error).splitlines()) == SHOWN
