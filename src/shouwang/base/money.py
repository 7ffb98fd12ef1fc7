"""Money as whole minor units (fen), so that every engine adds to the same last digit."""

from decimal import Decimal, InvalidOperation


def minor_units(amount: str | int | Decimal, *, per_unit: int = 100) -> int:
    """Return an amount in major units (yuan) as whole minor units (fen).

    >>> minor_units("8500.00")
    850000

    Raises:
        ValueError: if it is no number or is finer than a minor unit.
    """
    try:
        minor = Decimal(str(amount)) * per_unit
    except InvalidOperation:
        raise ValueError(amount) from None
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ValueError(amount)
    return int(minor)


def major_units(minor: int, *, per_unit: int = 100) -> str:
    """Return minor units as text in major units, without idle zeros.

    >>> major_units(480000), major_units(480050)
    ('4800', '4800.5')
    """
    amount = Decimal(minor) / per_unit
    return f"{amount.normalize():f}"
