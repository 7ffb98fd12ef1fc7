"""``shouwang match``: the greatest total there is, or everything that is wrong with the file."""

import json
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT

SHARED = ROOT.parent / "shared" / "data" / "validation" / "job_match_small.json"
# Whoever serves the highest score first ends at 90 + 10; the best is 80 + 85 + 70.
INSTANCE = {
    "seekers": [{"seeker_id": "a"}, {"seeker_id": "b"}, {"seeker_id": "c"}, {"seeker_id": "d"}],
    "posts": [{"post_id": "p", "vacancies": 1}, {"post_id": "q", "vacancies": 2}],
    "eligible_scores": [["a", "p", 90], ["a", "q", 80], ["b", "p", 85], ["c", "q", 70],
                        ["d", "q", 10]],
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def written(document):
        path = tmp_path / "posts.json"
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def changed(**parts):
    return {**INSTANCE, **parts}


def test_the_optimum_and_not_greed(call, file):
    answer = call("match", file(INSTANCE), "--json")
    assert answer.code == 0
    assert answer.json == {
        "total_score": 235,
        "placements": [
            {"seeker": "a", "post": "q"},
            {"seeker": "b", "post": "p"},
            {"seeker": "c", "post": "q"},
        ],
    }


def test_in_words(call, file):
    answer = call("--lang", "en", "match", file(INSTANCE))
    assert "3 of 4 seeker(s) placed, total score 235." in answer.out


def test_decimals_are_exact(call, file):
    rows = [["a", "p", 0.1], ["b", "q", 0.2], ["c", "q", 0.125], ["d", "q", 0]]
    assert call("match", file(changed(eligible_scores=rows)), "--json").json["total_score"] == 0.425


def test_nobody_there(call, file):
    empty = {"seekers": [], "posts": [], "eligible_scores": []}
    assert call("match", file(empty), "--json").json == {"total_score": 0, "placements": []}


def test_the_office_problem_of_the_neighbouring_folder(call):
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    answer = call("match", SHARED, "--json").json
    assert answer["total_score"] == 178
    document = json.loads(SHARED.read_text(encoding="utf-8"))
    scores = {(who, where): score for who, where, score in document["eligible_scores"]}
    pairs = [(each["seeker"], each["post"]) for each in answer["placements"]]
    assert sum(scores[pair] for pair in pairs) == 178
    assert len({who for who, _where in pairs}) == len(pairs)
    assert not {"seekers", "posts"} & set(map(str, Path(SHARED).parts))


def test_every_fault_is_named_and_nothing_is_computed(call, file):
    wrong = {
        "seekers": [{"seeker_id": "a"}, {"seeker_id": "a"}, {"seeker_id": None}, 7],
        "posts": [
            {"post_id": "p", "vacancies": -1},
            {"post_id": "p", "vacancies": 1.5},
            {"post_id": "q"},
            {"post_id": "r", "vacancies": True},
            {"post_id": "s", "vacancies": "2"},
        ],
        "eligible_scores": [
            ["a", "p", 1], ["a", "p", 2], ["a", "q", "8"], ["a", "r", True], ["z", "y", 1],
            ["a", "s"], ["a", ["s"], None],
        ],
    }  # fmt: skip
    answer = call("--lang", "en", "match", file(wrong), "--json")
    assert answer.code == 1
    assert "total_score" not in answer.json
    assert answer.problems == [
        "eligible_scores[1]: a and p are a pair already",
        'eligible_scores[2]: "8" is no number',
        "eligible_scores[3]: true is no number",
        'eligible_scores[4]: there is no post "y"',
        'eligible_scores[4]: there is no seeker "z"',
        "eligible_scores[5]: is no list of seeker, post, score",
        "eligible_scores[6]: null is no number",
        'eligible_scores[6]: there is no post ["s"]',
        "posts[0].vacancies: -1 is below zero",
        "posts[1].post_id: p is there twice",
        "posts[1].vacancies: 1.5 is no whole number",
        "posts[2].vacancies: null is no whole number",
        "posts[3].vacancies: true is no whole number",
        'posts[4].vacancies: "2" is no whole number',
        "seekers[1].seeker_id: a is there twice",
        "seekers[2].seeker_id: is no text and no whole number",
        "seekers[3]: is no object",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("1" * 5_000, "no JSON"),
        ("[]", "the document is no object"),
        ("null", "the document is no object"),
        ("{}", "is missing"),
        ('{"seekers": {}, "posts": 1, "eligible_scores": null}', "is no list"),
        ('{"seekers": [], "seekers": [], "posts": [], "eligible_scores": []}', "given twice"),
    ],
)
def test_what_is_no_matching_problem(call, file, text, said):
    answer = call("--lang", "en", "match", file(text), "--json")
    assert answer.code == 1
    assert any(said in problem for problem in answer.problems)


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity", "1e-20", "1e40", "9" * 30])
def test_scores_that_cannot_be_added_up_exactly(call, file, score):
    text = json.dumps(INSTANCE).replace("90", score)
    answer = call("match", file(text), "--json")
    assert answer.code == 1
    assert answer.problems[0].startswith("eligible_scores")


def test_bytes_that_are_no_text(call, tmp_path):
    path = tmp_path / "posts.json"
    path.write_bytes(b"\xff\xfe\x00{")
    assert call("match", path, "--json").code == 1


def test_no_file(call, tmp_path):
    assert call("match", tmp_path / "none.json", "--json").code == 2
