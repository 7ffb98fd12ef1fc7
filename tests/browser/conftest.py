"""Journeys in a real browser: Debian's chromium, no network, Chinese; what it complains of fails."""

import os
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.architecture.modules import ROOT
from tests.office import world
from tests.office.at_once import disk  # noqa: F401 - a fixture
from tests.web import registers

# The journeys drive the browser from the thread that also looks into the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Each test's pictures, kept as artefacts of the build.
PICTURES = ROOT / "build" / "screenshots"
WIDE, NARROW = {"width": 1300, "height": 900}, {"width": 400, "height": 800}
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-quic", "--no-first-run")  # fmt: skip
SERIOUS = {"serious", "critical"}
# A busy machine is no fault of the pages.
PATIENCE_MS = int(os.environ.get("BROWSER_PATIENCE_MS", "60000"))
HERE = Path(__file__).parent


def chromium():
    """Return the browser of this machine, if it has one."""
    found = [os.environ.get("CHROMIUM"), *(shutil.which(name) for name in NAMES)]
    return next((each for each in found if each), None)


def pytest_collection_modifyitems(config, items):
    """Leave the journeys out if asked to, and count them."""
    if os.environ.get("NO_BROWSER") != "1":
        return
    journeys = [item for item in items if HERE in item.path.parents]
    if journeys:
        items[:] = [item for item in items if item not in journeys]
        config.hook.pytest_deselected(items=journeys)
        config.stash[LEFT_OUT] = len(journeys)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter, config):
    """Say how many journeys were left out."""
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(f"NO_BROWSER=1: {left_out} journeys in a browser left out.")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = chromium()
    if found is None:
        pytest.fail("no chromium: run `make setup-browser`, or set NO_BROWSER=1", pytrace=False)
    return {**browser_type_launch_args, "executable_path": found, "args": [*QUIET]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": WIDE,
    }


@pytest.fixture(scope="session")
def office_home(tmp_path_factory):
    """A home without deliveries; a journey that needs some makes its own."""
    return world.make_home(tmp_path_factory.mktemp("browser") / "home")


@pytest.fixture(autouse=True)
def at_home(settings, office_home):
    settings.HOME = office_home.root
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    # The rules of passwords are tested elsewhere; here hashing them would only take time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return office_home


@pytest.fixture
def register_home(settings, at_home, transactional_db, tmp_path):
    """A home with two invented households of the village in its register."""
    made = registers.make(tmp_path / "home", head="张桂兰")
    settings.HOME = made.root
    return made


@pytest.fixture
def complaints():
    """What the browser may complain of in this test, as regular expressions."""
    return []


@pytest.fixture(scope="session")
def live_server():
    """A server whose threads have a connection each, as `shouwang serve` has.

    With the database in memory they would share one: what one thread ends, another is in the midst of.
    """
    server = LiveServer("localhost", start=False)
    server.thread.connections_override = {}
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(disk, page, live_server, complaints):  # noqa: F811 - a fixture
    """A page that must load nothing from elsewhere, and of which the browser has no complaint."""
    said = []
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    def local_only(route):
        if route.request.url.startswith((live_server.url, "data:", "blob:")):
            route.continue_()
        else:
            said.append(f"asked the network for {route.request.url}")
            route.abort()

    page.route("**/*", local_only)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => console.error("
        "'policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))"
    )
    yield page
    left = [each for each in said if not any(re.search(known, each) for known in complaints)]
    assert not left, left


class Journey:
    """A person at a browser."""

    def __init__(self, page, server, picture_of):
        self.page, self.server, self._picture_of = page, server, picture_of
        self._pictures = 0

    def open(self, path):
        """Open a page of ours; it answers well."""
        answer = self.page.goto(self.server.url + path)
        assert answer.status < 400, (answer.status, path)

    def sign_in(self, role, side=world.HOME, **fields):
        """Sign in with the password, as people do; whoever was signed in before has left."""
        account = world.account(role, side, **fields)
        self.page.context.clear_cookies()
        self.open("/accounts/sign-in/")
        self.page.fill("[name=username]", account.username)
        self.page.fill("[name=password]", world.PASSWORD)
        app = world.app(account) if role in world.WITH_SECOND_FACTOR else None
        self.page.locator("main button").first.click()
        if app is not None:
            self.show_second_factor(app)
        # The region is led on to its board as soon as there are figures.
        self.page.wait_for_url(lambda url: "/accounts/" not in url)
        return account

    def show_second_factor(self, app):
        """Give the six digits that the phone's app shows now."""
        # The same half minute may come twice in a test: its number counts again.
        type(app).objects.filter(pk=app.pk).update(latest_step=-1)
        self.page.wait_for_url("**/accounts/verify/**")
        self.page.fill("[name=token]", world.code_of(app))
        self.press("验证")

    def press(self, name):
        """Press a button."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        """Follow a link of the page."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def choose(self, label):
        """Tick what has this label; the label itself is touched, as a finger does."""
        self.page.locator("main label").filter(has_text=label).first.click()

    def sees(self, *texts):
        """Find all these texts on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def misses(self, *texts):
        """Find none of these texts on the page."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def look(self, *, wide=True, narrow=True):
        """Take pictures, find nothing serious in axe, and nothing that sticks out on a phone."""
        before = self.page.viewport_size
        for size in ([WIDE] if wide else []) + ([NARROW] if narrow else []):
            self.page.set_viewport_size(size)
            self.picture(size["width"])
            assert not violations(self.page)
            room = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert room <= 0, f"{self.page.url} sticks out by {room} px at {size['width']} px"
        self.page.set_viewport_size(before)

    def picture(self, mark=""):
        """Keep a picture of the page."""
        self._pictures += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = f"{self._picture_of}-{self._pictures:02}-{mark}.png"
        self.page.screenshot(path=PICTURES / name, full_page=True)


def violations(page):
    """Return what axe finds serious or critical: rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], each["help"], [node["target"] for node in each["nodes"]][:3])
        for each in found
        if each["impact"] in SERIOUS
    ]


@pytest.fixture
def journey(request, transactional_db, live_server, page):
    """A person at a browser."""
    name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")
    return Journey(page, live_server, name)
