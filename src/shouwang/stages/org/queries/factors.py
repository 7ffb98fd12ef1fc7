"""What can be asked of the second factor of an account."""

from dataclasses import dataclass
from datetime import date

from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from shouwang.base.access import Scope


@dataclass(frozen=True, slots=True)
class Factor:
    """How the second factor of an account stands.

    Attributes:
        is_set_up: Whether an app counts.
        address: ``otpauth://…`` of a key that was drawn and not yet shown a code of; ``""`` if none.
        key: The same key, to be typed.
        codes_left: Recovery codes not used.
    """

    is_set_up: bool
    address: str = ""
    key: str = ""
    codes_left: int = 0


def factor_of(*, account: int, on: date, scope: Scope) -> Factor:
    """Return how the second factor of an account stands; everybody asks for their own."""
    del on, scope
    drawn = TOTPDevice.objects.filter(user_id=account, confirmed=False).first()
    address = drawn.config_url if drawn else ""
    key = address.partition("secret=")[2].partition("&")[0]
    return Factor(
        is_set_up=TOTPDevice.objects.filter(user_id=account, confirmed=True).exists(),
        address=address,
        key=key,
        codes_left=StaticToken.objects.filter(device__user_id=account).count(),
    )
