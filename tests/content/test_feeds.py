"""The feed contracts: what the departments send, and what the national exports call it."""

import pytest

from shouwang.base.tables import Blank, ColumnType, Personal, Replaces
from shouwang.stages.ingest.placing import placement_of

REPLACES = {
    "household": Replaces.NOTHING,
    "person": Replaces.NOTHING,
    "medical_claim": Replaces.PERIOD,
    "insurance_enrolment": Replaces.ALL,
    "school_roll": Replaces.ALL,
    "housing_grade": Replaces.ALL,
    "water_point": Replaces.ALL,
    "social_assistance": Replaces.ALL,
    "disability": Replaces.ALL,
    "employment": Replaces.PERIOD,
    "disaster": Replaces.NOTHING,
    "measure": Replaces.NOTHING,
    "watch": Replaces.ALL,
    "microloan": Replaces.ALL,
    "vital_event": Replaces.PERIOD,
    "vehicle": Replaces.ALL,
    "business_registration": Replaces.ALL,
    "public_payroll": Replaces.ALL,
    "relocation": Replaces.ALL,
    "relocation_site": Replaces.ALL,
    "project": Replaces.ALL,
    "project_benefit": Replaces.ALL,
    "fund_line": Replaces.ALL,
    "fund_plan": Replaces.ALL,
    "fund_payee": Replaces.ALL,
    "station": Replaces.ALL,
    "station_day": Replaces.PERIOD,
    "station_payout": Replaces.PERIOD,
    "station_balance": Replaces.PERIOD,
    "village_team_day": Replaces.PERIOD,
    "insurance_claim": Replaces.ALL,
    "insurance_cover": Replaces.ALL,
    "compensation_fund": Replaces.ALL,
    "public_post": Replaces.ALL,
    "workshop": Replaces.ALL,
    "vacancy": Replaces.ALL,
    "training": Replaces.PERIOD,
    "training_base": Replaces.ALL,
    "job_seeker": Replaces.ALL,
    "helper": Replaces.ALL,
    "post_holder": Replaces.ALL,
    "policy_payment": Replaces.PERIOD,
    "inspection": Replaces.ALL,
    "inspection_issue": Replaces.ALL,
    "pension": Replaces.ALL,
    "livestock": Replaces.ALL,
    "price": Replaces.PERIOD,
    "accident": Replaces.PERIOD,
    "scheme_student": Replaces.ALL,
    "public_health_event": Replaces.NOTHING,
    "village": Replaces.ALL,
    "operator": Replaces.ALL,
    "visit": Replaces.PERIOD,
    "case": Replaces.ALL,
    "issue": Replaces.ALL,
    "team_post": Replaces.ALL,
    "asset": Replaces.ALL,
    "collective_income": Replaces.ALL,
}
# Headings of the national system's exports, and the columns they must find.
EXPORTED = {
    "person": {
        "户编号": "household", "姓名": "name", "性别": "sex", "出生日期": "birth_date",
        "证件号码": "person", "民族": "ethnicity", "成员联系电话": "phone",
        "与户主关系": "relation", "文化程度": "education", "在校生状况": "school_status",
        "劳动技能": "labour", "健康状况": "health",
    },
    "household": {
        "户编号": "household", "户主": "head_name", "联系电话": "phone", "银行账号": "account",
        "贫困户属性": "attribute", "主要致贫原因": "main_cause", "脱贫年度": "exit_year",
        "帮扶责任人": "helper_name", "工资性收入": "wage_income",
        "生产经营性收入": "business_income", "财产性收入": "property_income",
        "转移性收入": "transfer_income", "生产经营性支出": "business_cost",
        "家庭人口": "members", "是否搬迁户": "relocated", "入户路类型": "road",
        "主要燃料": "fuel", "住房面积": "housing_area",
    },
    "watch": {
        "监测对象类别": "kind", "识别监测时间": "identified_date", "消除监测时间": "ended_date",
        "风险消除方式": "ended_way", "整户无劳动能力兜底保障户": "no_labour",
    },
    "employment": {
        "是否已务工": "working", "务工所在县": "place_county", "务工企业名称": "employer",
        "月收入": "wage", "就业渠道": "channel",
    },
    "relocation": {
        "户编号": "household", "搬迁方式": "extent", "安置方式": "method", "安置地": "site",
        "可能的困难": "difficulty",
    },
    "project": {
        "项目名称": "project_name", "类别": "category", "建设性质": "nature", "实施地点": "site",
        "时间进度": "timetable", "责任单位": "responsible_unit", "建设任务": "task",
        "资金规模": "budget", "筹资方式": "funding", "受益对象": "beneficiaries",
        "绩效目标": "target", "群众参与和带贫减贫机制": "mechanism",
    },
    "village": {
        "总户数": "households", "总人口": "population", "村集体经济收入": "collective_income",
        "村小学": "schools", "参保人数": "insured_people", "是否通客运班车": "coach",
        "卫生室数": "clinics", "公共厕所": "public_toilets", "执业（助理）医师": "doctors",
        "垃圾堆放点": "waste_points", "文化室": "culture_rooms", "低保户": "dibao_households",
        "低保人数": "dibao_people", "特困人数": "destitute_people",
        "残疾人数": "disabled_people", "到乡镇通硬化路": "paved_road",
        "未解决饮水户": "unsolved_water", "危房户": "unsafe_houses",
    },
    "public_post": {"公益性岗位类型": "kind", "月补贴": "wage"},
    "pension": {"险种类型": "scheme", "养老保险金": "monthly_amount"},
    "helper": {"户编号": "household", "帮扶责任人": "helper_name"},
    "issue": {
        "问题来源": "source", "问题描述": "text", "责任单位": "unit", "牵头督战处室": "lead_office",
        "交办日期": "assigned_date", "时限": "due_date", "佐证": "has_evidence", "状态": "state",
        "是否反弹": "recurred",
    },
}  # fmt: skip
# The official code lists: how many words each has.
CODES = {
    ("person", "relation"): 28,
    ("person", "education"): 6,
    ("person", "school_status"): 25,
    ("person", "labour"): 5,
    ("person", "health"): 8,
    ("person", "ethnicity"): 57,
    ("household", "main_cause"): 14,
    ("household", "status"): 4,
    ("household", "fuel"): 5,
    ("household", "road"): 4,
    ("watch", "kind"): 3,
    ("watch", "risk"): 11,
    ("watch", "ended_way"): 2,
    ("school_roll", "dropout_reason"): 4,
    ("housing_grade", "grade"): 4,
    ("disability", "category"): 7,
    ("measure", "kind"): 12,
    ("public_post", "kind"): 14,
    ("project", "category"): 13,
    ("project", "link"): 10,
    ("project_benefit", "role"): 9,
    ("fund_line", "spent_on"): 12,
    ("fund_line", "direction"): 6,
    ("issue", "area"): 8,
    ("inspection_issue", "area"): 8,
    ("issue", "source"): 8,
    ("case", "source"): 5,
    ("vacancy", "carrier"): 5,
    ("workshop", "kind"): 4,
    ("station", "kind"): 4,
    ("relocation", "method"): 3,
    ("relocation", "extent"): 2,
    ("relocation_site", "kind"): 4,
}


