"""By what a place's claims are settled: its product, and the parameters of the packs."""

from datetime import date
from decimal import Decimal

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.rules.insurance import Product, load_products
from shouwang.rules.pack import Policy
from shouwang.stages.programmes.insurance.settling import Terms

TOLERANCE = "claim_loss_tolerance"


def product_for(policy: Policy, *, place: str) -> Product:
    """Return the product a place has: its own before that of the places around it.

    Raises:
        NotFound: if no product is in use there.
    """
    products = load_products(policy.content)
    chain = [*policy.content.ancestors(place).values(), place]
    for code in reversed(chain):
        for product in products.values():
            if code in product.regions:
                return product
    raise NotFound(_("no insurance product is in use here"))


def terms_of(policy: Policy, *, place: str, on: date) -> Terms:
    """Return by what the claims of a place are settled on a day.

    Raises:
        NotFound: if no product is in use there.
    """
    product = product_for(policy, place=place)
    lines = {}
    for group in product.groups.values():
        amount = number_of(policy, group.income_below, on) if group.income_below else None
        if amount is not None:
            lines[group.income_below] = int(amount)
    return Terms(product, lines, number_of(policy, TOLERANCE, on))


def number_of(policy: Policy, name: str, on: date) -> Decimal | None:
    """Return the number of a parameter on a day, if it has one; money in fen."""
    parameter = policy.parameters.get(name)
    dated = parameter.on(on) if parameter is not None else None
    value = dated.value if dated is not None else None
    return value if isinstance(value, Decimal) else None
