"""Marks of responsibility: what they say, and what only looks like one."""

import pytest

from shouwang.stages.ledger.parse import marks, roles, units

# mark → owners, partners, joint
SAID = [
    ("（规划财务处、考评处牵头，各处室、事业单位配合）", "规划财务处 考评处", "各处室 事业单位", ""),
    ("(考评处牵头负责)", "考评处", "", ""),
    ("（扶贫协作处牵头负责）", "扶贫协作处", "", ""),
    ("（由市政府办公室牵头，各部门配合）", "市政府办公室", "各部门", ""),
    ("（牵头单位：市委农办，配合单位：市财政局，各区、县级市）", "市委农办", "市财政局 各区 县级市", ""),
    ("（牵头:办公室;配合:各处室）", "办公室", "各处室", ""),
    ("（主办：规财处；协办：产业处、就业处）", "规财处", "产业处 就业处", ""),
    ("【责任处室:综合处】", "", "", "综合处"),
    ("[责任科室：综合科、监测科]", "", "", "综合科 监测科"),
    ("〔责任单位：市教育局 市财政局〕", "", "", "市教育局 市财政局"),
    ("（省教育厅、省财政厅等负责）", "", "", "省教育厅 省财政厅"),
    ("（省教育厅等有关部门和单位负责）", "", "", "省教育厅 有关部门和单位"),
    ("（省教育厅等部门按职责分工负责）", "", "", "省教育厅"),
    ("（省民政厅等相关部门和单位及各县区配合）", "", "省民政厅 相关部门和单位 各县区", ""),
    ("（市高等教育处、中等职业教育中心等负责）", "", "", "市高等教育处 中等职业教育中心"),
    ("（市发改委会同市财政局、市教育局负责）", "市发改委", "市财政局 市教育局", ""),
    ("（市发改委牵头，会同市财政局落实）", "市发改委", "市财政局", ""),
    ("（国家统计局牵头组织实施，有关部门参与）", "国家统计局", "有关部门", ""),
    ("（市公安局牵头、市司法局配合）", "市公安局", "市司法局", ""),
    ("（甲局牵头乙局、丙局配合）", "甲局", "乙局 丙局", ""),
    ("（责任单位：甲局（牵头）、乙局、丙局）", "甲局", "", "乙局 丙局"),
    ("（市财政局和市教育局牵头，市人力资源和社会保障局配合）", "市财政局 市教育局", "市人力资源和社会保障局", ""),
    ("（住房和城乡建设局、文化和旅游局及各镇负责）", "", "", "住房和城乡建设局 文化和旅游局 各镇"),
    ("（市委组织部、市委党校牵头，各级党组织落实）", "市委组织部 市委党校", "", "各级党组织"),
    ("（牵头单位：市农业农村局（市扶贫办）；配合单位：各县（市、区）政府）", "市农业农村局（市扶贫办）", "各县（市、区）政府", ""),
    ("（责任单位：市金融办（局（挂牌）））", "", "", "市金融办（局（挂牌））"),
    ("（省级层面由省教育厅牵头，市县层面由各市县政府负责）", "省教育厅", "", "各市县政府"),
    ("（省能源局负责；省财政厅参与，2020年6月底前完成）", "", "省财政厅", "省能源局"),
    ("（牵头领导：李某；牵头单位：市住建局；配合单位：有关单位）", "市住建局", "有关单位", ""),
    ("（财政部、税务总局负责，以下均需各地区落实，不再列出）", "", "", "财政部 税务总局"),
    ("（责任单位：市脱贫攻坚办，各县（市、区）（逗号前的单位为牵头单位，下同））", "", "", "市脱贫攻坚办 各县（市、区）"),
    ("牵头处室：综合处；配合处室：规划财务处、考评处。", "综合处", "规划财务处 考评处", ""),
    ("牵头单位为省政务服务办，配合单位为省直各部门。", "省政务服务办", "省直各部门", ""),
    ("由市民政局牵头，市财政局、市残联配合。", "市民政局", "市财政局 市残联", ""),
    ("由市民政局牵头，市残联等部门配合，于2019年6月底前完成。", "市民政局", "市残联", ""),
]  # fmt: skip


def units_of(text):
    found = marks.find(text).marks
    assert len(found) == 1, found
    reading = found[0].reading
    return [" ".join(names) for names in (reading.owners, reading.partners, reading.joint)]


@pytest.mark.parametrize(("text", "owners", "partners", "joint"), SAID)
def test_a_mark_says_who(text, owners, partners, joint):
    assert units_of(text) == [owners, partners, joint]


