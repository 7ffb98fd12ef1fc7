"""What is wrong with the documents of a content: figures without indicators, places nobody fills."""

import re
from collections.abc import Collection, Iterator, Mapping

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.areas import Areas
from shouwang.rules.content import Content
from shouwang.rules.documents import COMMON, FOLDER, DocumentForm, Documents, Section, TableForm
from shouwang.rules.expression import names_in
from shouwang.rules.indicators import Indicator
from shouwang.rules.offices import Offices
from shouwang.rules.procedures import Procedure
from shouwang.rules.source import shown

PLACE = re.compile(r"\{([^{}]*)\}")
# `poor_people`, `poor_people.change`, `area_hits@industry`, `area_hits@industry.worst`
FIGURE = re.compile(r"^([a-z][a-z0-9_]*)(?:@([a-z_]+))?(?:\.(?P<way>[a-z]+))?$")
WAYS = ("", "change", "worst", "best")
DIGIT = re.compile("[0-9\uff10-\uff19]")
# A document is cited with its number, and a title may have one.
CITED = re.compile("\u300a[^\u300b]*\u300b|\u3014[0-9]{4}\u3015[0-9]+[\u53f7-\u53f7]")
# What every composer fills in, and what each fills in beside it.
FACTS = frozenset(
    {
        "place",
        "as_of",
        "day",
        "year",
        "month",
        "week",
        "previous",
        "signer",
        "above",
        "below",
        "recipient",
    }
)
OWN: Mapping[str, frozenset[str]] = {
    "areas": frozenset({"area", "office"}),
    "procedures": frozenset({"label", "basis", "start", "note", "office"}),
    "stories": frozenset(
        {"name", "village", "risk", "kind", "measures", "opened", "ended", "story"}
    ),
}
COMPOSED: Mapping[str, frozenset[str]] = {
    "notice": frozenset({"title", "text", "until", "seal", "posted"}),
    "household": frozenset({"name", "household", "village", "status", "line", "per_head", "note",
                            "contact", "telephone"}),
    "letter": frozenset({"overdue", "pending"}),
}  # fmt: skip
WORDS = (
    "up", "down", "same", "comma", "named", "notes_title", "notes_opening", "unknown_title",
    "figure", "definition", "value", "place", "as_of", "of_area", "why", "anchor", "no_anchor",
    "source", "attachment", "total", "filled_unit", "filled_by", "filled_on", "unit", "no_font",
    "light_good", "light_watch", "light_bad", "light_blind", "light_none", "yes", "no", "to_verify", "named_title",
    "day", "date", "workdays", "days", "none", "shown_of", "masked",
)  # fmt: skip


def lint_documents(
    documents: Documents,
    content: Content,
    indicators: Mapping[str, Indicator],
    areas: Areas,
    offices: Offices,
    procedures: Mapping[str, Procedure],
) -> Iterator[Problem]:
    """Yield every fault of the documents that only shows beside the rest of the content."""
    if not documents.forms:
        return
    for word in WORDS:
        if not documents.words.get(word):
            yield Problem(f"{FOLDER}/{COMMON}:1", _("the word {name} is missing").format(name=word))
    linter = _Linter(documents, content, indicators, areas)
    for form in documents.forms.values():
        yield from linter.form(form)
        yield from _missing(form, "roles", form.roles, offices.roles)
        yield from _missing(form, "procedures", form.procedures, procedures)


def _missing(
    form: DocumentForm, key: str, names: Collection[str], known: Collection[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(
                form.at(key), _("there is no {name}").format(name=shown(name)),
                _("one of: {words}").format(words=", ".join(known)),
            )  # fmt: skip


class _Linter:
    def __init__(
        self, documents: Documents, content: Content, indicators: Mapping[str, Indicator],
        areas: Areas,
    ) -> None:  # fmt: skip
        self.documents, self.content = documents, content
        self.indicators, self.areas = indicators, areas

    def form(self, form: DocumentForm) -> Iterator[Problem]:
        """Yield the faults of a document."""
        levels = (*self.content.levels, "household", "notice")
        yield from _missing(form, "levels", form.levels, levels)
        if form.split:
            yield from _missing(form, "split", (form.split,), self.content.levels)
        facts = FACTS | COMPOSED.get(form.composer, frozenset())
        for key in ("title", "number", "addressee", "ending", "signer"):
            yield from self._text(getattr(form, key), facts, form.at(key), area="")
        for section in form.sections:
            yield from self._section(section, facts, each="")

    def _section(self, section: Section, facts: frozenset[str], each: str) -> Iterator[Problem]:
        each = section.each or each
        facts |= OWN.get(each, frozenset())
        area = each if each == "areas" else ""
        yield from self._text(section.heading, facts, section.where, area=area)
        for sentence in section.sentences:
            yield from self._text(sentence.text, facts, sentence.where, area=area)
            for name in names_in(sentence.when) if sentence.when is not None else ():
                if name not in facts:
                    yield from self._figure(name, sentence.where, area=area)
        if section.chart is not None:
            name = section.chart.indicator
            yield from self._figure(
                f"{name}@{section.chart.area}" if section.chart.area else name,
                section.chart.where, area=area,
            )  # fmt: skip
        for table in section.tables:
            yield from self._table(table, area)
        for below in section.sections:
            yield from self._section(below, facts, each)

    def _table(self, table: TableForm, area: str) -> Iterator[Problem]:
        for column in table.columns if table.of == "figures" else ():
            name = f"{column.indicator}@{column.area}" if column.area else column.indicator
            by_area = "areas" if table.rows == "areas" else area
            yield from self._figure(name, column.where, area=by_area)
        for column in table.columns if table.of != "figures" else ():
            if not column.label:
                yield Problem(column.where, _("{key} is missing").format(key="label"))

    def _text(
        self, text: str, facts: frozenset[str], where: str, *, area: str
    ) -> Iterator[Problem]:
        for name in PLACE.findall(text):
            if name not in facts:
                yield from self._figure(name, where, area=area)
        rest = CITED.sub("", PLACE.sub("", text))
        if "{" in rest or "}" in rest:
            yield Problem(where, _("braces do not match: {fault}").format(fault=shown(rest)), "{…}")
        if DIGIT.search(rest):
            yield Problem(
                where, _("a number stands without its indicator: {text}").format(text=shown(rest)),
                _("write the indicator's name in braces"),
            )  # fmt: skip

    def _figure(self, text: str, where: str, *, area: str) -> Iterator[Problem]:
        match = FIGURE.match(text)
        indicator = self.indicators.get(match[1]) if match else None
        if match is None or indicator is None or (match["way"] or "") not in WAYS:
            yield Problem(where, _("nobody fills in {place}").format(place=shown(f"{{{text}}}")),
                          _("a fact, or the name of an indicator"))  # fmt: skip
            return
        if match[2] and match[2] not in self.areas.areas:
            yield Problem(where, _("there is no area {name}").format(name=shown(match[2])))
        if indicator.is_by_area and not (match[2] or area):
            yield Problem(
                where, _("{name} is told for one area at a time").format(name=indicator.name),
                f"{{{indicator.name}@…}}",
            )  # fmt: skip
        if str(indicator.unit) not in self.documents.units:
            yield Problem(
                f"{FOLDER}/{COMMON}:1",
                _("nothing says how the unit {unit} is written").format(unit=indicator.unit),
            )
