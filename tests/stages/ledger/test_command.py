"""``shouwang plan parse``: its answer is a contract."""

import json

import pytest
import typer
from typer.testing import CliRunner

from shouwang.cli.plan import parse
from tests.stages.ledger.reading import HERE

PLAN = HERE.parents[2] / "src" / "shouwang" / "content" / "neimenggu" / "plans" / "2020.txt"
app = typer.Typer()
app.command()(parse)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_json_is_the_contract(run):
    answer = run(PLAN, "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert list(found) == ["title", "issuer", "date", "lead_rule", "unplaced", "tasks"]
    assert list(found["unplaced"][0]) == ["line", "text", "why"]
    assert list(found["tasks"][0]) == [
        "number",
        "section",
        "subsection",
        "title",
        "text",
        "annotation",
        "lead",
        "support",
        "responsible",
        "etc",
        "quantities",
        "deadline",
    ]
    assert found["tasks"][0]["quantities"] == [
        {
            "value": 16000,
            "unit": "人",
            "raw": "1.6万",
            "comparator": "=",
            "what": "未脱贫建档立卡贫困人口和新致贫返贫人口脱贫任务",
        }
    ]


def test_the_answer_for_people(run):
    answer = run(PLAN)
    assert answer.exit_code == 0
    assert "确保完成脱贫摘帽任务" in answer.stdout
    assert "16,000人" in answer.stdout
    assert "11 task(s)." in answer.stdout
    assert "breaks off" in answer.stdout


def test_brackets_in_the_text_are_no_markup(run, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("工作要点\n1.[red]建设[/red]3个。[责任单位：综合处]", encoding="utf-8")
    assert "[red]建设[/red]" in run(path).stdout


def test_a_bad_file_is_a_problem_not_a_traceback(run, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(b"nothing")
    answer = run(path)
    assert answer.exit_code == 1
    assert "plan.docx" in answer.stderr
    assert "Traceback" not in answer.stderr
    document = json.loads(run(path, "--json").stdout)
    assert [set(each) for each in document["problems"]] == [{"where", "message", "mend"}]


def test_a_file_that_is_not_there_is_wrong_use(run, tmp_path):
    assert run(tmp_path / "none.txt").exit_code == 2
