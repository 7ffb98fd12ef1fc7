"""Content directories: contracts, subjects, regions, and what is wrong with them."""

import gzip

import pytest

from shouwang.base.errors import InputProblems
from shouwang.base.tables import Contact
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.load import load_policy
from tests.rules.vale import write_vale


@pytest.fixture
def vale(tmp_path):
    return write_vale(tmp_path / "vale")


def problems_of(vale):
    with pytest.raises(InputProblems) as error:
        load_content(vale)
    return [str(problem) for problem in error.value.problems]


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


class TestContent:
    def test_is_read(self, vale):
        content = load_content(vale)
        assert content.coverage_level == "hundred"
        assert content.key_types == {
            "household": "integer",
            "person": "integer",
            "departed": "integer",
        }
        assert content.ancestors("V211") == {
            "hamlet": "V211",
            "hundred": "H21",
            "shire": "S2",
            "land": "L",
        }
        assert content.ancestors("nowhere") == {}
        assert [region.code for region in content.regions_of("shire")] == ["S1", "S2"]

    def test_regions_are_found_by_the_beginning_of_their_name_in_the_order_of_the_file(self):
        content = load_content(SHIPPED / "neimenggu")
        for level, beginning in [
            ("village", "东"),
            ("township", "乌兰"),
            ("village", ""),
            ("banner", "没有"),
        ]:
            wanted = [each for each in content.regions_of(level) if each.name.startswith(beginning)]
            assert content.regions_named(level, beginning) == wanted
        assert content.regions_named("township", "乌兰")

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("partition: [shire, hundred]", "partition: []", "content.yaml:5: there is no level"),
            ("partition: [shire, hundred]", "partition: [hundred, shire]", "go from above to below → shire, hundred"),
            ("partition: [shire, hundred]", "partition: [shire, shire]", "shire is given twice"),
            ("partition: [shire, hundred]", "partition: [shire, moon]", "'moon' is no level"),
            ("levels: [land,", "levels: [row,", "'row' is no name"),
            ("levels: [land, shire, hundred, hamlet]", "levels: []", "content.yaml:4: there is no level"),
            ("money: {unit: GLD, minor: 100}", "money: {unit: G D, minor: 100}", "'G D' is no unit"),
            ("money: {unit: GLD, minor: 100}", "money: {unit: GLD, minor: 0}", "minor wants a whole number from 1"),
            ("money: {unit: GLD, minor: 100}", "money: 5", "money wants keys and values"),
            ("table: hearth,", "table: stable,", "content.yaml:8: there is no feed 'stable'"),
            ("key: hearth,", "key: number,", "content.yaml:8: 'number' is no column of hearth"),
            ("key_type: integer", "key_type: float", "'float' is no key_type"),
            ("region: hamlet,", "region: lake,", "'lake' is no column of hearth"),
            ("person: {table: soul", "visit: {table: soul", "visit is a feed, and not the table of it"),
            ("departed: {", "de parted: {", "'de parted' is no name"),
            ("departed: {table: soul, key: soul", "departed: {table: cover, key: soul",
             "cover may name one departed in several rows: its key is soul, year"),
            ("name: vale", "name: vale\ncolour: red", "nobody knows the key colour"),
            ("name: vale", "name: vale\nid_number: {counties: {from: '1'}}", "to is missing"),
        ],
    )  # fmt: skip
    def test_that_contradicts_itself_is_refused(self, vale, old, new, fault):
        change(vale / "content.yaml", old, new)
        found = problems_of(vale)
        assert any(fault in each for each in found), found

    def test_without_subjects_or_feeds_is_refused(self, vale):
        text = (vale / "content.yaml").read_text()
        head, _sep, _rest = text.partition("subjects:")
        (vale / "content.yaml").write_text(head + "subjects: {}\n")
        for path in (vale / "feeds").iterdir():
            path.unlink()
        found = problems_of(vale)
        assert any("there is no subject" in each for each in found)
        assert any("there is no feed contract" in each for each in found)

    @pytest.mark.parametrize(
        ("where", "fault"),
        [
            ("nobody is null", "'nobody' is no column"),
            ("wool", "`where` is no condition"),
            ("wool > rent", "can be unknown, and such rows would drop out unseen"),
            ("(", "cannot be read"),
            ("net > 0", "'net' is no column"),
        ],
    )
    def test_whose_subjects_cannot_be_told_is_refused(self, vale, where, fault):
        change(vale / "content.yaml", "left_on is null", where)
        (vale / "packs/vale/variables.yaml").write_text(
            "- {name: net, label: N, of: household, unit: GLD/year, formula: wool}\n"
        )
        (vale / "packs/vale/checks.yaml").write_text("[]")
        with pytest.raises(InputProblems) as error:
            load_policy(vale)
        assert any(
            fault in str(each) and each.where == "content.yaml:8" for each in error.value.problems
        )