@pytest.mark.parametrize(("text", "owners", "partners", "joint"), SAID)
def test_a_mark_says_the_same_after_a_sentence(text, owners, partners, joint):
    body = "做好当前工作。建设中心3个。"
    assert units_of(body + text) == [owners, partners, joint]
    assert marks.find(body + text).text == body


@pytest.mark.parametrize(
    "text",
    [
        "配合国家做好贫困旗县退出抽查工作。",
        "主动配合发改委等相关部门做好易地扶贫搬迁的后续工作。",
        "采取重点巡回“督”和部门牵头“督”相结合的方式，督导各地落实。",
        "建立党委领导、政府负责、部门协同（部门牵头、行业配合）的机制。",
        "坚持中央统筹、省负总责、市县抓落实。",
        "推行县级统筹（教育部门牵头、学校配合）的管理模式。",
        "建立由政府负责人牵头、相关部门共同参与的工作机制。",
        "各项目牵头单位对项目组织实施负总责，会同配合单位于10月底前制定细则。",
        "支持各类职业院校（含技工院校）开展培训。",
        "统筹推进培训（含技工院校）。",
        "各地要结合实际抓好落实。",
        "市住房城乡建设局要发挥牵头作用，会同有关部门加强督导。",
        "在市、区（县级市）两级开展试点。",
        "明确责任单位、责任人和完成时限。",
    ],
)
def test_words_of_the_body_are_no_mark(text):
    found = marks.find(text)
    assert [mark for mark in found.marks if not mark.is_bare] == []


@pytest.mark.parametrize("text", ["完成任务。（规划财务处、考评处）", "完成任务（省教育厅）"])
def test_units_without_a_word_are_kept_apart(text):
    (mark,) = marks.find(text).marks
    assert mark.is_bare


@pytest.mark.parametrize(
    "text", ["（含技工院校）", "（2019年）", "（见附件）", "（试行）", "（一期）"]
)
def test_a_remark_in_brackets_is_no_list_of_units(text):
    assert marks.find("开展工作" + text).marks == ()


def test_what_cannot_be_read_is_doubted():
    found = marks.find("推进改革。（牵头单位另行通知）")
    assert (found.marks, found.doubtful) == ((), ("牵头单位另行通知",))


def test_every_mark_of_a_paragraph_is_found():
    found = marks.find("制定规划。（甲局负责落实）推进治理。（乙局、丙局分别负责落实）及时公开。")
    assert [mark.reading.joint for mark in found.marks] == [["甲局"], ["乙局", "丙局"]]
    assert found.text == "制定规划。推进治理。及时公开。"


def test_a_forgotten_bracket_closes_at_the_end():
    assert units_of("推进改革。（甲局牵头，乙局配合") == ["甲局", "乙局", ""]


def test_a_role_that_is_not_known_is_told():
    (mark,) = marks.find("推进改革。（各盟行政公署负责，自治区农牧厅指导）").marks
    assert mark.reading.joint == ["各盟行政公署"]
    assert mark.reading.unread == ["自治区农牧厅"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("列第一位者为牵头单位，下同", "first_listed"),
        ("排在第一位的为牵头单位", "first_listed"),
        ("排名第一的单位为牵头部门", "first_listed"),
        ("各项任务列首位的为牵头单位", "first_listed"),
        ("第一个单位为牵头单位", "first_listed"),
        ("牵头单位排在首位", "first_listed"),
        ("逗号前的单位为牵头单位", "before_comma"),
        ("由第一书记牵头", ""),
        ("各牵头单位要把任务摆在第一位", ""),
        ("牵头单位要及时报送", ""),
    ],
)
def test_a_rule_is_declared_in_many_words(text, rule):
    assert roles.declared_rule(text) == rule


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("甲局、乙局，丙局；丁局", "甲局 乙局 丙局 丁局"),
        ("市人力资源和社会保障局", "市人力资源和社会保障局"),
        ("市财政局与市审计局", "市财政局 市审计局"),
        ("市发展改革委（粮食局和储备局）", "市发展改革委（粮食局和储备局）"),
        ("人力资源 社会保障部", "人力资源社会保障部"),
        ("各盟市，各旗县（市、区）人民政府", "各盟市 各旗县（市、区）人民政府"),
        ("各乡镇党委和政府", "各乡镇党委和政府"),
        ("甲局、甲局", "甲局"),
    ],
)
def test_a_list_of_units_is_split(text, names):
    assert list(units.listed(text).names) == names.split()


@pytest.mark.parametrize(
    ("name", "generic"),
    [
        ("各有关部门和单位", True),
        ("各省级人民政府", True),
        ("有关部门", True),
        ("市直有关单位", True),
        ("国务院各部门", True),
        ("教育部", False),
        ("市人民政府", False),
    ],
)
def test_groups_named_by_kind(name, generic):
    assert units.is_generic(name) is generic
