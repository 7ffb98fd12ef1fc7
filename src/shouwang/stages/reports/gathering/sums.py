"""Documents of figures: which indicators a form asks for, and what they were."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shouwang.lake.runs import stored_run
from shouwang.rules.areas import Areas
from shouwang.rules.document_lint import FIGURE, PLACE
from shouwang.rules.documents import DocumentForm, Section
from shouwang.rules.expression import names_in
from shouwang.rules.listed import listed_banners
from shouwang.stages.board.lights import cells
from shouwang.stages.board.queries import figures, live
from shouwang.stages.reports.composing import Gathered
from shouwang.stages.reports.gathering.asked import Asked, gathered, previous_set, words_of
from shouwang.stages.reports.gathering.issues import issue_rows

Key = tuple[str, str, str]
FINE = 3  # the levels from the township down, for which no figures are kept


def of_figures(asked: Asked) -> Gathered:
    """Return what a document of figures is made of."""
    own = asked.figure_set
    previous = previous_set(own, on=asked.on, scope=asked.scope) if own is not None else None
    names = sorted(indicators_in(asked.form))
    if wants(asked.form, "lights"):
        names += lights_of(asked.practice.areas)
    places = rows_of(asked)
    now = [*_figures(asked, own, names, places), *_measured(asked, places)]
    here = {"self": [asked.place]}
    rows = issue_rows(asked) if wants(asked.form, "issues") else []
    standing = {key: "1" if any(row[key] for row in rows) else "" for key in ("overdue", "pending")}
    return gathered(
        asked, words_of(asked, previous) | standing,
        now={_key(each): each for each in now},
        before={_key(each): each for each in _figures(asked, previous, names, here)},
        places=places,
        lights=_lights(asked, now),
        lists={"issues": rows},
    )  # fmt: skip


def indicators_in(form: DocumentForm) -> set[str]:
    """Return the names of the indicators that a form asks for."""
    return {name for section in form.sections for name in _of_section(section)}


def lights_of(areas: Areas) -> list[str]:
    """Return the indicators that the lights rest on."""
    return sorted(
        {light.indicator for area in areas.areas.values() for light in area.lights.values()}
    )


def wants(form: DocumentForm, of: str) -> bool:
    """Tell whether a form has a table of a kind."""
    return any(table.of == of for section in _all(form.sections) for table in section.tables)


def rows_of(asked: Asked) -> dict[str, Sequence[str]]:
    """Return whose figures the tables show, by the word of the form."""
    content = asked.policy.content
    listed = [
        code for code in listed_banners(content)
        if content.ancestors(code).get(asked.level) == asked.place
    ]  # fmt: skip
    below = asked.below()
    if asked.level == content.levels[0]:
        return {"self": [asked.place], "leagues": below, "below": below, "banners": listed}
    return {"self": [asked.place], "below": below, "banners": listed or below}


def _of_section(section: Section) -> Iterator[str]:
    for sentence in section.sentences:
        found = (FIGURE.match(each) for each in PLACE.findall(sentence.text))
        yield from (match[1] for match in found if match is not None)
        if sentence.when is not None:
            yield from names_in(sentence.when)
    if section.chart is not None:
        yield section.chart.indicator
    for table in section.tables:
        yield from (column.indicator for column in table.columns if column.indicator)
    for below in section.sections:
        yield from _of_section(below)


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)


def _figures(
    asked: Asked, figure_set: Any, names: Sequence[str],
    places: Mapping[str, Sequence[str]],
) -> list[Any]:  # fmt: skip
    if figure_set is None:
        return []
    codes = {code for some in places.values() for code in some}
    return figures.figures(
        figure_set=figure_set, indicators=names, places=codes, on=asked.on, scope=asked.scope
    )


def _measured(asked: Asked, places: Mapping[str, Sequence[str]]) -> list[Any]:
    """Measure what is kept for no place below a banner, of the run that the set rests on."""
    content = asked.policy.content
    level = next((content.regions[code].level for code in places["below"]), "")
    names = {
        column.indicator for section in _all(asked.form.sections) for table in section.tables
        if table.rows == "below" for column in table.columns if column.indicator
    }  # fmt: skip
    if asked.figure_set is None or not names or level not in content.levels[FINE:]:
        return []
    return live.measure(
        home=asked.home, policy=asked.policy, practice=asked.practice,
        run=stored_run(asked.home.lake / "runs", asked.figure_set.run), names=sorted(names),
        level=level, places=places["below"], on=asked.as_of, scope=asked.scope,
    )  # fmt: skip


def _key(figure: Any) -> Key:
    return figure.indicator, figure.area, figure.place


def _lights(asked: Asked, found: Sequence[Any]) -> dict[str, dict[str, str]]:
    if not wants(asked.form, "lights"):
        return {}
    lights: dict[str, dict[str, str]] = {}
    for cell in cells(found, areas=asked.practice.areas, on=asked.as_of):
        lights.setdefault(cell.place, {})[cell.area] = cell.worst
    return lights
