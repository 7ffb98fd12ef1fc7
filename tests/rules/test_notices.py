"""`measures.yaml` and `notices.yaml`: what is wrong with them is told with its line."""

import shutil

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.measures import Measures, load_measures
from shouwang.rules.notices import Notices, load_notices

SOURCE = SHIPPED / "neimenggu"


@pytest.fixture(scope="module")
def shipped():
    return load_content(SOURCE)


def spoiled(tmp_path, shipped, file, old, new):
    from dataclasses import replace

    text = (SOURCE / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    load = load_measures if file.startswith("measures") else load_notices
    with pytest.raises(InputProblems) as told:
        load(replace(shipped, root=tmp_path))
    return [str(problem) for problem in told.value.problems]


def test_the_shipped_ones_can_be_read(shipped):
    assert len(load_measures(shipped).kinds) == 12
    assert load_notices(shipped).template("identification", "review") is not None


@pytest.mark.parametrize(
    ("kind", "name", "office"),
    [
        ("村", "前进村", "前进村村民委员会"),
        ("村", "羊路井村民委员会", "羊路井村民委员会"),
        ("村", "巴彦陶海村委会", "巴彦陶海村民委员会"),
        ("嘎查", "玛尔兹嘎查", "玛尔兹嘎查委员会"),
        ("嘎查", "巴彦敖包嘎查村民委员会", "巴彦敖包嘎查委员会"),
        ("嘎查", "白音化嘎查委会", "白音化嘎查委员会"),
        ("社区", "曙光社区居委会", "曙光社区居民委员会"),
        ("街道", "东风街道", "东风街道办事处"),
        ("类似乡级", "巴彦浩特王府街道办事处", "巴彦浩特王府街道办事处"),
        ("镇", "乌斯太镇", "乌斯太镇人民政府"),
        ("盟", "阿拉善盟", "阿拉善盟"),
    ],
)
def test_an_office_is_named_once(shipped, kind, name, office):
    assert load_notices(shipped).seal(kind, name) == office


def test_a_content_may_do_without(tmp_path, shipped):
    from dataclasses import replace

    nothing = replace(shipped, root=tmp_path)
    assert load_measures(nothing) == Measures()
    assert load_notices(nothing) == Notices()
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("measures.yaml", "name: water, label", "name: wine, label", "'wine'"),
        ("measures.yaml", "risk: illness", "risk: boredom", "'boredom'"),
        ("measures.yaml", "way: develop", "way: magic", "'magic'"),
        ("measures.yaml", "with_labour: [housing, relocation]", "with_labour: [castle]", "'castle'"),
        ("measures.yaml", "risk: other", "risk: water", "water is given twice"),
        ("measures.yaml", "help_within:", "helped_within:", "help_within is missing"),
        ("notices.yaml", "{count}户拟纳入", "{secret}户拟纳入", "nothing fills 'secret' in"),
        ("notices.yaml", "level: village", "level: moon", "'moon'"),
        ("notices.yaml", "risk: schooling", "risk: boredom", "there is no risk 'boredom'"),
        ("notices.yaml", "severity: orange", "severity: pink", "'pink'"),
        ("notices.yaml", "  households: [", "  households_: [", "households is missing"),
        ("notices.yaml", "words: \"农户自主申报：{trouble}\"", "words: \"{name}\"", "nothing fills 'name'"),
    ],
)  # fmt: skip
def test_a_fault_is_told(tmp_path, shipped, file, old, new, told):
    assert any(
        told in problem and file in problem
        for problem in spoiled(tmp_path, shipped, file, old, new)
    )
