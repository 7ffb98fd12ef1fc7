"""Which names an expression may use where, what each stands for, and of what type it is."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlglot import exp

from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound, constant
from shouwang.rules.content import REFERENCES, Subject
from shouwang.rules.expression import names_in
from shouwang.rules.pack import CONDITIONS, Parameter, Policy, Total, Variable
from shouwang.rules.types import BOOLEAN, DATE, FAULTY, Kind, Storage, Type, type_of_column
from shouwang.rules.units import NONE, Unit, UnitUnreadable

AS_OF = "as_of"


class Origin(StrEnum):
    """What a name stands for."""

    COLUMN = "column"
    VARIABLE = "variable"
    PARAMETER = "parameter"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Named:
    """A name, resolved.

    Attributes:
        owner: The subject or feed it belongs to; ``""`` for parameters and the day.
    """

    name: str
    origin: Origin
    owner: str
    type: Type


class Vocabulary:
    """The names of a policy as of a day (its last values where ``on`` is ``None``)."""

    def __init__(self, policy: Policy, on: datetime.date | None = None) -> None:
        self.policy = policy
        self.content = policy.content
        self.on = on
        self.types: dict[str, Type] = {}

    # ---------------------------------------------------------------- subjects

    def subject(self, name: str) -> Subject | None:
        """Return a subject of the content, or the rows of a feed as one."""
        if name in self.content.subjects:
            return self.content.subjects[name]
        contract = self.content.contracts.get(name)
        if contract is None:
            return None
        parent, column = self._parent_of_rows(contract)
        region = next((c.name for c in contract.columns if c.type is ColumnType.REGION), "")
        return Subject(
            name=name, table=name, key=contract.key[0], parent=parent, parent_column=column,
            region=region,
        )  # fmt: skip

    def _parent_of_rows(self, contract: Schema) -> tuple[str, str]:
        for subject in self.content.subjects.values():
            column = self.relation(contract, subject)
            if column and subject.table != contract.name:
                return subject.name, column
        return "", ""

    def relation(self, contract: Schema, subject: Subject) -> str:
        """Return the column of a feed that names the subject, or ``""``."""
        wanted = REFERENCES.get(subject.name)
        for column in contract.columns:
            if column.type is wanted or (column.name == subject.key and wanted is None):
                return column.name
        return ""

    def lineage(self, subject: Subject) -> Iterator[Subject]:
        """Yield the subject and those it belongs to."""
        current: Subject | None = subject
        while current is not None:
            yield current
            current = self.subject(current.parent) if current.parent else None

    # ------------------------------------------------------------------- names

    @cached_property
    def _variables_of(self) -> Mapping[str, Mapping[str, Variable]]:
        by_subject: dict[str, dict[str, Variable]] = {}
        for variable in self.policy.variables.values():
            by_subject.setdefault(variable.of, {})[variable.name] = variable
        return by_subject

    @cached_property
    def _columns_of(self) -> Mapping[str, Mapping[str, Column]]:
        return {
            contract.name: {column.name: column for column in contract.columns if readable(column)}
            for contract in self.content.contracts.values()
        }

    def find(self, name: str, subject: Subject) -> Named | None:
        """Return what a name means for a subject: its own, its parents', a parameter, the day."""
        for each in self.lineage(subject):
            own = each.name == subject.name
            column = self._columns_of.get(each.table, {}).get(name)
            if column is not None:
                return Named(name, Origin.COLUMN, each.name, self._column_type(column, known=own))
            if name in self._variables_of.get(each.name, {}):
                type_ = self.types.get(name, FAULTY)
                return Named(name, Origin.VARIABLE, each.name, type_)
        return self._fixed(name)

    def find_in_rows(self, name: str, variable: Variable) -> Named | None:
        """Return what a name means in a total over rows: the source's columns, or its names."""
        if variable.source in self.content.subjects:
            return self.find(name, self.content.subjects[variable.source])
        column = self._columns_of.get(variable.source, {}).get(name)
        if column is not None:
            return Named(
                name, Origin.COLUMN, variable.source, self._column_type(column, known=True)
            )
        return self._fixed(name)

    def _fixed(self, name: str) -> Named | None:
        if name == AS_OF:
            return Named(name, Origin.DAY, "", DATE.known())
        parameter = self.policy.parameters.get(name)
        if parameter is not None:
            return Named(name, Origin.PARAMETER, "", parameter_type(parameter))
        return None

    def _column_type(self, column: Column, *, known: bool) -> Type:
        # A parent's required column can still be unknown here: the parent may be missing.
        type_ = type_of_column(column, unit=_unit(column))
        return type_ if known else Type(type_.kind, type_.unit, type_.storage, type_.codes)

    # ----------------------------------------------------------------- binding

    def names(self, variable: Variable) -> tuple[Named, ...]:
        """Return what the names in a variable mean; unknown names are left out."""
        subject = self.subject(variable.of)
        found = []
        for tree in (variable.formula, variable.condition):
            for name in names_in(tree) if tree is not None else ():
                if variable.source:
                    found.append(self.find_in_rows(name, variable))
                elif subject is not None:
                    found.append(self.find(name, subject))
        return tuple(each for each in found if each is not None)

    def fixed_value(self, named: Named) -> Bound | None:
        """Return a parameter or the day as a constant, ``None`` where none is in force."""
        if named.origin is Origin.DAY:
            return constant(self.on, named.type) if self.on else Bound(exp.null(), named.type)
        parameter = self.policy.parameters[named.name]
        if self.on is None:
            value = self.policy.settings.get(named.name) or next(
                (each.value for each in reversed(parameter.values)), None
            )
        else:
            value = self.policy.value(named.name, self.on)
        return constant(value, named.type) if value is not None else None

    def type_variable(self, variable: Variable, fault: Callable[[str], None]) -> Type:
        """Work out the type of a variable and remember it; its names must be typed before."""
        parts = self._bind_parts(variable, fault)
        type_ = result_type(variable, *parts, money=self.content.money_unit)
        self.types[variable.name] = type_
        return type_

    def _bind_parts(
        self, variable: Variable, fault: Callable[[str], None]
    ) -> tuple[Type | None, Type | None]:
        subject = self.subject(variable.of)

        def lookup(name: str) -> Bound | None:
            named = (
                self.find_in_rows(name, variable)
                if variable.source
                else self.find(name, subject)
                if subject is not None
                else None
            )
            if named is None:
                return None
            if named.origin in {Origin.PARAMETER, Origin.DAY}:
                return self.fixed_value(named) or Bound(exp.null(), named.type)
            return Bound(exp.column(name, quoted=True), named.type)

        binder = Binder(lookup, fault)
        value = binder.bind(variable.formula).type if variable.formula is not None else None
        condition = binder.bind(variable.condition).type if variable.condition is not None else None
        return value, condition


