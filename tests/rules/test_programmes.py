"""The programmes of a content: read whole, and every fault named at its line."""

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.practice import load_practice
from shouwang.rules.programme_lint import lint_programmes
from shouwang.rules.programmes import read_programmes

NAMES = {
    "funds", "industry", "employment", "relocation", "solar", "safety_net", "insurance",
    "microcredit", "village_teams", "stability",
}  # fmt: skip
GOOD = """
name: solar
label: 光伏扶贫
area: industry
office: development
basis: S142
packs: [solar]
indicators: [solar_stations]
records:
  - {feed: station, label: 电站, title: station_name, columns: [station_name, capacity]}
"""


@pytest.fixture(scope="module")
def loaded():
    return load_practice(SHIPPED / "neimenggu")


def faults(loaded, tmp_path, text):
    policy, practice = loaded
    folder = tmp_path / "programmes"
    folder.mkdir()
    (folder / "solar.yaml").write_text(text, encoding="utf-8")
    problems = []
    content = _at(load_content(SHIPPED / "neimenggu"), tmp_path)
    found = read_programmes(content, problems)
    if not problems:
        problems.extend(lint_programmes(
            found, policy, practice.areas, practice.indicators, practice.offices.roles))  # fmt: skip
    return [(each.where, each.message) for each in problems]


def _at(content, root):
    import dataclasses

    return dataclasses.replace(content, root=root)


def test_all_ten_fields_of_work_are_there(loaded):
    _policy, practice = loaded

    assert set(practice.programmes) == NAMES
    for each in practice.programmes.values():
        assert each.balances, f"{each.name} has nothing that must balance"
        assert each.records, f"{each.name} has no records"


def test_every_programme_has_ten_checks(loaded):
    policy, practice = loaded
    for each in practice.programmes.values():
        own = [one for one in policy.checks.values() if one.pack in each.packs]
        assert len(own) >= 10, each.name


def test_a_good_one_has_no_fault(loaded, tmp_path):
    assert faults(loaded, tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: solar\n", "name: sonne\n", "name of its file"),
        ("area: industry", "area: nothing", "'nothing'"),
        ("office: development", "office: nobody", "'nobody'"),
        ("packs: [solar]", "packs: [moon]", "'moon'"),
        ("[solar_stations]", "[solar_stations, stars]", "'stars'"),
        ("feed: station,", "feed: stations,", "'stations'"),
        ("[station_name, capacity]", "[station_name, watts]", "'watts'"),
        ("capacity]}", "capacity], filters: [capacity]}", "cannot serve"),
        ("capacity]}", "capacity], search: [kind]}", "cannot serve"),
        ("capacity]}", "capacity], sums: [kind]}", "cannot serve"),
        ("indicators:", "balances: [{name: a, label: b, left: [solar_stations], right: "
         "[solar_capacity]}]\nindicators:", "one unit"),
        ("indicators:", "aims: [{indicator: solar_stations, label: b}]\nindicators:", "at_least"),
        ("indicators:", "aims: [{indicator: solar_stations, label: b, at_least: none}]\n"
         "indicators:", "'none'"),
        ("indicators:", "pages: [{url: 'solar:a', label: b, roles: [king]}]\nindicators:", "'king'"),
        ("indicators:", "colour: red\nindicators:", "colour"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_line(loaded, tmp_path, old, new, said):
    found = faults(loaded, tmp_path, GOOD.replace(old, new))

    assert len(found) == 1, found
    assert found[0][0].startswith("programmes/solar.yaml:")
    assert said in found[0][1]


def test_a_column_that_is_secret_stands_in_no_list(loaded, tmp_path):
    text = GOOD.replace("feed: station, label: 电站, title: station_name, columns: [station_name, capacity]",
                        "feed: helper, label: 结对, title: helper_unit, columns: [helper_phone]")  # fmt: skip
    assert "personal" in faults(loaded, tmp_path, text)[0][1]


def test_what_is_no_yaml_is_told(loaded, tmp_path):
    with pytest.raises(InputProblems):
        raise InputProblems([1]) if faults(loaded, tmp_path, "name: [") else AssertionError