def claimed(contract):
    return {
        heading: column.name
        for column in contract.columns
        for heading in (column.label, *column.aliases)
    }


def test_there_is_a_contract_for_every_feed_and_it_says_what_a_delivery_replaces(content):
    assert {name: each.replaces for name, each in content.contracts.items()} == REPLACES


@pytest.mark.parametrize("feed", sorted(REPLACES))
def test_no_two_columns_claim_one_heading(content, feed):
    contract = content.contracts[feed]
    headings = [
        heading.replace("（", "(").replace("）", ")")
        for column in contract.columns
        for heading in dict.fromkeys((column.label, *column.aliases))
    ]
    owners = {}
    for column in contract.columns:
        for heading in (column.label, *column.aliases):
            plain = heading.replace("（", "(").replace("）", ")")
            assert owners.setdefault(plain, column.name) == column.name, heading

    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("feed", sorted(EXPORTED))
def test_the_headings_of_the_national_export_find_their_columns(content, feed):
    found = claimed(content.contracts[feed])

    assert {heading: found.get(heading) for heading in EXPORTED[feed]} == EXPORTED[feed]


@pytest.mark.parametrize(("feed", "column"), sorted(CODES))
def test_code_lists_are_complete(content, feed, column):
    codes = content.contracts[feed].column(column).codes

    assert len(codes) == CODES[feed, column]
    assert all(labels for labels in codes.values())


