"""``shouwang solar check``: a file of days is judged whole or not at all."""

import json
import subprocess
import sys

import numpy as np
import pytest

HEAD = "station,date,energy_kwh,capacity_kw"


def written(tmp_path, text, name="days.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def problems(call, file):
    answer = call("solar", "check", file, "--json")
    assert answer.code == 1
    return {(each["where"].rpartition(":")[2], each["message"]) for each in answer.json["problems"]}


@pytest.fixture(scope="module")
def days():
    """Four stations of a banner and 500 days; B has no power for five of them."""
    rng = np.random.default_rng(3)
    dates = np.datetime64("2019-01-01") + np.arange(500)
    weather = np.clip(0.75 + 0.2 * rng.standard_normal(500), 0.1, 1)
    sun = 5 + np.cos(2 * np.pi * (np.arange(500) - 170) / 365)
    rows = []
    for name in "ABCD":
        energy = sun * weather * 100 * np.exp(rng.normal(0, 0.03, 500))
        if name == "B":
            energy[200:205] = 0
        rows += [f"{name},{day},{value:.1f},100" for day, value in zip(dates, energy, strict=True)]
    return rows


def test_tells_station_day_kind_and_loss(call, tmp_path, days):
    file = written(tmp_path, "\n".join([HEAD, *days]))
    found = call("solar", "check", file, "--json").json
    assert {tuple(each) for each in found} == {("station", "date", "kind", "lost_kwh")}
    outages = [each for each in found if each["kind"] == "outage"]
    assert [(each["station"], each["date"]) for each in outages] == [
        ("B", f"2019-07-{day}") for day in range(20, 25)
    ]
    assert all(each["lost_kwh"] > 0 for each in outages)
    episodes = call("solar", "check", file, "--json", "--episodes").json
    assert {"station": "B", "date": "2019-07-20", "until": "2019-07-24", "kind": "outage",
            "days": 5}.items() <= episodes[0].items()  # fmt: skip
    assert "outage" in call("solar", "check", file).out


def test_takes_the_headings_of_the_national_system_and_its_encoding(call, tmp_path, days):
    head = "电站编号,发电日期,日发电量（千瓦时）,装机容量（千瓦）,备注"
    text = "\r\n".join([head, *(f"{each},x" for each in days)])
    file = written(tmp_path, text.replace("2019-0", "2019/"), encoding="gb18030")
    assert len([e for e in call("solar", "check", file, "--json").json
                if e["kind"] == "outage"]) == 5  # fmt: skip


def test_an_empty_energy_is_a_day_not_told(call, tmp_path, days):
    rows = [",".join([*each.split(",")[:2], "", "100"]) if ",2019-03-1" in each and each[0] == "A"
            else each for each in days]  # fmt: skip
    found = call("solar", "check", written(tmp_path, "\n".join([HEAD, *rows])), "--json").json
    gaps = {(each["station"], each["date"]) for each in found if each["kind"] == "data_gap"}
    assert gaps == {("A", f"2019-03-1{day}") for day in range(10)}


def test_all_that_is_wrong_is_named_at_once(call, tmp_path):
    file = written(tmp_path, "\n".join([
        f"{HEAD},tilt,banner",
        "A,2020-06-01,100,50,38,150421",
        "A,2020-06-02,-3,50,38,150421",
        "A,2020-06-02,90,50,38,150421",
        "B,2020-13-01,10,0,95,150421",
        "B,2020/6/2,10,,38,150422",
        "C,2020年6月3日,abc,30,38,150421",
        "C,20200604,5,40,38,150421",
        ",2020-06-05,5,40,38,150421",
        "D,2020-06-05,nan,40,38,150421",
        "D,1066-06-05,5,40,38,150421",
        "D,2020-06-06,1e9999,40,38,150421",
    ]))  # fmt: skip
    found = problems(call, file)
    assert {line for line, _message in found} == {
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "12",
    }
    words = " ".join(message for _line, message in found)
    for each in ("-3", "2020-13-01", "abc", "'B'", "1066-06-05", "nan"):
        assert each in words


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", {"1"}),
        (HEAD, {"days.csv"}),
        ("station,date,energy_kwh\nA,2020-01-01,1", {"1"}),
        (f"{HEAD}\nA,2020-01-01,1\nA,2020-01-02,1,2,3", {"2", "3"}),
        (f"{HEAD},装机容量\nA,2020-01-01,1,2,3", {"1"}),
        (f"{HEAD}\nA\0,2020-01-01,1,2", {"days.csv"}),
    ],
)
def test_a_file_that_is_no_table_of_days_is_refused(call, tmp_path, text, lines):
    assert {line for line, _message in problems(call, written(tmp_path, text))} == lines


def test_bytes_of_no_encoding_are_refused(call, tmp_path):
    file = tmp_path / "days.csv"
    file.write_bytes(b"\xff\xfe\x80\x81" * 50)
    assert problems(call, file)


def test_it_needs_no_database(tmp_path, days):
    """Django is blocked: the command works all the same."""
    file = written(tmp_path, "\n".join([HEAD, *days[:900]]))
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from shouwang.cli.main import main\n"
        f"sys.argv = ['shouwang', 'solar', 'check', {str(file)!r}, '--json']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert isinstance(json.loads(done.stdout), list)
