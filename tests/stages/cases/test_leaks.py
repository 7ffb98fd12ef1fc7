"""What may not be published is found however it is written; ordinary words are left alone."""

import datetime

import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import check_character
from shouwang.stages.cases.leaks import leaks_in

CHINESE = "〇一二三四五六七八九"
NOISE = st.text(alphabet=" -\u3000\u200b\n\t·|/，", max_size=3)
births = st.dates(datetime.date(1905, 1, 1), datetime.date(2020, 6, 30))
digits = st.integers(0, 999).map(lambda number: f"{number:03}")


@st.composite
def id_numbers(draw):
    """Valid numbers of people who are not there: of counties that are not there."""
    county = draw(st.integers(159900, 159999))
    first = f"{county}{draw(births):%Y%m%d}{draw(digits)}"
    return first + check_character(first)


def as_written(number, way):
    if way == "full":
        return "".join(chr(ord(char) + 0xFEE0) for char in number)
    if way == "chinese":
        return "".join(CHINESE[int(char)] if char.isdigit() else char for char in number)
    return number.lower() if way == "lower" else number


@st.composite
def hidden(draw):
    """A number as somebody might write it, between words."""
    number = draw(id_numbers())
    text = as_written(number, draw(st.sampled_from(["plain", "full", "chinese", "lower"])))
    cuts = draw(st.lists(st.integers(1, 17), max_size=4, unique=True))
    parts, start = [], 0
    for cut in [*sorted(cuts), len(text)]:
        parts.append(text[start:cut])
        start = cut
    joined = parts[0]
    for part in parts[1:]:
        joined += draw(NOISE) + part
    before = draw(st.sampled_from(["", "身份证号：", "户主张三，", "第3户 ", "2020年6月30日 "]))
    after = draw(st.sampled_from(["", "。", "，电话", " 元"]))
    return number, before + joined + after


class TestIdNumbers:
    @given(hidden())
    def test_are_found_however_they_are_written(self, case):
        _number, text = case
        assert any("ID number" in each.message for each in leaks_in(text)), text

    @given(hidden())
    def test_are_not_repeated_in_what_is_said(self, case):
        number, text = case
        assert not any(number[6:14] in str(each) for each in leaks_in(text))

    @given(id_numbers(), st.text("0123456789", max_size=6), st.text("0123456789", max_size=6))
    def test_are_found_between_other_digits(self, number, before, after):
        assert leaks_in(before + number + after)

    @given(id_numbers())
    def test_are_found_one_digit_a_cell(self, number):
        assert leaks_in("\t".join(number))

    @given(births, digits)
    def test_of_fifteen_digits_are_found(self, birth, order):
        birth = birth.replace(year=1900 + birth.year % 100, day=min(birth.day, 28))
        assert leaks_in(f"号码159901{birth:%y%m%d}{order}。")

    def test_with_a_slip_of_the_pen_are_found(self):
        number = "159901198001010010"
        assert check_character(number[:17]) != number[17]
        assert leaks_in(f"身份证{number}")

    def test_the_line_is_told(self):
        first = "15990119800101001"
        found = leaks_in(f"公示\n张三\n{first}{check_character(first)}")
        assert [each.where for each in found] == ["line 3"]


class TestOthers:
    @pytest.mark.parametrize(
        "text",
        ["13912345678", "139 1234 5678", "139-1234-5678", "+86 13912345678", "电话：１３９１２３４５６７８",
         "一三九一二三四五六七八", "0476-8221234", "（0476）8221234", "04768221234"],
    )  # fmt: skip
    def test_telephone_numbers_are_found(self, text):
        assert any("telephone" in each.message for each in leaks_in(text))

    @pytest.mark.parametrize("text", ["6222021234567890128", "6222 0212 3456 7890 128"])
    def test_accounts_are_found(self, text):
        assert any("bank account" in each.message for each in leaks_in(text))

    def test_private_words_are_found(self):
        found = leaks_in("张*贵 因患病", words={"health": ["患病"]})
        assert [each.message for each in found] == ["“患病” tells of health"]


@pytest.mark.parametrize(
    "text",
    [
        "国开发〔2020〕6号，2020年3月20日印发",
        "公示期自2020-06-30至2020-07-05，共5天",
        "人均4200元，合计1,500,000.00元",
        "收入 5000 4200 3800 1200 元",
        "监督电话12317",
        "编号N2020-000017、M2020-000123",
        "村代码150421100201",
        "2020/06/30 09:30:15",
        "一、二、三、四、五",
        "第一批12户35人",
        "",
        "\x00\x00",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert leaks_in(text) == []


@given(st.dates(), st.integers(0, 10**9), st.integers(1, 400))
def test_dates_amounts_and_numbers_of_letters_are_left_alone(day, amount, number):
    text = f"{day.isoformat()}，{amount / 100:,.2f}元，内扶办发〔{day.year}〕{number}号，{number}户"
    assert leaks_in(text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    leaks_in(text)


def test_a_long_row_of_digits_takes_no_long_time():
    assert isinstance(leaks_in("7" * 200_000 + " 1" * 50_000), list)
