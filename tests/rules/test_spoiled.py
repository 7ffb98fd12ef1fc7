"""Content with a slip of the hand in it: read or refused, run or refused, never a traceback."""

import datetime
import re
import shutil
from functools import cache
from random import Random

import pytest

from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.rules.load import load_policy
from shouwang.stages.screening.tables import NoTables
from shouwang.stages.screening.trial import run_examples
from tests.stages.screening import island

WORD = re.compile(r"[A-Za-z_]+|\d+(?:\.\d+)?|[^\sA-Za-z_0-9]")
SLIPS = ("999999999999999999999", "-1", "''", "null", "[]", "{}", "\n", "  ", "\t", "\x00", "\u5185", "1e5",
         "2020-02-30", "0", "*", "&a", "|", "row", "covered", "household", "person")  # fmt: skip


@cache
def texts():
    files = [path for path in island.ISLAND.rglob("*") if path.is_file()]
    return {
        path.relative_to(island.ISLAND): path.read_text(encoding="utf-8") for path in sorted(files)
    }


def words():
    return sorted({word for text in texts().values() for word in WORD.findall(text)})


def spoiled(random, text):
    """Return the text with one word or line changed, left out or doubled."""
    places = list(WORD.finditer(text))
    if places and random.random() < 0.6:
        place = random.choice(places)
        new = random.choice(["", *random.sample(words(), 3), random.choice(SLIPS)])
        return text[: place.start()] + new + text[place.end() :]
    lines = text.split("\n")
    number = random.randrange(len(lines))
    lines[number : number + 1] = random.choice(
        [
            [],
            [lines[number]] * 2,
            [f" {lines[number]}"],
            [f"- {lines[number]}"],
            [f"{lines[number]}'"],
        ]
    )
    return "\n".join(lines)


def problems_of(content):
    try:
        load_policy(content, examples=True)
    except InputProblems as error:
        return error.problems or ["a refusal without a reason"]
    return ()


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 60, 30))
def test_a_slip_is_read_or_refused(start, tmp_path):
    for seed in range(start, start + 30):
        random = Random(seed)
        content = tmp_path / str(seed)
        shutil.copytree(island.ISLAND, content)
        path = random.choice(list(texts()))
        text = texts()[path]
        for _time in range(random.choice((1, 1, 2))):
            text = spoiled(random, text)
        (content / path).write_text(text, encoding="utf-8")
        problems = problems_of(content)
        assert all(problem.where and problem.message for problem in problems), seed
        if problems:
            continue
        policy = load_policy(content, examples=True)
        try:
            run_examples(policy)
            island.run(
                content / "tables",
                tmp_path / f"s{seed}",
                on=datetime.date(1910, 6, 30),
                policy_=policy,
            )
        except (InputProblems, NoTables):
            continue
        except ShouwangError as error:
            pytest.fail(f"{seed}: {path}: a linted policy did not run: {error}")