def readable(column: Column) -> bool:
    """Tell whether expressions may use a column: nothing personal but the numbers."""
    return column.personal is None or column.is_reference


def parameter_type(parameter: Parameter) -> Type:
    """Return the type of a parameter."""
    if parameter.type == "date":
        return Type(Kind.DATE, nullable=False)
    if parameter.type == "text":
        return Type(Kind.TEXT, nullable=False, literal=True)
    return Type(Kind.NUMBER, parameter.unit, Storage.WHOLE, nullable=False)


def result_type(
    variable: Variable, value: Type | None, condition: Type | None, *, money: str
) -> Type:
    """Return the type of a variable from the types of its parts."""
    if value is not None and value.kind is Kind.FAULTY:
        return FAULTY
    if condition is not None and condition.kind is Kind.FAULTY:
        return FAULTY
    match variable.total:
        case Total.COUNT:
            return Type(Kind.NUMBER, variable.unit, Storage.WHOLE)
        case Total.SHARE:
            return Type(Kind.NUMBER, NONE, Storage.FLOAT)
        case Total.ANY | Total.ALL:
            return BOOLEAN
        case _:
            pass
    if value is None or not value.is_number:
        return value or FAULTY
    storage = Storage.FLOAT if variable.total is Total.MEAN else value.storage
    unit = value.unit if value.unit is not None else variable.unit
    if unit.power(money):
        storage = Storage.WHOLE
    nullable = value.nullable or variable.total is not None
    return Type(Kind.NUMBER, unit, storage, nullable=nullable)


def _unit(column: Column) -> Unit:
    try:
        return Unit.parse(column.unit)
    except UnitUnreadable:
        return NONE


__all__ = ["AS_OF", "CONDITIONS", "Named", "Origin", "Vocabulary", "readable", "result_type"]
