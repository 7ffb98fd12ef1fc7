"""Letters that remind: to whom, of what, since when, and what cannot be seen without it."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.base.errors import InputProblems
from shouwang.cli.options import DEFAULT_CONTENT
from shouwang.rules.content import load_content
from shouwang.rules.letters import load_reminder
from shouwang.rules.load import load_policy
from shouwang.stages.ingest.letters import as_text, checks_behind, letters
from shouwang.stages.ingest.status import Facts, standing_of
from tests.stages.ingest.builders import COUNTRY

CONTENT, FORM = load_content(COUNTRY), load_reminder(COUNTRY)
CLAIM, WATER = CONTENT.contracts["claim"], CONTENT.contracts["water"]
DAY = date(2020, 7, 10)
BANNERS = [each.code for each in CONTENT.regions_of("banner")]
CHECKS = {"claim": ["自付过高", "未参保"], "water": ["缺水"]}


def standing(contract, place, *, period=None, sender="x:160000", on=DAY):
    facts = Facts(1, sender, period, on, 5) if period else None
    return standing_of(contract, place, facts, on)


def write(*standings, on=DAY, checks=CHECKS, form=FORM):
    return letters(standings, content=CONTENT, form=form, checks=checks, on=on)


class TestLetters:
    def test_go_one_to_a_department_and_name_all_it_owes(self):
        found = write(
            *(standing(CLAIM, place, period=date(2020, 4, 1)) for place in BANNERS[:2]),
            standing(WATER, BANNERS[0]),
        )
        assert [(each.name, each.feeds) for each in found] == [
            ("healthcare", ("claim",)),
            ("water", ("water",)),
        ]
        body = "\n".join(found[0].paragraphs)
        names = "、".join(CONTENT.regions[place].name for place in BANNERS[:2])
        assert (
            f"1.医保结算（2020年5月、2020年6月）：应于2020年6月5日前报送，已逾期35天。未报地区：{names}。"
            in body
        )
        assert found[0].addressee == "小草原医保局："
        assert (found[0].signature, found[0].day) == ("小草原扶贫办公室", "2020年7月10日")

    def test_say_what_has_never_been_sent(self):
        body = "\n".join(write(standing(WATER, BANNERS[0]))[0].paragraphs)
        assert "已逾期10天，此前从未报送" in body

    def test_say_what_cannot_be_seen_without_it(self):
        body = "\n".join(write(standing(CLAIM, BANNERS[0]))[0].paragraphs)
        assert "“自付过高”等2条规则不能核查" in body
        assert "“缺水”不能核查" in "\n".join(write(standing(WATER, BANNERS[0]))[0].paragraphs)
        without = write(standing(WATER, BANNERS[0]), checks={})[0].paragraphs
        assert "不能核查" not in "\n".join(without)

    def test_go_to_the_office_of_the_place_that_sends_for_itself(self):
        own = standing(
            CLAIM, BANNERS[0], period=date(2020, 5, 1), sender=f"healthcare:{BANNERS[0]}"
        )
        others = standing(CLAIM, BANNERS[1], period=date(2020, 5, 1))
        found = write(own, others)
        assert [(each.department, each.place) for each in found] == [
            ("healthcare", ""),
            ("healthcare", BANNERS[0]),
        ]
        assert found[1].addressee == f"{CONTENT.regions[BANNERS[0]].name}医保局："
        assert found[1].name == f"healthcare-{BANNERS[0]}"

    def test_list_many_places_in_an_attachment_by_what_lies_above_them(self):
        form = replace(FORM, numbers={**FORM.numbers, "most_places": 1})
        found = write(*(standing(CLAIM, place) for place in BANNERS[1:]), form=form)[0]
        assert "乙旗等2个旗县区（名单附后）" in "\n".join(found.paragraphs)
        assert found.attachment == (
            "附件：未报地区名单", "医保结算（2020年6月）", "东盟（1个）：乙旗", "西盟（1个）：丙旗",
        )  # fmt: skip

    def test_name_no_place_where_all_owe_it(self):
        found = write(*(standing(CLAIM, place) for place in BANNERS))[0]
        assert f"全部旗县区（{len(BANNERS)}个）" in "\n".join(found.paragraphs)
        assert found.attachment == ()

    def test_tell_whom_to_ask_and_no_names_of_people(self):
        found = write(standing(WATER, BANNERS[0]))[0]
        assert "农村供水部门0000-1234567" in found.note

    def test_are_not_written_where_nothing_is_late(self):
        assert write(standing(CLAIM, BANNERS[0], period=date(2020, 6, 1))) == []
        assert write() == []

    def test_to_our_own_go_to_each_division(self):
        household, person = CONTENT.contracts["household"], CONTENT.contracts["person"]
        found = write(standing(household, BANNERS[0]), standing(person, BANNERS[0]))
        assert [each.department for each in found] == ["office-1"]
        assert found[0].title == "关于报送农牧户等2类数据的函"


class TestText:
    def test_is_laid_out_as_official_letters_are(self):
        text = as_text(write(standing(CLAIM, BANNERS[0]))[0], FORM.layout)
        lines = text.splitlines()
        assert lines[0].startswith("　")
        assert lines[0].endswith("草扶函〔2020〕　号")
        assert lines[2].strip("　") == "关于报送医保结算数据的函"
        assert lines[4] == "小草原医保局："
        assert lines[5].startswith("　　按照")
        signature, day = (
            lines.index(next(each for each in lines if each.endswith("小草原扶贫办公室"))),
            -3,
        )
        assert lines[signature + 1].endswith("2020年7月10日")
        assert lines[day].endswith("2020年7月10日")
        assert not any(each.endswith("　") for each in lines)


class TestForm:
    def fault(self, tmp_path, old, new):
        folder = tmp_path / "letters"
        folder.mkdir()
        text = (COUNTRY / "letters" / "reminder.yaml").read_text(encoding="utf-8")
        assert old in text
        (folder / "reminder.yaml").write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputProblems) as error:
            load_reminder(tmp_path)
        return "\n".join(str(each) for each in error.value.problems)

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("截至{day}", "截至{today}", "nobody fills in '{today}'"),
            ("截至{day}", "截至{day", "braces do not match"),
            ("截至{day}", "截至{day.year}", "nobody fills in"),
            ("most_places: 2", "most_places: 0", "most_places wants a whole number from 1"),
            ("ending: 特此函达。", "endings: 特此函达。", "ending is missing"),
            ("{year}年第{quarter}季度", "{month}季度", "nobody fills in '{month}'"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_filled_in_is_refused(self, tmp_path, old, new, fault):
        found = self.fault(tmp_path, old, new)
        assert fault in found
        assert "letters/reminder.yaml:" in found

    def test_may_be_missing(self, tmp_path):
        assert load_reminder(tmp_path) is None

    def test_of_the_region_can_be_filled_in(self):
        form = load_reminder(DEFAULT_CONTENT)
        assert form is not None
        content = load_content(DEFAULT_CONTENT)
        found = [
            standing_of(contract, place, None, DAY)
            for contract in content.contracts.values()
            for place in ("150502", "150521")
        ]
        checks = checks_behind(load_policy(DEFAULT_CONTENT))
        drafted = letters(found, content=content, form=form, checks=checks, on=DAY)
        assert {feed for each in drafted for feed in each.feeds} == {
            name for name, contract in content.contracts.items() if contract.has_period
        }
        assert len({each.name for each in drafted}) == len(drafted)
        assert not any("{" in as_text(each, form.layout) for each in drafted)
