#!/bin/sh
# Makes sure that there is a browser for the journeys of tests/browser: Debian's chromium, installed
# where this may be done (root, and apt-get is there); else one line says which package is missing.
# NO_BROWSER=1 goes without; the tests then say how many journeys were left out.
set -eu
[ "${NO_BROWSER:-}" != 1 ] || exit 0
[ -n "${CHROMIUM:-}" ] || CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -z "$CHROMIUM" ] || exit 0
packages="chromium fonts-noto-cjk"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $packages for the browser tests; this is done once." >&2
    if (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $packages) >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "The browser tests need the package chromium (Debian; as root: apt-get install $packages), or NO_BROWSER=1 to leave them out." >&2
exit 1
