"""From which address something is sent, where a proxy may stand in between."""

import ipaddress

from django.http import HttpRequest

UNKNOWN = "-"


def sender(request: HttpRequest) -> str:
    """Return the address of the nearest machine that is not our own proxy.

    What stands further left in the list of a proxy is said by the sender, and may be invented.
    """
    address = str(request.META.get("REMOTE_ADDR") or UNKNOWN)
    if not _is_ours(address):
        return address
    chain = str(request.META.get("HTTP_X_FORWARDED_FOR") or "")
    nearest = chain.rpartition(",")[2].strip()
    return nearest or address


def _is_ours(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
