"""``shouwang feeds``: list, template."""

from openpyxl import load_workbook

from tests.stages.screening.island import ISLAND


class TestList:
    def test_says_who_sends_what_and_when(self, call):
        done = call("feeds", "list", "--content", ISLAND)
        assert done.code == 0
        assert "homestead" in done.out
        assert "every quarter" in " ".join(done.out.split())

    def test_gives_the_contracts(self, call):
        rows = {row["name"]: row for row in call("feeds", "list", "--json").json}
        claim = rows["medical_claim"]
        assert (claim["department"], claim["cadence"], claim["due_days"], claim["replaces"]) == (
            "healthcare_security", "month", 5, "period",
        )  # fmt: skip
        assert claim["key"] == ["claim"]
        columns = {column["name"]: column for column in claim["columns"]}
        assert columns["person"]["personal"] == "id"
        assert "门诊慢特病" in columns["kind"]["codes"]["special_outpatient"]
        assert columns["serious_illness"]["blank"] == "no"


class TestTemplate:
    def test_writes_a_workbook(self, call, tmp_path):
        out = tmp_path / "catch.xlsx"
        done = call("feeds", "template", "catch", "--out", out, "--content", ISLAND, "--json")
        assert done.code == 0
        book = load_workbook(out)
        assert done.json == {
            "feed": "catch", "out": str(out), "columns": book.worksheets[0].max_column, "rows": 2,
        }  # fmt: skip
        assert "2 example rows to delete" in call(
            "feeds", "template", "catch", "--out", out, "--content", ISLAND
        ).out.replace("\n", " ")

    def test_says_all_that_is_wrong(self, call, tmp_path):
        done = call("feeds", "template", "cattle", "--out", tmp_path / "a.xls", "--content", ISLAND,
                    "--json")  # fmt: skip
        assert done.code == 1
        assert [each["mend"] for each in done.json["problems"]] == [
            "a.xlsx", "one of: catch, homestead, islander",
        ]  # fmt: skip
        done = call("feeds", "template", "catch", "--out", tmp_path / "no" / "a.xlsx",
                    "--content", ISLAND)  # fmt: skip
        assert done.code == 1
        assert "the file cannot be written" in done.err
