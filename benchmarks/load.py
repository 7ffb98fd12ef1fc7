"""Drives the pages of a home with many users at once and says how long they waited.

``python benchmarks/load.py --home DIR`` starts ``shouwang serve`` on the loopback address, signs in
demo accounts of every role, and measures three settings: search and lists with 50 users, household
pages with 10, and lists with single users for comparison. Bounded in requests and in seconds; prints
JSON with p50, p95, p99 and errors by page. ``SHOUWANG_DATABASE_URL`` chooses PostgreSQL.
"""

import argparse
import asyncio
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote, urlencode

LOOPBACK = "127.0.0.1"
USERS_OF_LISTS, USERS_OF_PAGES = 50, 10
P95_OF_LISTS, P95_OF_PAGES = 300, 800  # milliseconds: what issue and design ask for
ROLES = ("village", "team", "township", "clerk", "approver", "league", "region")
LISTS = ("/leads/", "/households/", "/cases/", "/measures/", "/leads/?tab=ended")
# Surnames, by their characters' numbers: what people search for.
NAMES = "".join(map(chr, (29579, 26446, 24352, 21016, 38472, 26472, 36213, 40644, 21608, 21556)))
SECONDS_TO_START = 120
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = "shouwang-demo-2020"  # noqa: S105 - of every demo


def main() -> None:
    """Measure and print; exit 1 if something was too slow or broke."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--requests", type=int, default=2000, help="of each setting, at most")
    parser.add_argument("--seconds", type=int, default=60, help="of each setting, at most")
    parser.add_argument("--think", type=float, default=1.0, help="seconds between two clicks")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    server = start(wanted)
    try:
        answer = measure(wanted)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    text = json.dumps(answer, indent=1, ensure_ascii=False)
    print(text)
    if wanted.json:
        wanted.json.write_text(text, encoding="utf-8")
    sys.exit(0 if answer["ok"] else 1)


def start(wanted: argparse.Namespace) -> subprocess.Popen:
    """Start the server and wait until it answers."""
    command = [sys.executable, "-m", "shouwang.cli.main", "serve", "--home", str(wanted.home),
               "--port", str(wanted.port), "--workers", str(wanted.workers)]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit(f"the server ended at once: {server.returncode}")
        try:
            with socket.create_connection((LOOPBACK, wanted.port), timeout=1):
                time.sleep(1)
                return server
        except OSError:
            time.sleep(0.3)
    server.send_signal(signal.SIGTERM)
    sys.exit("the server does not answer")


def sign_in(port: int, username: str) -> str:
    """Sign in and return the cookies."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    connection.request("GET", "/accounts/sign-in/")
    answer = connection.getresponse()
    cookies = _cookies(answer)
    token = TOKEN.search(answer.read().decode())
    form = urlencode({"username": username, "password": PASSWORD,
                      "csrfmiddlewaretoken": token[1] if token else ""})  # fmt: skip
    connection.request("POST", "/accounts/sign-in/", form, {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": _line(cookies),
        "Referer": f"http://{LOOPBACK}:{port}/accounts/sign-in/"})  # fmt: skip
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        sys.exit(f"{username} cannot sign in: {answer.status}")
    cookies |= _cookies(answer)
    connection.close()
    return _line(cookies)


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    lines = answer.headers.get_all("Set-Cookie") or []
    return dict(line.split(";", 1)[0].split("=", 1) for line in lines)


