"""``shouwang insurance settle``: a file settled to the fen, and every fault named at once."""

import pytest

DAY = "2020-06-30"
GOOD = """\
claim,group,cause,loss,other_paid,paid_before,loss_before
a1,exited,illness,20000,,,
a2,非贫低收入户,因病,50000.55,1000,0,0
a3,exited,accident,20000,0,0,0
a4,exited,illness,4000,0,0,0
a5,exited,illness,1000,0,0,5000
"""
PRODUCT = """\
name: ours
label: 本旗产品
groups:
  - {name: all, label: 全部, statuses: [exited]}
versions:
  - from: 2020-01-01
    basis: 合同
    lines:
      - groups: [all]
        causes: [illness]
        deductible: %(deductible)s
        cap_claim: 20000
        cap_year: %(cap)s
        tiers: %(tiers)s
"""
ONE = "[{from: 0, rate: 0.5}]"


@pytest.fixture
def write(tmp_path):
    def written(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def settle(call, file, *more, product="weixian", on=DAY):
    return call(
        "--lang", "en", "insurance", "settle", file, "--product", product, "--on", on, *more
    )


def test_a_file_is_settled_to_the_fen(call, write):
    answer = settle(call, write("claims.csv", GOOD), "--json").json
    assert answer["settlements"] == [
        {"claim": "a1", "payout": 8000.0, "outcome": "paid"},
        {"claim": "a2", "payout": 15400.33, "outcome": "paid"},
        {"claim": "a3", "payout": 0.0, "outcome": "not_covered"},
        {"claim": "a4", "payout": 0.0, "outcome": "below_line"},
        {"claim": "a5", "payout": 500.0, "outcome": "paid"},
    ]
    assert (answer["claims"], answer["paid"], answer["payout"]) == (5, 3, 23900.33)
    told = settle(call, write("claims.csv", GOOD))
    assert "5 claims, 3 paid, 23900.33 yuan" in told.out
    assert "still has to be verified" in told.out


def test_a_file_as_excel_writes_it(call, write):
    for encoding in ("gb18030", "utf-8-sig"):
        answer = settle(call, write("claims.csv", GOOD, encoding), "--json").json
        assert answer["payout"] == 23900.33


def test_every_fault_of_a_file_is_named(call, write):
    text = (
        "claim,group,cause,loss,other_paid\n"
        "a1,exitedx,illness,-20000,0\na1,exited,ill,1.234,-1\n"
        ',exited,illness,"1,000",0\na4,exited,illness,,\na5,exited,illness,100000000.01,\n'
    )
    answer = settle(call, write("claims.csv", text), "--json")
    assert answer.code == 1
    assert set(answer.problems) == {
        "claims.csv:2: 'exitedx' is no group",
        "claims.csv:2: loss is below zero: '-20000'",
        "claims.csv:3: 'ill' is no cause",
        "claims.csv:3: loss is no amount in yuan: '1.234'",
        "claims.csv:3: other_paid is below zero: '-1'",
        "claims.csv:3: the claim 'a1' is there already, in row 2",
        "claims.csv:4: claim is missing",
        "claims.csv:4: loss is no amount in yuan: '1,000'",
        "claims.csv:5: loss is missing",
        "claims.csv:6: loss is no amount in yuan: '100000000.01'",
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("claim,group,loss\na,exited,1\n", "the column cause is missing"),
        ("claim,group,cause,loss,loss\na,exited,illness,1,1\n", "the column loss is there twice"),
        ("claim,group,cause,loss,x\na,exited,illness,1,1\n", "nobody knows the column 'x'"),
        ("claim,group,cause,loss\n", "there is no claim in it"),
        ("", "this is no table in CSV"),
        ("claim,group,cause,loss\na,b\n", "this is no table in CSV"),
        (b"\xff\xfe\x00claim", "this is no table in CSV"),
    ],
)
def test_what_is_no_file_of_claims(call, write, text, fault):
    answer = settle(call, write("claims.csv", text), "--json")
    assert answer.code == 1
    assert any(fault in each for each in answer.problems), answer.problems


def test_more_faults_than_anybody_reads_are_counted(call, write):
    rows = "".join(f"c{number},exited,illness,x\n" for number in range(10_005))
    answer = settle(call, write("claims.csv", "claim,group,cause,loss\n" + rows), "--json")
    assert len(answer.problems) == 10_001
    assert any("5 more rows have a faulty loss" in each for each in answer.problems)


def test_the_day_and_the_name_of_the_product(call, write):
    file = write("claims.csv", GOOD)
    assert (
        "weixian pays nothing on 2017-09-30"
        in settle(call, file, "--json", on="2017-09-30").problems[0]
    )
    answer = settle(call, file, "--json", product="nobody")
    assert answer.problems == ["--product: there is no product nobody"]
    assert "neimenggu" in answer.json["problems"][0]["mend"]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"tiers": "[{from: 0, to: 100, rate: 0.5}, {from: 80, rate: 0.6}]"},
         ["the tier from 80 overlaps the tier from 0 at ours.yaml:14"]),
        ({"tiers": "[{from: 0, to: 100, rate: 0.5}, {from: 120, rate: 0.6}]"},
         ["nothing is said of amounts from 100 to 120"]),
        ({"tiers": "[{from: 10, to: 100, rate: 0.5}]"},
         ["nothing is said of amounts from 0 to 10", "nothing is said of amounts from 100 on"]),
        ({"tiers": "[{from: 100, rate: 0.6}, {from: 0, to: 100, rate: 0.5}]"},
         ["tiers stand in the order of their amounts"]),
        ({"tiers": "[{from: 0, to: 0, rate: 0.5}, {from: 0, rate: 0.5}]"},
         ["the tier ends at 0, before it begins at 0"]),
        ({"tiers": "[{from: 0, rate: 1.2}]", "deductible": -5, "cap": 100},
         ["rate is no share from 0 to 1: 1.2", "deductible is below zero: -5",
          "the cap of a year, 100, lies below the cap of a claim, 20000"]),
        ({"tiers": "[{from: 0, rate: 0.00001}]", "deductible": 0.001},
         ["rate is finer than a hundredth of a per cent", "deductible is finer than a fen"]),
        ({"tiers": "[{from: 0}]"}, ["rate is missing"]),
        ({"tiers": "[]"}, ["there is no tier"]),
    ],
)  # fmt: skip
def test_a_faulty_product_is_refused_with_every_fault(call, write, change, faults):
    text = PRODUCT % {"deductible": 0, "cap": 30000, "tiers": ONE, **change}
    path = write("ours.yaml", text)
    file = write("claims.csv", "claim,group,cause,loss\na,all,illness,5\n")
    answer = settle(call, file, "--json", product=path)
    assert answer.code == 1
    for fault in faults:
        assert any(each.startswith("ours.yaml:") and fault in each for each in answer.problems), (
            fault, answer.problems)  # fmt: skip


def test_a_product_of_a_file(call, write):
    path = write("ours.yaml", PRODUCT % {"deductible": 0, "cap": 30000, "tiers": ONE})
    file = write("claims.csv", "claim,group,cause,loss\na,all,illness,5.01\n")
    answer = settle(call, file, "--json", product=path).json
    assert answer["settlements"] == [{"claim": "a", "payout": 2.51, "outcome": "paid"}]
    twice = PRODUCT % {"deductible": 0, "cap": 30000, "tiers": ONE}
    line = twice[twice.index("      - groups") :]
    path = write("ours.yaml", twice + line)
    assert "two lines pay all for illness" in settle(call, file, "--json", product=path).problems[0]
