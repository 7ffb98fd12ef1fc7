"""Every figure that is named stands in the calibration file, and ratios are weighed."""

import pytest
import yaml

from shouwang.synthetic.assumptions import HERE, assumptions
from shouwang.synthetic.calibration import Tally, figures


def named():
    return yaml.safe_load((HERE / "figures.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", named(), ids=lambda entry: entry["name"])
def test_a_named_figure_is_published(entry):
    if entry.get("by_league"):
        assert figures().of_league(entry["name"], "赤峰市") > 0
    else:
        assert figures().value(entry["name"]) > 0


def test_every_assumption_file_can_be_read():
    for path in sorted(HERE.glob("*.yaml")):
        if path.name != "figures.yaml":
            assert assumptions(path.stem).names


def test_a_missing_assumption_names_the_file():
    with pytest.raises(KeyError, match=r"months\.yaml: nowhere"):
        assumptions("months").value("nowhere")


def test_a_count_is_compared_with_the_share_drawn():
    tally = Tally()
    tally.add({"people": figures().value("rural_people") / 100, "registered_people": 163}, weight=7)
    compared = {each.name: each for each in figures().compare(tally, [])}
    assert compared["registered_people"].target == pytest.approx(160)
    assert compared["registered_people"].generated == 163
    assert compared["registered_people"].deviation == pytest.approx(3 / 160)


def test_a_ratio_weighs_each_banner_by_what_it_stands_for():
    tally = Tally()
    tally.add({"people": 10, "men": 5}, weight=1)
    tally.add({"people": 10, "men": 10}, weight=3)
    compared = {each.name: each for each in figures().compare(tally, [])}
    assert compared["men"].generated == pytest.approx(100 * (5 + 30) / 40)


def test_a_league_is_compared_with_its_own_share():
    tally = Tally()
    tally.add({"people": 10, "people:150400": 10, "mongolian:150400": 2}, weight=1)
    compared = figures().compare(tally, [("150400", "赤峰市")])
    league = next(each for each in compared if each.place == "赤峰市")
    assert (league.target, league.generated) == (pytest.approx(20.18), pytest.approx(20.0))