def _line(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def measure(wanted: argparse.Namespace) -> dict:
    """Run the settings one after the other."""
    cookies, households = {}, {}
    for role in ROLES:
        cookies[role] = sign_in(wanted.port, role)
        households[role] = households_of(wanted.port, cookies[role])
        if not households[role]:
            del cookies[role]
    if not cookies:
        sys.exit("no account sees a household")
    lists = asyncio.run(drive(wanted, USERS_OF_LISTS, cookies, lambda role, draw: a_list(draw)))
    pages = asyncio.run(
        drive(wanted, USERS_OF_PAGES, cookies,
              lambda role, draw: f"/households/{draw.choice(households[role])}/")
    )  # fmt: skip
    single = asyncio.run(drive(wanted, 1, cookies, lambda role, draw: a_list(draw), share=0.05))
    for result, limit in ((lists, P95_OF_LISTS), (pages, P95_OF_PAGES)):
        result["p95_limit_ms"] = limit
        result["ok"] = result["errors"] == 0 and result["all"]["p95_ms"] <= limit
    return {
        "database": os.environ.get("SHOUWANG_DATABASE_URL", "sqlite").split(":", 1)[0],
        "processors": os.cpu_count(), "workers": wanted.workers, "think_s": wanted.think,
        "roles": sorted(cookies), "lists_50_users": lists, "household_10_users": pages,
        "lists_1_user": single, "ok": lists["ok"] and pages["ok"],
    }  # fmt: skip


def households_of(port: int, cookies: str) -> list[str]:
    """Return numbers of households somebody sees, from their lists."""
    found: set[str] = set()
    for path in ("/leads/", "/cases/", *(f"/households/?q={quote(each)}" for each in NAMES[:3])):
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
        connection.request("GET", path, headers={"Cookie": cookies})
        body = connection.getresponse().read().decode("utf-8", "replace")
        found.update(re.findall(r"/households/(\d+)/", body))
        connection.close()
    return sorted(found)


def a_list(draw: random.Random) -> str:
    """A list or a search, as often as each other."""
    if draw.random() < 0.5:
        return draw.choice(LISTS)
    return f"/households/?q={quote(draw.choice(NAMES))}"


async def drive(wanted, users, cookies, choose, *, share=1.0) -> dict:
    """Let users click, think and click again until the requests or the seconds are over."""
    times: dict[str, list[float]] = defaultdict(list)
    statuses: dict[int, int] = defaultdict(int)
    left = [max(1, int(wanted.requests * share))]
    until = time.monotonic() + wanted.seconds * max(share, 0.1)
    roles = sorted(cookies)

    async def user(number: int) -> None:
        draw, role = random.Random(number), roles[number % len(roles)]  # noqa: S311 - clicks
        await asyncio.sleep(draw.random() * wanted.think)
        while left[0] > 0 and time.monotonic() < until:
            left[0] -= 1
            path = choose(role, draw)
            start = time.perf_counter()
            try:
                status = await ask(wanted.port, path, cookies[role])
            except (TimeoutError, OSError, ValueError, IndexError):
                status = 0
            times[re.sub(r"\d+|q=.*", "…", path)].append((time.perf_counter() - start) * 1000)
            statuses[status] += 1
            await asyncio.sleep(wanted.think * (0.5 + draw.random()))

    start = time.perf_counter()
    await asyncio.gather(*(user(number) for number in range(users)))
    seconds = time.perf_counter() - start
    every = [each for found in times.values() for each in found]
    return {
        "users": users, "requests": len(every), "per_second": round(len(every) / seconds, 1),
        "errors": sum(count for status, count in statuses.items() if status != 200),
        "statuses": dict(sorted(statuses.items())), "all": shares(every),
        "by_page": {path: shares(found) for path, found in sorted(times.items())},
    }  # fmt: skip


async def ask(port: int, path: str, cookies: str) -> int:
    """Ask for a page over a connection of its own, as a browser that comes back does."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nCookie: {cookies}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        await writer.drain()
        data = await asyncio.wait_for(reader.read(), 60)
        return int(data.split(b" ", 2)[1])
    finally:
        writer.close()


def shares(found: list[float]) -> dict:
    """Return the median and the slow ones."""
    if not found:
        return {"count": 0}
    cuts = statistics.quantiles(found, n=100) if len(found) > 1 else [found[0]] * 99
    return {"count": len(found), "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1),
            "p99_ms": round(cuts[98], 1), "max_ms": round(max(found), 1)}  # fmt: skip


if __name__ == "__main__":
    main()
