"""A matching problem in a JSON file: read whole, every fault named, scores exact."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np

from shouwang.base.collector import collector_paused
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.matching import NOWHERE, Assignment, Pairs, Whole, is_solvable

Id = str | int

# A score of more decimals than these is no score any more but a rounding error.
MOST_DECIMALS: Final = 9
PARTS = ("seekers", "posts", "eligible_scores")
SHOWN = 40  # characters of what stands in the file that are said again
PAIR = ("seeker", "post", "score")


@dataclass(frozen=True, slots=True)
class Instance:
    """A matching problem with the names of seekers and posts.

    Attributes:
        decimals: The scores of the pairs are those of the file times ten to the power of this.
    """

    seekers: tuple[Id, ...]
    posts: tuple[Id, ...]
    pairs: Pairs
    decimals: int

    def total(self, assignment: Assignment) -> int | Decimal:
        """Return the total score in the file's own measure."""
        if self.decimals == 0:
            return assignment.total
        return Decimal(assignment.total).scaleb(-self.decimals)

    def placements(self, assignment: Assignment) -> list[dict[str, Id]]:
        """Return who is placed where, in the order of the file's seekers."""
        return [
            {"seeker": self.seekers[seeker], "post": self.posts[post]}
            for seeker, post in enumerate(assignment.post.tolist())
            if post != NOWHERE
        ]


def read_instance(path: Path) -> Instance:
    """Read a problem from a file.

    Raises:
        InputProblems: with everything that is wrong with it.
    """
    # Millions of small lists: looking for cycles among them would double the time.
    with collector_paused():
        return instance_of(_document(path), path.name)


def instance_of(document: Any, name: str) -> Instance:
    """Return the problem that a JSON document states.

    Raises:
        InputProblems: with everything that is wrong with it.
    """
    problems = list(_shape(document, name))
    if problems:
        raise InputProblems(problems)
    seekers = _ids(document["seekers"], "seekers", "seeker_id", problems)
    posts = _ids(document["posts"], "posts", "post_id", problems)
    vacancies = _vacancies(document["posts"], len(document["seekers"]), problems)
    rows = document["eligible_scores"]
    columns = _pairs_at_once(rows, seekers, posts) if not problems else None
    seeker, post, scores = columns or _pairs(rows, seekers, posts, problems)
    if problems:
        raise InputProblems(problems)
    whole, decimals = _whole(scores)
    greatest = max((abs(each) for each in whole), default=0)
    if not is_solvable(greatest=greatest, seekers=len(seekers), posts=len(posts)):
        raise InputProblems([Problem(
            "eligible_scores",
            _("scores up to {score} with {decimals} decimal(s) do not fit").format(
                score=Decimal(greatest).scaleb(-decimals), decimals=decimals),
            _("Give scores of fewer digits."))])  # fmt: skip
    pairs = Pairs(len(seekers), _array(vacancies), _array(seeker), _array(post), _array(whole))
    return Instance(tuple(seekers), tuple(posts), pairs, decimals)


