"""What can be asked of the second factor of an account."""

from dataclasses import dataclass
from datetime import date

from django_otp.plugins.otp_static.models import StaticToken

from shouwang.base.access import Scope
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.stages.org.models import PhoneApp
from shouwang.stages.org.second_factor import address_of, open_secret, secret_to_type


@dataclass(frozen=True, slots=True)
class Factor:
    """How the second factor of an account stands.

    Attributes:
        is_set_up: Whether an app counts.
        codes_left: Recovery codes not used.
    """

    is_set_up: bool
    codes_left: int = 0


@dataclass(frozen=True, slots=True)
class DrawnSecret:
    """A secret that was drawn and not yet shown a code of; empty words if there is none.

    Attributes:
        address: ``otpauth://…``, for the picture.
        typed: The same secret, to be typed.
    """

    address: str = ""
    typed: str = ""


def factor_of(*, account: int, on: date, scope: Scope) -> Factor:
    """Return how the second factor of an account stands."""
    del on, scope
    return Factor(
        is_set_up=PhoneApp.objects.filter(user_id=account, confirmed=True).exists(),
        codes_left=StaticToken.objects.filter(device__user_id=account).count(),
    )


def drawn_secret(*, home: Home, account: int, on: date, scope: Scope) -> DrawnSecret:
    """Return the secret that an account has drawn for its app; people ask for their own only.

    Raises:
        WordsBroken: if it was enciphered with another key.
    """
    del on, scope
    app = PhoneApp.objects.filter(user_id=account, confirmed=False).first()
    if app is None:
        return DrawnSecret()
    secret = open_secret(app.sealed, account, read_keys(home.keys).seal)
    return DrawnSecret(address_of(secret, app.user.get_username()), secret_to_type(secret))
