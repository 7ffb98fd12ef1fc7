"""Rules a text declares about all its marks: who the owner is among the units that are listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouwang.stages.ledger.parse import roles, units, vocabulary
from shouwang.stages.ledger.parse.document import Block, Paragraph
from shouwang.stages.ledger.parse.model import OwnerRule, Units
from shouwang.stages.ledger.parse.roles import Reading


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared rule and the line from which it holds."""

    kind: OwnerRule
    line: int


def declared(blocks: Iterable[Block]) -> Rule | None:
    """Return the rule a text declares; "the same below" holds from there, any other throughout."""
    for block in blocks:
        text = block.text if isinstance(block, Paragraph) else _cells(block.rows)
        if kind := roles.declared_rule(text):
            onward = bool(vocabulary.declared("onward").search(text))
            return Rule(OwnerRule(kind), block.line if onward else 0)
    return None


def lists_units(blocks: Iterable[Block]) -> bool:
    """Tell whether the text declares that units stand in brackets after each item."""
    pattern = vocabulary.declared("declarations", "listed_units")
    return any(isinstance(block, Paragraph) and pattern.search(block.text) for block in blocks)


def _cells(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row)


def units_of(readings: Iterable[Reading], rule: Rule | None, line: int) -> Units:
    """Return the units of a task: all its marks together, the declared rule applied.

    Units answer jointly only where nobody is the owner; beside an owner they are partners.
    """
    every = list(readings)
    in_force = rule if rule and line >= rule.line else None
    # Lines with labels speak together; marks with verbs each close a piece of the text.
    together = all(each.is_labelled for each in every)
    found = [
        _units_of_group(group, in_force)
        for group in ([every] if together else [[each] for each in every])
    ]
    owners = _all([each.owners for each in found])
    partners = _all([each.partners for each in found], without=owners)
    joint = _all([each.joint for each in found], without=(*owners, *partners))
    return Units(owners, partners, joint, etc=any(each.etc for each in every))


def _units_of_group(group: list[Reading], rule: Rule | None) -> Units:
    owners = _all([each.owners for each in group])
    partners = _all([each.partners for each in group], without=owners)
    joint = _all([each.joint for each in group], without=(*owners, *partners))
    if rule and joint and not owners:
        heads = _heads(rule, joint, group)
        owners = () if any(units.is_generic(name) for name in heads) else tuple(heads)
    if owners:
        others = {*partners, *joint} - {*owners}
        partners = tuple(name for name in _all([each.order for each in group]) if name in others)
        joint = ()
    return Units(owners, partners, joint)


def _all(lists: Iterable[Sequence[str]], without: Sequence[str] = ()) -> tuple[str, ...]:
    names = (name for each in lists for name in each)
    return tuple(name for name in dict.fromkeys(names) if name not in without)


def _heads(rule: Rule, joint: tuple[str, ...], readings: list[Reading]) -> list[str]:
    """Return the units that the rule makes owners."""
    if rule.kind is OwnerRule.FIRST_LISTED:
        return [joint[0]]
    before = next((each.joint_before_comma for each in readings if each.joint), 0)
    without_comma = before >= len(joint)
    return list(joint[:before]) if not without_comma or len(joint) == 1 else []


def kind_of(tasks: Iterable[Units], rule: Rule | None) -> OwnerRule | None:
    """Return how this plan tells owners; ``None`` where it names no unit at all."""
    named = [each for each in tasks if not each.is_empty]
    if not named:
        return None
    if rule is not None:
        return rule.kind
    explicit = any(each.owners for each in named)
    return OwnerRule.EXPLICIT if explicit else OwnerRule.NONE_JOINT
