"""Real official texts: the plan of 2020 that ships, and those beside the repository."""

import json

import pytest
import yaml

from tests.stages.ledger.reading import HERE, expected, parsed, told

ROOT = HERE.parents[2]
PLAN = ROOT / "src" / "shouwang" / "content" / "neimenggu" / "plans" / "2020.txt"
SHARED = ROOT.parent / "shared"
OFFICIAL = SHARED / "data" / "validation" / "plans"
needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason=f"the official texts are not here: {OFFICIAL}"
)


def test_the_plan_of_2020():
    wanted = yaml.safe_load((HERE / "plan_2020.expect.yaml").read_text(encoding="utf-8"))
    found = parsed(PLAN.read_text(encoding="utf-8"))
    assert [told(task) for task in found["tasks"]] == [expected(task) for task in wanted["tasks"]]
    assert [task["annotation"] for task in found["tasks"]] == [
        task.get("annotation") for task in wanted["tasks"]
    ]
    assert [found[name] for name in ("title", "issuer", "date")] == [None, None, None]
    assert found["lead_rule"] == "explicit"
    assert [(each["line"], each["why"]) for each in found["unplaced"]] == [
        (1, "introduction, before the first item"),
        (15, "the text breaks off: the task names no unit"),
    ]


def test_the_plan_of_2020_by_unit():
    found = parsed(PLAN.read_text(encoding="utf-8"))
    owners = [name for task in found["tasks"] for name in task["lead"]]
    assert {name: owners.count(name) for name in owners} == {
        "规划财务处": 4,
        "社会扶贫处": 3,
        "考评处": 2,
        "信息监测中心": 2,
        "开发指导处": 2,
        "综合处": 1,
        "扶贫协作处": 1,
        "项目管理站": 1,
    }


@needs_official
def test_the_plan_that_ships_is_the_office_s():
    assert PLAN.read_bytes() == (SHARED / "plan" / "work-plan-2020.txt").read_bytes()


@needs_official
@pytest.mark.parametrize("name", ["seed", "02", "07"])
def test_an_official_text(name):
    source = PLAN if name == "seed" else OFFICIAL / f"{name}.txt"
    lines = source.read_text(encoding="utf-8").split("\n")
    wanted = json.loads((OFFICIAL / f"{name}.expect.json").read_text(encoding="utf-8"))
    found = parsed("\n".join(line for line in lines if not line.startswith("#")))
    for task, other in zip(found["tasks"], wanted["tasks"], strict=True):
        if "subsection" not in other:
            other["subsection"] = task["subsection"]
        assert told(task) == expected(other)
        assert task["annotation"] == other["annotation"]
    assert wanted["lead_rule"].startswith(found["lead_rule"])
