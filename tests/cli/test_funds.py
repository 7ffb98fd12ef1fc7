"""``shouwang funds allocate``: a file shared out, and every fault of a file named at once."""

import pytest

GOOD = "banner,poor,income,floor,cap\nA,3000,8000,100000,\nB,1000,10000,,200000\nC,2000,9000.5,,\n"
WEIGHTS = "poor=0.6,income=0.4"


@pytest.fixture
def file(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "places.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def allocate(call, path, *more, total="1000000.01", weights=WEIGHTS):
    return call("funds", "allocate", path, "--total", total, "--weights", weights, *more)


def problems(answer):
    assert answer.code == 1
    return {(each["where"], each["message"]) for each in answer.json["problems"]}


def test_the_parts_are_the_whole_to_the_fen(call, file):
    answer = allocate(call, file(GOOD), "--json").json
    assert sum(each["amount_fen"] for each in answer["allocations"]) == 100_000_001
    assert answer["total"] == answer["allocated"] == 1000000.01
    found = {each["banner"]: each for each in answer["allocations"]}
    assert (found["B"]["amount"], found["B"]["bound"]) == (200000, "cap")
    assert sum(each["share"] for each in answer["allocations"]) == pytest.approx(1)


def test_less_income_calls_for_more(call, file):
    path = file("banner,income\nA,5000\nB,10000\n")
    answer = allocate(call, path, "--inverse", "income", "--json", weights="income=1", total="300")
    assert [each["amount"] for each in answer.json["allocations"]] == [200, 100]


def test_bounds_for_all_and_chinese_headings(call, file):
    path = file("旗县,poor,保底\n甲,1,\n乙,9,30\n", "gb18030")
    answer = allocate(call, path, "--cap", "60", "--json", weights="poor=1", total="100")
    assert [each["amount"] for each in answer.json["allocations"]] == [40, 60]
    assert "甲" in allocate(call, path, weights="poor=1", total="100").out


def test_every_fault_is_named_at_once(call, file):
    text = "banner,poor,income,floor,cap\nA,,8000,9,5\nA,-1,x,0.001,-3,4\n"
    answer = allocate(call, file(text), "--json", total="10.001", weights="poor=0.6,foo=0.2,bar")
    assert problems(answer) == {
        ("--total", "total is finer than a fen: 10.001"),
        ("--weights", "bar is no weight"),
        ("places.csv", "the weights add up to 0.8, not to 1"),
        ("places.csv", "there is no column foo to weigh"),
        ("places.csv:2", "poor is missing"),
        ("places.csv:2", "the floor 9 is above the cap 5"),
        ("places.csv:2", "A stands here 2 times"),
        ("places.csv:3", "A stands here 2 times"),
        ("places.csv:3", "poor is negative: -1"),
        ("places.csv:3", "floor is finer than a fen: 0.001"),
        ("places.csv:3", "cap is negative: -3"),
        ("places.csv:3", "the row has more cells than the heading"),
    }


@pytest.mark.parametrize(
    ("more", "total", "message"),
    [
        (["--floor", "400"], "1000", "the floors add up to 1200, more than the total 1000"),
        (["--cap", "300"], "1000", "no more than 900 of 1000 can be given out under the caps"),
        (["--floor", "nowhere"], "1000", "nowhere is neither a column nor an amount"),
        ([], "0", "the total is nothing"),
        ([], "-5", "total is negative: -5"),
        ([], "1e999999999", "total is no amount: 1e999999999"),
        ([], "NaN", "total is no amount: NaN"),
        (["--inverse", "poor"], "1000", "poor is 0 and cannot be inverted"),
    ],
)
def test_what_cannot_be_met_is_refused(call, file, more, total, message):
    path = file(
        "banner,poor\nA,1\nB,2\nC,0\n" if "--inverse" in more else "banner,poor\nA,1\nB,2\nC,3\n"
    )
    answer = allocate(call, path, *more, "--json", total=total, weights="poor=1")
    assert message in {text for _where, text in problems(answer)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00x", "the text is neither UTF-8 nor GB18030"),
        (b"banner,poor\nA,\x001\n", "the text is neither UTF-8 nor GB18030"),
        (b"name,poor\nA,1\n", "there is no column of places"),
        (b"banner,poor,poor\nA,1,2\n", "the column poor stands here twice"),
        (b"banner,poor\n", "there is no place to share among"),
        (b"banner,poor\nA,0\n", "poor is 0 everywhere: nothing can follow it"),
        (b"banner,poor\n,1\n", "the place has no name"),
        (b"banner,poor\nA,x\n", "poor is no number: x"),
    ],
)
def test_a_file_that_is_no_list_of_places(call, file, content, message):
    answer = allocate(call, file(content), "--json", weights="poor=1", total="10")
    assert message in {text for _where, text in problems(answer)}
