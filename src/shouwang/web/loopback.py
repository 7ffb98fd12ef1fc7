"""Whether a request comes from this very machine, with nobody in between."""

import ipaddress

from django.http import HttpRequest

# What a proxy adds: behind one, everybody seems to come from this machine.
OF_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_loopback(request: HttpRequest | None) -> bool:
    """Tell whether a request comes from this machine; in doubt, not."""
    if request is None or any(request.META.get(name) for name in OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
