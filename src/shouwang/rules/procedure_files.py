"""Reads the files of `procedures/` into procedures; faults come with file and line."""

import datetime

from sqlglot import exp

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.dated import read_status
from shouwang.rules.duration import Duration, read_duration
from shouwang.rules.expression import ExpressionUnreadable, parse_expression
from shouwang.rules.pack import Policy
from shouwang.rules.procedures import (
    ACTORS,
    DECISIONS,
    FOLDER,
    OPENED,
    RECORDS,
    Aftercare,
    Clock,
    GreenChannel,
    Guard,
    HouseholdKind,
    Notice,
    Pause,
    Procedure,
    Reason,
    Step,
    Version,
)
from shouwang.rules.source import Entry, Fields, read_entry, shown

WAYS = ("other_than", "apart", "holds", "checks", "record")


def read_procedures(policy: Policy, problems: list[Problem]) -> dict[str, Procedure]:
    """Return the procedures of a content by name; the faults are added to ``problems``."""
    found: dict[str, Procedure] = {}
    for path in sorted((policy.content.root / FOLDER).glob("*.yaml")):
        where = f"{FOLDER}/{path.name}"
        entry = read_entry(path, where=where, problems=problems)
        if entry is None:
            continue
        procedure = _Reader(policy, problems).procedure(entry)
        if procedure.name and procedure.name != path.stem:
            message = _("the name differs from the file's")
            problems.append(Problem(entry.at("name"), message, path.stem))
        found[procedure.name] = procedure
    return found


