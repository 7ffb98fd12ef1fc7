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
from shouwang.rules.pack import Parameter, Policy, Total, Value, Variable
from shouwang.rules.types import BOOLEAN, DATE, FAULTY, Kind, Storage, Type, type_of_column
from shouwang.rules.units import NONE, Unit, UnitUnreadable

AS_OF = "as_of"
KeyedFault = Callable[[str, str], None]  # the key of an entry, what is wrong there


def ignore(_key: str, _message: str) -> None:
    """Pass a fault over: whoever wants to know has linted before."""


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

    def rows_of(self, variable: Variable) -> Subject | None:
        """Return the subject whose rows a variable totals, ``None`` if it totals a feed."""
        return self.content.subjects.get(variable.source)

    def table_of(self, variable: Variable) -> Schema | None:
        """Return the contract of the table whose rows a variable totals."""
        rows = self.rows_of(variable)
        return self.content.contracts.get(rows.table if rows else variable.source)

    def own_column(self, variable: Variable) -> str:
        """Return the column of the totalled rows that names the variable's subject, or ``""``."""
        rows = self.rows_of(variable)
        if rows is not None:
            return rows.parent_column if rows.parent == variable.of else ""
        contract, subject = self.table_of(variable), self.subject(variable.of)
        return self.relation(contract, subject) if contract and subject else ""

    def via(self, variable: Variable) -> Subject | None:
        """Return the subject through which a feed's rows reach the variable's, if by detour."""
        contract = self.content.contracts.get(variable.source)
        if contract is None or self.rows_of(variable) or self.own_column(variable):
            return None
        for subject in self.content.subjects.values():
            if subject.parent == variable.of and self.relation(contract, subject):
                return subject
        return None

    def lineage(self, subject: Subject) -> Iterator[Subject]:
        """Yield the subject and those it belongs to."""
        current: Subject | None = subject
        while current is not None:
            yield current
            current = self.subject(current.parent) if current.parent else None

    def household_column(self, subject: Subject) -> str:
        """Return the name under which a subject has the number of its household, or ``""``.

        The household is the first subject of the content, the unit of help.
        """
        first = next(iter(self.content.subjects))
        if subject.name == first:
            return subject.key
        return next((s.parent_column for s in self.lineage(subject) if s.parent == first), "")

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
            # What is known of a parent is still unknown here: the parent may be missing.
            if column is not None:
                type_ = type_of_column(column, unit=_unit(column))
                return Named(name, Origin.COLUMN, each.name, type_ if own else type_.unsure())
            if name in self._variables_of.get(each.name, {}):
                type_ = self.types.get(name, FAULTY)
                return Named(name, Origin.VARIABLE, each.name, type_ if own else type_.unsure())
        return self._fixed(name)

    def find_in_rows(self, name: str, variable: Variable) -> Named | None:
        """Return what a name means in a total over rows: the source's columns, or its names."""
        rows = self.rows_of(variable)
        if rows is not None:
            return self.find(name, rows)
        column = self._columns_of.get(variable.source, {}).get(name)
        if column is not None:
            type_ = type_of_column(column, unit=_unit(column))
            return Named(name, Origin.COLUMN, variable.source, type_)
        return self._fixed(name)

    def _fixed(self, name: str) -> Named | None:
        if name == AS_OF:
            return Named(name, Origin.DAY, "", DATE.known())
        parameter = self.policy.parameters.get(name)
        if parameter is not None:
            return Named(name, Origin.PARAMETER, "", parameter_type(parameter))
        return None

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

    def fixed_value(self, named: Named, day: datetime.date | None = None) -> Bound:
        """Return a parameter or the day as a constant; unknown where none is in force.

        Args:
            day: The day as of which a parameter is read, instead of the vocabulary's.
        """
        if named.origin is Origin.DAY:
            return constant(self.on, named.type) if self.on else Bound(exp.null(), named.type)
        value = self._value(named.name, day or self.on)
        return constant(value, named.type) if value is not None else Bound(exp.null(), named.type)

    def _value(self, parameter: str, day: datetime.date | None) -> Value | None:
        if day is not None or parameter in self.policy.settings:
            return self.policy.value(parameter, day or datetime.date.max)
        values = self.policy.parameters[parameter].values
        return values[-1].value if values else None

    def type_variable(self, variable: Variable, fault: KeyedFault = ignore) -> Type:
        """Work out the type of a variable and remember it; its names must be typed before."""
        value, condition = self.types_of_parts(variable, fault)
        type_ = result_type(variable, value, condition, money=self.content.money_unit)
        self.types[variable.name] = type_
        return type_

    def types_of_parts(
        self, variable: Variable, fault: KeyedFault = ignore, day: datetime.date | None = None
    ) -> tuple[Type | None, Type | None]:
        """Return the types of the formula (or what is totalled) and of the condition.

        Args:
            fault: Takes the key of the part and what is wrong with it.
            day: The day as of which parameters are read.
        """
        subject = self.subject(variable.of)

        def lookup(name: str) -> Bound | None:
            if variable.source:
                return self.bound(self.find_in_rows(name, variable), day)
            return self.bound(self.find(name, subject), day) if subject else None

        def type_of(tree: exp.Expr | None, key: str) -> Type | None:
            binder = Binder(lookup, lambda message: fault(key, message))
            return binder.bind(tree).type if tree is not None else None

        key = str(variable.total) if variable.total else "formula"
        return type_of(variable.formula, key), type_of(variable.condition, "where")

    def bound(self, named: Named | None, day: datetime.date | None = None) -> Bound | None:
        """Return a name as a part of an expression; the tables it comes from do not matter."""
        if named is None:
            return None
        if named.origin in {Origin.PARAMETER, Origin.DAY}:
            return self.fixed_value(named, day)
        return Bound(exp.column(named.name, quoted=True), named.type)


def readable(column: Column) -> bool:
    """Tell whether expressions may use a column: nothing personal but the numbers."""
    return column.personal is None or column.is_reference


def parameter_type(parameter: Parameter) -> Type:
    """Return the type of a parameter."""
    if parameter.type == "date":
        return Type(Kind.DATE, nullable=False)
    if parameter.type == "text":
        return Type(Kind.TEXT, nullable=False)
    return Type(Kind.NUMBER, parameter.unit, Storage.WHOLE, nullable=False)


def result_type(
    variable: Variable, value: Type | None, condition: Type | None, *, money: str
) -> Type:
    """Return the type of a variable from the types of its parts."""
    if any(part is not None and part.kind is Kind.FAULTY for part in (value, condition)):
        return FAULTY
    fixed = {
        Total.COUNT: Type(Kind.NUMBER, variable.unit, Storage.WHOLE),
        Total.SHARE: Type(Kind.NUMBER, NONE, Storage.FLOAT),
        Total.ANY: BOOLEAN,
        Total.ALL: BOOLEAN,
    }
    if variable.total in fixed:
        return fixed[variable.total]
    if value is None:
        return FAULTY
    if variable.total is not None:
        value = value.unsure()
    if not value.is_number:
        return value
    storage = Storage.FLOAT if variable.total is Total.MEAN else value.storage
    unit = value.unit if value.unit is not None else variable.unit
    if unit.power(money) > 0:
        storage = Storage.WHOLE
    return Type(Kind.NUMBER, unit, storage, nullable=value.nullable)


def _unit(column: Column) -> Unit:
    try:
        return Unit.parse(column.unit)
    except UnitUnreadable:
        return NONE
