"""Whatever the text: it is answered, and no line of it vanishes."""

import itertools
import json

from hypothesis import given, settings, strategies as st

from shouwang.stages.ledger.parse import quantities, text_file
from tests.stages.ledger.reading import parsed

UNITS = ["综合处", "市发改委", "各县（市、区）人民政府", "市人力资源和社会保障局", "有关部门"]
# {m}: a word that must be found again; {u}: a unit.
LINES = [
    "一、{m}任务",
    "（一）{m}推进产业。建设3个{m}。",
    "(二){m}",
    "（三）{m}。（{u}牵头，{u}配合）",
    "1.{m}项目",
    "2、{m}。（责任单位：{u}、{m}局）",
    "责任单位：{u}、{m}局",
    "牵头单位：{u}，{m}处",
    "配合单位：",
    "{m}",
    "{m}。",
    "{m}，要求",
    "附件1{m}",
    "附件：{m}",
    "附件",
    "关于{m}的通知",
    "{m}市人民政府",
    "2020年3月5日",
    "（2019年1月1日）",
    "{m}局文件",
    "京发〔2020〕5号",
    "（此件{m}公开）",
    "第一条 {m}",
    "第二章 {m}",
    "①{m}；",
    "1.1 {m}",
    "1.2 {m}（{u}负责）",
    "（{m}牵头",
    "【责任处室:{m}处】",
    "由{u}牵头，{m}局配合。",
    "注：排在第一位的为牵头单位{m}",
    "（以下均需{m}落实，不再列出）",
    "抄送：{m}",
    "目录",
    "{m}……………………3",
    "　　{m}",
    "{m}（{u}、{m}局）",
    "12",
    "- 3 -",
    "（{u}、{m}处负责，{m}）",
    "完成时限：{m}",
    "任务一：{m}",
    "责任人：{m}",
    "（一）",
    "一、",
    "{m}1.6万{m}人",
    "“{m}",
    "",
]
WORDS = [
    "".join(each) for each in itertools.product("甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未", "木火土金")
]


@st.composite
def texts(draw):
    """A text of such lines, and the words that stand in it."""
    words, lines = iter(WORDS), []
    for line in draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=16)):
        written = line
        while "{m}" in written:
            written = written.replace("{m}", next(words) * 2, 1)
        while "{u}" in written:
            written = written.replace("{u}", draw(st.sampled_from(UNITS)), 1)
        lines.append(written)
    text = "\n".join(lines)
    return text, [word * 2 for word in WORDS if word * 2 in text]


@settings(max_examples=400)
@given(texts())
def test_no_line_vanishes(drawn):
    text, words = drawn
    found = json.dumps(parsed(text), ensure_ascii=False)
    assert [word for word in words if word not in found] == []


@settings(max_examples=200)
@given(
    st.text(
        st.sampled_from("一二（）()。，、；：负责牵头配合单位1.6万%个年月日处局 \n\t“”【】和等"),
        max_size=120,
    )
)
def test_any_text_of_such_signs_is_answered(text):
    for task in parsed(text)["tasks"]:
        assert task["title"] is not None


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_at_all_is_answered(text):
    assert set(parsed(text)) == {"title", "issuer", "date", "lead_rule", "unplaced", "tasks"}


@given(
    number=st.integers(1, 10_000),
    power=st.sampled_from(["", "万", "亿"]),
    unit=st.sampled_from(["个", "户", "名", "元", "亩", "公里", "%"]),
    bound=st.sampled_from(
        [("不少于", "", ">="), ("", "以上", ">="), ("", "左右", "~"), ("", "", "=")]
    ),
)
def test_any_amount_is_read_to_the_last_digit(number, power, unit, bound):
    before, after, sign = bound
    (found,) = quantities.find(f"新增任务{before}{number}{power}{unit}{after}。")
    factor = {"": 1, "万": 10_000, "亿": 100_000_000}[power]
    assert (found.value, found.unit, found.comparator) == (number * factor, unit, sign)


@given(st.text("任务建设一二三四五，。（）", max_size=60), st.sampled_from(["utf-8", "gb18030"]))
def test_an_encoding_is_found_out(text, encoding):
    assert text_file.decoded(text.encode(encoding), "plan.txt") == text
