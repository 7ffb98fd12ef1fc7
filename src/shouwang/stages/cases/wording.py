"""The words of a public notice: its title and text filled in, its households masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.notices import Notices, Template
from shouwang.stages.cases.small_villages import Village

LEVELS = ("village", "township", "banner")


@dataclass(frozen=True, slots=True)
class Household:
    """A household that a notice is about.

    Attributes:
        kind: What is said of it, where the template does not say it.
    """

    head: str
    kind: str
    village: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A notice in words.

    Attributes:
        shown: The households as they are shown, in their order.
        warnings: Why it says less than usual.
    """

    title: str
    text: str
    shown: tuple[dict[str, str], ...]
    warnings: tuple[str, ...]
    is_general: bool


def worded(
    template: Template,
    households: Sequence[Household],
    *,
    villages: Mapping[str, Village],
    place: str,
    days: int | None,
    notices: Notices,
    content: Content,
    on: date,
) -> Worded:
    """Return a notice in words.

    Args:
        villages: Code → what is known of each village that a household lives in.
        place: The code of the place whose notice it is.
        days: How many days it hangs.
    """
    small = notices.small
    fewest = int(small.households.number_on(on) or 0)
    alike = int(small.alike.number_on(on) or 0)
    crowded = {code: not each.is_small(fewest) for code, each in villages.items()}
    is_general = not all(crowded[each.village] for each in households)
    filled = _filled(template, place, content, notices)
    filled |= {"count": str(len(households)), "days": "" if days is None else str(days)}
    general = small.place.format(**filled)
    filled["place"] = general if is_general and template.level == LEVELS[0] else filled["place"]
    shown, rare = [], 0
    for each in households:
        name = villages[each.village].shown(each.head, fewest=alike, instead=small.name)
        rare += name.is_rare
        village = content.regions[each.village].name if crowded[each.village] else general
        shown.append({"name": name.name, "kind": template.kind or each.kind, "place": village})
    warnings = []
    if is_general:
        warnings.append(
            _("a village of fewer than {count} households is not named: its township is").format(
                count=fewest
            )
        )
    if rare:
        warnings.append(
            _("{rare} names are hidden: fewer than {count} households there are called so").format(
                rare=rare, count=alike
            )
        )
    return Worded(
        title=template.title.format(**filled, kind=template.kind),
        text=template.text.format(**filled, kind=template.kind).strip(),
        shown=tuple(shown),
        warnings=tuple(warnings),
        is_general=is_general,
    )


def seal_of(place: str, content: Content, notices: Notices) -> str:
    """Return the office of a place, as it signs."""
    region = content.regions[place]
    return notices.seal(region.kind, region.name)


def _filled(template: Template, place: str, content: Content, notices: Notices) -> dict[str, str]:
    above = content.ancestors(place)
    names = {
        level: content.regions[above[level]].name if level in above else "" for level in LEVELS
    }
    names["township"] = names["township"] or names["banner"]
    township = above.get("township", above["banner"])
    return {
        **names,
        "place": names[template.level],
        "seal": seal_of(place, content, notices),
        "township_seal": seal_of(township, content, notices),
    }
