"""Head and tail of a document: title, issuer, day, and what is set aside around the plan."""

import pytest

from tests.stages.ledger.reading import parsed

BODY = "一、任务\n（一）建设。（综合处负责）"


def whys(text):
    return [(each["text"], each["why"]) for each in parsed(text)["unplaced"]]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("关于做好2020年工作的意见", "关于做好2020年工作的意见"),
        (
            "某市人民政府办公室\n关于印发工作要点的\n通　　知",
            "某市人民政府办公室关于印发工作要点的通知",
        ),
        (
            "某市教育局 某市财政局\n关于做好资助工作的通知",
            "某市教育局 某市财政局关于做好资助工作的通知",
        ),
        ("某市行动计划\n（2018—2020年）", "某市行动计划（2018—2020年）"),
        ("某市2020年工作要点\n重点产业", "某市2020年工作要点"),
        ("某市人民政府文件\n某政发〔2020〕1号\n某市2020年工作方案", "某市2020年工作方案"),
        ("机密★1年\n特急\n某市2020年工作方案", "某市2020年工作方案"),
        ("今年的工作总的要求是做好各项工作。", None),
        ("", None),
    ],
)
def test_a_title_is_put_together(head, title):
    assert parsed(f"{head}\n{BODY}")["title"] == title


@pytest.mark.parametrize(
    ("text", "issuer", "date"),
    [
        (f"工作要点\n{BODY}\n某省扶贫办\n2020年3月5日", "某省扶贫办", "2020-03-05"),
        (f"工作要点\n{BODY}\n某省扶贫办　　2020年3月5日", "某省扶贫办", "2020-03-05"),
        (f"工作要点\n{BODY}\n甲局\n乙局\n二〇二〇年三月五日", "甲局、乙局", "2020-03-05"),
        (f"某省教育厅关于做好工作的意见\n（2020年3月5日）\n{BODY}", "某省教育厅", "2020-03-05"),
        (f"某省教育厅文件\n工作要点\n{BODY}", "某省教育厅", None),
        (f"发布机构：某局　成文日期：2020-03-05\n工作要点\n{BODY}", "某局", "2020-03-05"),
        (f"关于做好工作的意见\n{BODY}", None, None),
    ],
)
def test_issuer_and_day(text, issuer, date):
    found = parsed(text)
    assert (found["issuer"], found["date"]) == (issuer, date)
    assert len(found["tasks"]) == 1


def test_an_order_with_an_attached_plan():
    text = (
        "某市人民政府关于印发工作要点的通知\n各县（市、区）人民政府：\n现印发给你们。\n"
        "附件：1.工作要点\n2.项目清单\n某市人民政府\n2020年3月5日\n（此件公开发布）\n"
        f"附件1\n2020年工作要点\n{BODY}\n抄送：市委办公室。\n某市人民政府办公室　2020年3月6日印发"
    )
    found = parsed(text)
    assert found["tasks"][0]["section"] == "一、任务"
    assert whys(text) == [
        ("各县（市、区）人民政府：", "addressee"),
        ("现印发给你们。", "introduction, before the first item"),
        ("附件：1.工作要点", "list of attachments"),
        ("2.项目清单", "list of attachments"),
        ("（此件公开发布）", "remark on publication"),
        ("附件1", "start of an attachment"),
        ("2020年工作要点", "title of a part"),
        ("抄送：市委办公室。", "print note"),
        ("某市人民政府办公室　2020年3月6日印发", "print note"),
    ]


def test_a_table_of_contents_holds_no_tasks():
    text = f"目　录\n一、任务…………………………3\n{BODY}"
    assert len(parsed(text)["tasks"]) == 1
    assert [why for _text, why in whys(text)] == ["table of contents"] * 2


def test_a_second_day_in_the_head_is_not_lost():
    text = f"工作要点\n（2020年3月5日）\n（2021年4月6日）\n{BODY}"
    assert parsed(text)["date"] == "2020-03-05"
    assert whys(text) == [("（2021年4月6日）", "another day")]


def test_numbers_begin_anew_in_an_attachment():
    text = f"工作要点\n{BODY}\n附件\n清单\n（一）管理。（考评处负责）"
    assert [task["section"] for task in parsed(text)["tasks"]] == ["一、任务", None]


def test_the_year_of_the_document_dates_its_deadlines():
    text = "某政发〔2021〕3号\n关于做好工作的意见\n1.建设。6月底前完成。（综合处负责）"
    assert parsed(text)["tasks"][0]["deadline"] == "2021-06-30"
