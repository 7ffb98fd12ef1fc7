"""The root of all our errors, and the way bad input is reported: whole, with where and mend."""

from collections.abc import Iterable
from dataclasses import dataclass

from shouwang.base.words import _

SHOWN = 20


class ShouwangError(Exception):
    """Something the user can mend; the command line answers with exit code 1."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of an input.

    Attributes:
        where: What a person can open: ``checks.yaml:14``, ``Sheet1!B203``, ``line 7``.
        message: What is wrong, with the value that is wrong.
        mend: What to do about it; may be empty where the message says it.
    """

    where: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}"
        return f"{text} → {self.mend}" if self.mend else text


class InputProblems(ShouwangError):
    """The input has problems; all of them are here, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:SHOWN]]
        rest = len(self.problems) - SHOWN
        if rest > 0:
            shown.append(_("… and {count} more").format(count=rest))
        return "\n".join(shown)