def _document(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputProblems([Problem(path.name, _("the file is not UTF-8 text"))]) from None
    except OSError as error:
        raise InputProblems([Problem(
            path.name, _("cannot be read: {reason}").format(reason=error.strerror))]) from None  # fmt: skip
    twice: list[Problem] = []

    def keyed(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            names = [key for key, _value in items]
            twice.extend(
                Problem(path.name, _("the key {key} is given twice").format(key=key))
                for key in made if names.count(key) > 1
            )  # fmt: skip
        return made

    try:
        document = json.loads(
            text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=keyed
        )
    except (ValueError, RecursionError) as error:
        raise InputProblems([Problem(
            path.name, _("no JSON: {reason}").format(reason=str(error)),
            _("Save the file as JSON in UTF-8."))]) from None  # fmt: skip
    if twice:
        raise InputProblems(twice)
    return document


def _shape(document: Any, name: str) -> Iterable[Problem]:
    if not isinstance(document, dict):
        mend = _("The keys are {keys}.").format(keys=", ".join(PARTS))
        yield Problem(name, _("the document is no object"), mend)
        return
    for part in PARTS:
        if part not in document:
            yield Problem(part, _("is missing"))
        elif not isinstance(document[part], list):
            yield Problem(part, _("is no list"))


def _ids(rows: list[Any], part: str, key: str, problems: list[Problem]) -> dict[Id, int]:
    """Return the number of each id, from 0."""
    found: dict[Id, int] = {}
    for number, row in enumerate(rows):
        where = f"{part}[{number}]"
        if not isinstance(row, dict):
            problems.append(Problem(where, _("is no object")))
            continue
        name: Any = row.get(key)
        if not _is_id(name):
            problems.append(Problem(f"{where}.{key}", _("is no text and no whole number")))
        elif name in found:
            problems.append(Problem(f"{where}.{key}", _("{name} is there twice").format(name=name)))
        else:
            found[name] = number
    return found


def _is_id(value: Any) -> bool:
    return (isinstance(value, str) and value != "") or type(value) is int


def _vacancies(rows: list[Any], most: int, problems: list[Problem]) -> list[int]:
    """Return the vacancies of each post; more than there are seekers are as good as so many."""
    found = []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        where = f"posts[{number}].vacancies"
        given: Any = row.get("vacancies")
        if not _is_number(given) or given != given.__trunc__():
            problems.append(
                Problem(where, _("{value} is no whole number").format(value=_quoted(given)))
            )
        elif given < 0:
            problems.append(Problem(where, _("{value} is below zero").format(value=given)))
        else:
            found.append(min(int(given), most))
    return found


def _quoted(value: Any) -> str:
    """Return what stands in the file as it stands there, cut short."""
    return json.dumps(value, ensure_ascii=False, default=float)[:SHOWN]


def _is_number(value: Any) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def _pairs_at_once(
    rows: list[Any], seekers: dict[Id, int], posts: dict[Id, int]
) -> tuple[list[int], list[int], list[Any]] | None:
    """Return the columns of pairs without a fault, or None: millions are read in a few seconds."""
    if set(map(type, rows)) != {list} or set(map(len, rows)) != {len(PAIR)}:
        return None
    who, where, scores = ([row[place] for row in rows] for place in range(len(PAIR)))
    if not (set(map(type, who)) | set(map(type, where)) <= {str, int}
            and set(map(type, scores)) <= {int, Decimal}):  # fmt: skip
        return None
    left, right = list(map(seekers.get, who)), list(map(posts.get, where))
    if None in left or None in right or not all(map(_is_number, scores)):
        return None
    key = np.sort(np.array(left, dtype=np.int64) * len(posts) + np.array(right, dtype=np.int64))
    if (key[1:] == key[:-1]).any():
        return None
    return left, right, scores  # type: ignore[return-value]  # None is in neither


def _pairs(
    rows: list[Any], seekers: dict[Id, int], posts: dict[Id, int], problems: list[Problem]
) -> tuple[list[int], list[int], list[Any]]:
    seeker, post, scores = [], [], []
    seen: set[int] = set()
    for number, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(PAIR):
            problems.append(Problem(
                f"eligible_scores[{number}]", _("is no list of seeker, post, score")))  # fmt: skip
            continue
        who, where, score = row
        if type(score) is not int and not _is_number(score):
            problems.append(Problem(f"eligible_scores[{number}]", _("{value} is no number").format(
                value=_quoted(score))))  # fmt: skip
        if not _is_known(who, seekers) or not _is_known(where, posts):
            problems.extend(_strangers(number, who, where, seekers, posts))
            continue
        left, right = seekers[who], posts[where]
        key = left * len(posts) + right
        if key in seen:
            problems.append(Problem(
                f"eligible_scores[{number}]",
                _("{seeker} and {post} are a pair already").format(seeker=who, post=where)))  # fmt: skip
        seen.add(key)
        seeker.append(left)
        post.append(right)
        scores.append(score)
    return seeker, post, scores


def _is_known(name: Any, known: dict[Id, int]) -> bool:
    return type(name) in (str, int) and name in known


def _strangers(
    number: int, who: Any, where: Any, seekers: dict[Id, int], posts: dict[Id, int]
) -> Iterable[Problem]:
    place = f"eligible_scores[{number}]"
    if not _is_known(who, seekers):
        yield Problem(place, _("there is no seeker {name}").format(name=_quoted(who)))
    if not _is_known(where, posts):
        yield Problem(place, _("there is no post {name}").format(name=_quoted(where)))


def _whole(scores: list[Any]) -> tuple[list[int], int]:
    """Return the scores as whole numbers, and by how many decimals they were moved."""
    fractions = [score for score in scores if isinstance(score, Decimal)]
    if not fractions:
        return scores, 0
    decimals = max(-int(each.normalize().as_tuple().exponent) for each in fractions)
    decimals = max(decimals, 0)
    if decimals > MOST_DECIMALS:
        raise InputProblems([Problem(
            "eligible_scores",
            _("a score has {decimals} decimals; {most} are the most").format(
                decimals=decimals, most=MOST_DECIMALS))])  # fmt: skip
    return [int(Decimal(score).scaleb(decimals)) for score in scores], decimals


def _array(numbers: list[int]) -> Whole:
    return np.array(numbers, dtype=np.int64)