class TestContracts:
    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("type: code, required: true, codes: {clear: [Clear], foul: [Foul]}", "type: code", "needs its list of codes"),
            ("type: boolean}", "type: boolean, codes: {a: [A]}}", "only a code column has codes"),
            ("{clear: [Clear], foul: [Foul]}", "{clear: [Clear], foul: [Clear]}", "Clear stands for clear and for foul"),
            ("{clear: [Clear], foul: [Foul]}", "{clear: {a: b}, foul: [Foul]}", "clear wants a list of words"),
            ("type: decimal, unit: m", "type: decimal, unit: m m", "'m m' is no unit"),
            ("type: decimal, unit: m", "type: decimal, unit: GLD", "only a money column counts in [GLD]"),
            ("type: decimal, unit: m, scale: 2", "type: money, unit: m", "money is counted in [GLD]"),
            ("type: decimal, unit: m, scale: 2", "type: money", "money is counted in [GLD]"),
            ("type: boolean}", "type: boolean, unit: m}", "a boolean has no unit"),
            ("scale: 2", "scale: 19", "scale lies between 0 and 18"),
            ("type: integer, unit: day", "type: integer, unit: day, blank: no", "a blank integer cannot be no"),
            ("type: boolean}", "type: boolean, blank: zero}", "a blank boolean cannot be zero"),
            ("type: integer, unit: day", "type: integer, unit: day, minimum: few", "'few' is no integer"),
            ("type: boolean}", "type: boolean, maximum: 1}", "'1' is no boolean"),
            ("name: dry,", "name: row,", "row is a column of the system"),
            ("name: dry,", "name: hundred,", "hundred is a column of the system"),
            ("name: dry,", "name: depth,", "well.yaml:14: depth is given twice"),
            ("label: Dry days", "label: Depth", "depth and dry both claim the heading Depth"),
            ("name: dry,", "name: Dry!,", "'Dry!' is no name"),
            ("key: [hearth]", "key: [nobody]", "well.yaml:7: nobody is no column"),
            ("key: [hearth]", "key: [taste]", "the key column taste is not required"),
            ("replaces: all", "replaces: some", "'some' is no replaces"),
            ("replaces: all", "replaces: all\nreject_limit: 2", "a share lies between 0 and 1"),
            ("replaces: all", "replaces: all\nduplicate_limit: -1", "a share lies between 0 and 1"),
            ("replaces: all", "replaces: all\ndrift_limit: 1.5", "a share lies between 0 and 1"),
            ("replaces: all", "replaces: all\ndrift_limit: much", "drift_limit wants a number"),
            ("replaces: all", "replaces: all\nexpected_rows: 0", "expected_rows wants a whole number from 1"),
            ("replaces: all", "replaces: all\nexpected_rows: 0.9", "expected_rows wants a whole number from 1"),
            ("replaces: all", "replaces: all\nexpected_rows: dragon", "'dragon' is neither a subject nor a level"),
            ("replaces: all", "replaces: all\ncontact: Bree", "contact wants keys and values"),
            ("replaces: all", "replaces: all\ncontact: {telephone: 1}", "office is missing"),
            ("replaces: all", "replaces: all\ncontact: {office: Wells, name: Bob}", "nobody knows the key name"),
            ("replaces: all", "replaces: all\nto_verify: [drift_limit]", "'drift_limit' is no limit of this contract"),
            ("replaces: all", "replaces: all\nto_verify: [due_days, cadence]", "'cadence' is no limit of this contract"),
            ("replaces: all", "replaces: all\ndate: water", "water is no date"),
            ("due_days: 5", "due_days: -5", "due_days wants a whole number from 0"),
            ("due_days: 5", "due_days: 1.5", "due_days wants a whole number"),
            ("cadence: month", "cadence: fortnight", "'fortnight' is no cadence"),
            ("name: well", "name: covered", "covered is a table of the system"),
            ("name: well", "name: wells", "the name differs from the file's → well"),
            ("type: boolean}", "type: boolean, personal: secret}", "'secret' is no kind of personal data"),
            ("type: boolean}", "type: region, level: moon}", "'moon' is no level"),
            ("type: boolean}", "type: flag}", "'flag' is no type"),
            ("label: Dry days", "label: ＤＥＰＴＨ", "well.yaml:14: depth and dry both claim the heading"),
            ("label: Dry days", "label: Dry days, aliases: [' dep th ']", "depth and dry both claim the heading"),
            ("label: Dry days", "label: Dry days, aliases: [Depth_, DEPTH]", "heading DEPTH → give each a heading"),
            ("{clear: [Clear], foul: [Foul]}", "{clear: [Clear], foul: [ＣＬＥＡＲ]}", "stands for clear and for foul"),
            ("{clear: [Clear], foul: [Foul]}", "{clear: [Clear], foul: [' ']}", "a label of foul is empty"),
            ("key: [hearth]", "key: [hearth, hearth]", "well.yaml:7: the key names a column twice"),
            ("replaces: all", "replaces: period\ncadence: event", "what comes in no periods replaces none"),
            ("unit: day", "unit: day, minimum: 9, maximum: 8", "well.yaml:14: the maximum is less than"),
            ("type: boolean}", "type: region}", "a region column says of which level its codes are"),
            ("type: boolean}", "type: boolean, level: shire}", "only a region has a level"),
            ("type: boolean}", "type: boolean, from_id: age}", "an ID number does not say 'age'"),
            ("type: boolean}", "type: boolean, from_id: sex}", "what an ID number says of sex is a code"),
            ("{sweet: [Sweet], salt: [Salt]}", "{sweet: [Sweet], salt: [Salt]}, from_id: sex", "the sexes are male, female"),
            ("type: boolean}", "type: date, from_id: birth_date}", "is taken from an ID number, and no column has one"),
            ("type: boolean}", "type: boolean, open_ended: true}", "only a date that may be empty has no end"),
            ("type: boolean}", "type: date, required: true, open_ended: true}", "only a date that may be empty"),
            ("type: boolean}", "type: boolean, card: true}", "only an ID number stands on a card"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_kept_are_refused(self, vale, old, new, fault):
        change(vale / "feeds/well.yaml", old, new)
        found = problems_of(vale)
        assert any(fault in each for each in found), found
        assert any(each.startswith("feeds/well.yaml") for each in found)

    def test_say_what_is_expected_and_whom_to_ask(self, vale):
        added = [
            "replaces: all",
            "duplicate_limit: 0.1",
            "drift_limit: 0.2",
            "expected_rows: household",
            "contact: {office: Wells, telephone: 12-34}",
            "to_verify: [drift_limit, contact]",
        ]
        change(vale / "feeds/well.yaml", "replaces: all", "\n".join(added))
        well = load_policy(vale).content.contracts["well"]
        assert (well.duplicate_limit, well.drift_limit) == (0.1, 0.2)
        assert (well.expected_rows, well.to_verify) == ("household", ("drift_limit", "contact"))
        assert well.contact == Contact("Wells", "12-34")

    def test_expect_nothing_unless_they_say_so(self, vale):
        well = load_policy(vale).content.contracts["well"]
        assert (well.duplicate_limit, well.drift_limit, well.expected_rows) == (0, None, 0)
        assert well.contact == Contact()


class TestRegions:
    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (
                "V111,Upper Ash",
                "V111,Upper Ash,hamlet,H11\nV111,Ash again",
                "regions.csv:9: V111 is given twice",
            ),
            ("hamlet,H11", "moon,H11", "regions.csv:8: 'moon' is no level"),
            ("hamlet,H11", "hamlet,H99", "V111 hangs under H99, which is not there"),
            ("hundred,S1", "hundred,V111", "H11 hangs under V111, which is not of a level above"),
            ("shire,L", "shire,S1", "S1 hangs under S1, which is not of a level above"),
            ("code,name", "number,name", "the column code is missing"),
            ("V111,Upper Ash,hamlet", "V111,,hamlet", "a region has a code, a name and a level"),
        ],
    )
    def test_that_hang_wrong_are_refused_at_their_line(self, vale, old, new, fault):
        change(vale / "regions.csv", old, new)
        found = problems_of(vale)
        assert any(fault in each for each in found), found

    def test_that_cannot_be_read_are_refused(self, vale):
        (vale / "regions.csv").write_bytes("\u5185".encode("gb18030"))
        assert problems_of(vale) == ["regions.csv: the file is not UTF-8 → save it as UTF-8"]
        (vale / "regions.csv").unlink()
        assert problems_of(vale) == ["regions.csv: the file is missing"]
        (vale / "regions.csv.gz").write_bytes(b"no gzip")
        assert "regions.csv.gz: the file cannot be read" in problems_of(vale)[0]

    def test_may_be_packed(self, vale):
        data = (vale / "regions.csv").read_bytes()
        before = load_content(vale).regions
        (vale / "regions.csv").unlink()
        (vale / "regions.csv.gz").write_bytes(gzip.compress(data))
        assert load_content(vale).regions == before