def test_whoever_names_a_person_names_them_by_their_id_number(content):
    for contract in content.contracts.values():
        for column in contract.columns:
            if column.type is ColumnType.PERSON:
                assert column.personal is Personal.ID, contract.name


def test_names_phones_and_accounts_are_marked_as_personal(content):
    marked = {
        (contract.name, column.name): column.personal
        for contract in content.contracts.values()
        for column in contract.columns
        if column.personal not in {None, Personal.ID}
    }

    assert marked == {
        ("household", "head_name"): Personal.NAME,
        ("household", "phone"): Personal.PHONE,
        ("household", "account"): Personal.ACCOUNT,
        ("household", "helper_name"): Personal.NAME,
        ("person", "name"): Personal.NAME,
        ("person", "phone"): Personal.PHONE,
        ("helper", "helper_name"): Personal.NAME,
        ("helper", "helper_phone"): Personal.PHONE,
        ("inspection_issue", "text"): Personal.TEXT,
        ("issue", "text"): Personal.TEXT,
        ("post_holder", "holder_name"): Personal.NAME,
        ("station", "keeper"): Personal.NAME,
        ("team_post", "member_name"): Personal.NAME,
        ("team_post", "member_phone"): Personal.PHONE,
    }


def test_who_may_see_phones_and_accounts_is_said(content):
    household = content.contracts["household"]

    assert household.column("account").visible_to == {"banner"}
    assert household.column("phone").visible_to == {"village", "township", "banner"}
    assert content.contracts["disability"].column("category").visible_to


def test_an_empty_wage_is_unknown_but_an_empty_subsidy_is_none(content):
    household = content.contracts["household"]

    assert household.column("wage_income").blank is Blank.UNKNOWN
    assert household.column("transfer_income").blank is Blank.ZERO
    assert content.contracts["school_roll"].column("boarding").blank is Blank.NO
    assert content.contracts["housing_grade"].column("only_dwelling").blank is Blank.UNKNOWN


def test_only_tables_of_many_rows_are_split_by_banner(content):
    large = {name for name, each in content.contracts.items() if each.size == "large"}

    assert large == {
        "household", "person", "medical_claim", "insurance_enrolment", "school_roll",
        "housing_grade", "water_point", "employment", "helper", "livestock", "pension",
        "policy_payment", "project_benefit", "vehicle", "village_team_day", "visit",
    }  # fmt: skip


def test_thousands_of_mu_of_grassland_are_no_fault_in_pastoral_banners(content):
    assert content.contracts["household"].column("grassland").maximum is None


def test_the_rows_of_every_feed_find_their_banner(content):
    assert {name for name, each in content.contracts.items() if placement_of(content, each)} == {
        *content.contracts
    }


def test_what_a_check_is_about_has_one_key_and_a_place(content):
    subjects = {
        "project", "fund_line", "station", "village", "operator", "microloan", "public_post",
        "workshop", "vacancy", "training", "training_base", "job_seeker", "team_post", "post_holder", "inspection_issue",
        "issue", "case", "insurance_claim", "insurance_cover", "compensation_fund", "price", "policy_payment", "inspection",
    }  # fmt: skip

    for name in subjects:
        contract = content.contracts[name]
        places = [
            column
            for column in contract.columns
            if column.required and (column.is_reference or column.type is ColumnType.REGION)
        ]
        assert len(contract.key) == 1, name
        assert places, name


def test_the_police_tell_no_more_than_that_there_is_a_record(content):
    accident = content.contracts["accident"]

    assert accident.column("kind").visible_to == {"township", "banner"}
    assert accident.column("outcome").visible_to


@pytest.mark.parametrize("feed", sorted(REPLACES))
def test_who_can_be_late_says_when_it_is_due(content, feed):
    contract = content.contracts[feed]

    assert contract.department_label
    assert contract.note
    assert contract.due_days == 0 or contract.has_period
