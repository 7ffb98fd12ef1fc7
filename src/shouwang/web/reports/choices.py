"""The places somebody may ask a document of."""

from shouwang.base.access import Scope
from shouwang.rules.content import Content
from shouwang.rules.documents import DocumentForm
from shouwang.rules.listed import listed_banners


def places_for(form: DocumentForm, content: Content, scope: Scope) -> list[tuple[str, str, bool]]:
    """Return code, name with those above, and whether it is supervised; from above to below."""
    listed = set(listed_banners(content))
    found = []
    for level in content.levels:
        for region in content.regions_of(level) if level in form.levels else ():
            above = content.ancestors(region.code)
            if scope.households is None and scope.covers(above):
                names = [content.regions[code].name for code in reversed(list(above.values())[:-1])]
                label = " \u203a ".join(names) or region.name
                found.append((region.code, label, region.code in listed))
    return sorted(found, key=lambda each: not each[2]) if len(found) > 1 else found
