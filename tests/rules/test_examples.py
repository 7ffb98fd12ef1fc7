"""A contract that loses a word or a column is caught wherever a pack still uses it, all at once."""

import pytest

from shouwang.rules.load import load_policy
from tests.rules.test_lint import problems_of
from tests.rules.vale import check, write_vale

VARIABLE = "- {name: foul_wells, label: F, of: household, from: well, count: rows, where: \"water = 'foul'\"}\n"
CHECKS = check("tenant", "household", "tenure = 'croft'") + check(
    "thirsty", "household", "foul_wells > 0"
)
EXAMPLES = """\
check: tenant
examples:
  - about: a tenant
    as_of: 1020-02-01
    given:
      hearth: {heads: 2, tenure: croft}
      well:
        - {water: foul, taste: salt}
        - water: Foul
          dry: 3
    expect: hit
"""


@pytest.fixture
def vale(tmp_path):
    folder = write_vale(tmp_path / "vale", variables=VARIABLE, checks=CHECKS)
    (folder / "packs/vale/examples").mkdir(exist_ok=True)
    (folder / "packs/vale/examples/tenant.yaml").write_text(EXAMPLES, encoding="utf-8")
    return folder


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_words_and_labels_of_the_contract_are_taken(vale):
    assert problems_of(vale) == []
    assert len(load_policy(vale, examples=True).examples) == 1


def test_what_a_contract_lost_is_told_in_every_place_at_once(vale):
    change(vale / "feeds/well.yaml", "foul: [Foul]", "bad: [Bad]")
    change(vale / "feeds/well.yaml", "name: dry,", "name: drought,")
    change(vale / "feeds/hearth.yaml", "croft: [", "freeman: [")

    assert sorted(problems_of(vale)) == sorted([
        "packs/vale/variables.yaml:1: foul_wells: 'foul' is not in the code list: clear, bad",
        "packs/vale/checks.yaml:1: tenant: 'croft' is not in the code list: freeman, udal",
        "packs/vale/examples/tenant.yaml:6: hearth.tenure: 'croft' is no code",
        "packs/vale/examples/tenant.yaml:8: well.water: 'foul' is no code",
        "packs/vale/examples/tenant.yaml:9: well.water: 'Foul' is no code",
        "packs/vale/examples/tenant.yaml:10: 'dry' is no column of well",
    ])  # fmt: skip


def test_the_mend_names_the_words_there_are(vale):
    change(vale / "feeds/well.yaml", "foul: [Foul]", "bad: [Bad]")
    change(vale / "packs/vale/variables.yaml", "'foul'", "'bad'")

    with pytest.raises(Exception, match="one of: clear, bad"):
        load_policy(vale, examples=True)