class _Reader:
    def __init__(self, policy: Policy, problems: list[Problem]) -> None:
        self.policy = policy
        self.problems = problems

    def fields(self, entry: Entry) -> Fields:
        return Fields(entry, self.problems)

    def procedure(self, entry: Entry) -> Procedure:
        fields = self.fields(entry)
        procedure = Procedure(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            of=fields.text("of", required=True),
            area=fields.text("area"),
            office=fields.text("office"),
            versions=tuple(
                version
                for each in fields.entries("versions", required=True)
                if (version := self.version(each)) is not None
            ),
            feed=fields.text("feed"),
            plan=fields.texts("plan"),
            letter=fields.text("letter"),
            follows=fields.text("follows"),
            note=fields.text("note"),
            where=entry.at(),
            places=entry.places,
        )
        fields.close()
        return procedure

    def version(self, entry: Entry) -> Version | None:
        fields = self.fields(entry)
        start = fields.day("from")
        steps: list[Step] = []
        for each in fields.entries("steps", required=True):
            steps.append(self.step(each, steps[-1].name if steps else ""))
        green = fields.section("green_channel")
        aftercare = fields.section("aftercare")
        opened_by = fields.texts("opened_by")
        self._words(fields, "opened_by", opened_by)
        basis = fields.text("basis")
        if not basis:
            message = _("a version cites no basis")
            fields.fault("basis", message, _("basis: document, number, article"))
        version = Version(
            start=start or datetime.date.min,
            regions=fields.texts("regions"),
            steps=tuple(steps),
            clocks=tuple(
                clock
                for each in fields.entries("clocks")
                if (clock := self.clock(each)) is not None
            ),
            guards=tuple(self.guard(each) for each in fields.entries("guards")),
            pauses=tuple(self.pause(each) for each in fields.entries("pauses")),
            green_channel=self.green_channel(green) if green is not None else None,
            decided_by=fields.text("decided_by"),
            decides=fields.word("decides", DECISIONS) if "decides" in entry else "",
            opened_by=opened_by,
            statuses=fields.texts("statuses"),
            kinds=tuple(self.kind(each) for each in fields.entries("kinds")),
            left_reasons=tuple(self.reason(each) for each in fields.entries("left_reasons")),
            aftercare=self.aftercare(aftercare) if aftercare is not None else None,
            basis=basis,
            is_verified=read_status(fields),
            note=fields.text("note"),
            where=entry.at(),
            places=entry.places,
        )
        fields.close()
        return version if start is not None else None

    def step(self, entry: Entry, before: str) -> Step:
        """Return a step; one that does not say what it comes after comes after the one before."""
        fields = self.fields(entry)
        after = fields.texts("after") if "after" in entry else ((before,) if before else ())
        by = fields.texts("by", required=True)
        self._words(fields, "by", by)
        notice = fields.section("notice")
        signs = fields.texts("signs")
        self._words(fields, "signs", signs)
        step = Step(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            by=by,
            after=after,
            notice=self.notice(notice) if notice is not None else None,
            column=fields.text("column"),
            papers=fields.texts("papers"),
            least_people=fields.whole("least_people", 1),
            may_refuse=fields.flag("may_refuse"),
            returns_to=fields.text("returns_to"),
            is_optional=fields.flag("optional"),
            signs=signs,
            note=fields.text("note"),
            where=entry.at(),
            places=entry.places,
        )
        fields.close()
        return step

    def notice(self, entry: Entry) -> Notice:
        fields = self.fields(entry)
        notice = Notice(
            at_least=read_duration(fields, "at_least", self.policy) or Duration(),
            from_column=fields.text("from"),
            until_column=fields.text("until"),
            where=entry.at("at_least"),
        )
        fields.any("basis")
        read_status(fields)
        fields.close()
        return notice

    def clock(self, entry: Entry) -> Clock | None:
        fields = self.fields(entry)
        within = read_duration(fields, "within", self.policy)
        basis = fields.text("basis")
        if not basis:
            message = _("a clock cites no basis")
            fields.fault("basis", message, _("basis: document, number, article"))
        clock = Clock(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            start=fields.text("from", OPENED),
            end=fields.text("to", required=True),
            within=within or Duration(),
            at_most=self._duration(fields, "at_most"),
            basis=basis,
            is_verified=read_status(fields),
            where=entry.at(),
        )
        fields.any("note")
        fields.close()
        return clock if clock.end else None

    def guard(self, entry: Entry) -> Guard:
        fields = self.fields(entry)
        given = [way for way in WAYS if way in entry]
        if len(given) != 1:
            fields.fault(
                "name", _("a guard says exactly one of: {words}").format(words=", ".join(WAYS))
            )
        text = fields.text("holds")
        record = fields.word("record", RECORDS) if "record" in entry else ""
        guard = Guard(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            step=fields.text("step", required=True),
            other_than=fields.texts("other_than"),
            since=fields.text("since", required="apart" in entry),
            apart=self._duration(fields, "apart"),
            holds=self._tree(fields, "holds", text),
            text=text,
            checks=fields.texts("checks"),
            record=record,
            basis=fields.text("basis"),
            is_verified=read_status(fields),
            where=entry.at(),
            places=entry.places,
        )
        fields.any("note")
        fields.close()
        return guard

    def pause(self, entry: Entry) -> Pause:
        fields = self.fields(entry)
        pause = Pause(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            at_most=self._duration(fields, "at_most"),
            where=entry.at(),
        )
        fields.any("basis")
        read_status(fields)
        fields.close()
        return pause

    def green_channel(self, entry: Entry) -> GreenChannel:
        fields = self.fields(entry)
        green = GreenChannel(
            risks=fields.texts("risks", required=True),
            before=fields.text("before", required=True),
            made_good=self._duration(fields, "made_good"),
            step=fields.text("step"),
            basis=fields.text("basis", required=True),
            where=entry.at(),
        )
        read_status(fields)
        fields.any("note")
        fields.close()
        return green

    def kind(self, entry: Entry) -> HouseholdKind:
        fields = self.fields(entry)
        kind = HouseholdKind(
            name=fields.text("name", required=True),
            statuses=fields.texts("statuses", required=True),
            where=entry.at(),
        )
        fields.close()
        return kind

    def reason(self, entry: Entry) -> Reason:
        fields = self.fields(entry)
        reason = Reason(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            where=entry.at(),
        )
        fields.close()
        return reason

    def aftercare(self, entry: Entry) -> Aftercare:
        fields = self.fields(entry)
        rechecks = []
        for each in fields.entries("rechecks", required=True):
            inner = self.fields(each)
            rechecks.append(read_duration(inner, "after", self.policy) or Duration())
            inner.close()
        aftercare = Aftercare(
            rechecks=tuple(rechecks),
            severities=fields.texts("severities", required=True),
            basis=fields.text("basis", required=True),
            where=entry.at(),
        )
        read_status(fields)
        fields.close()
        return aftercare

    def _duration(self, fields: Fields, key: str) -> Duration | None:
        fields.any(key)
        return read_duration(fields, key, self.policy) if key in fields.entry else None

    def _words(self, fields: Fields, key: str, words: tuple[str, ...]) -> None:
        for word in words:
            if word not in ACTORS:
                fields.fault(
                    key,
                    _("nobody is a {word}").format(word=shown(word)),
                    _("one of: {words}").format(words=", ".join(ACTORS)),
                )

    def _tree(self, fields: Fields, key: str, text: str) -> exp.Expr | None:
        if not text:
            return None
        try:
            return parse_expression(text)
        except ExpressionUnreadable as error:
            fields.fault(key, str(error))
            return None
