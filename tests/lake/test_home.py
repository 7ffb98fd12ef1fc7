"""Homes: a folder of their own, with keys, settings and a day."""

from datetime import date

import pytest
import yaml

from shouwang.base.errors import InputProblems
from shouwang.lake.folder import write_new
from shouwang.lake.home import HomeExists, HomeMissing, create_home, now, open_home, today
from shouwang.lake.keys import KeyUnusable, create_keys, read_keys


class TestCreateHome:
    def test_makes_folders_that_only_the_owner_may_enter(self, tmp_path):
        home = create_home(tmp_path / "home", content="island")
        folders = (home.root, home.lake, home.uploads, home.staged, home.keys)
        assert {oct(folder.stat().st_mode & 0o777) for folder in folders} == {"0o700"}
        keys = sorted(home.keys.iterdir())
        assert {oct(path.stat().st_mode & 0o777) for path in keys} == {"0o600"}
        assert len(keys) == 2

    def test_refuses_a_folder_with_something_in_it(self, tmp_path):
        (tmp_path / "letter.txt").write_text("dear Li", encoding="utf-8")
        with pytest.raises(HomeExists):
            create_home(tmp_path, content="island")

    def test_refuses_content_that_is_not_there(self, tmp_path):
        with pytest.raises(InputProblems, match="atlantis"):
            create_home(tmp_path / "home", content="atlantis")
        assert not (tmp_path / "home").exists()

    def test_keeps_the_path_of_content_from_elsewhere(self, tmp_path):
        (tmp_path / "land").mkdir()
        (tmp_path / "land" / "content.yaml").write_text("name: land", encoding="utf-8")
        home = create_home(tmp_path / "home", content=str(tmp_path / "land"))
        assert open_home(home.root).content_dir == tmp_path / "land"


class TestOpenHome:
    def test_gives_back_what_was_made(self, tmp_path):
        made = create_home(tmp_path / "h", content="island", demo=True, day=date(2020, 6, 30))
        assert open_home(tmp_path / "h") == made
        assert made.demo
        assert made.content_dir.name == "island"

    def test_says_that_there_is_none(self, tmp_path):
        with pytest.raises(HomeMissing):
            open_home(tmp_path)

    @pytest.mark.parametrize(
        ("settings", "fault"),
        [
            ("content: island\ntoday: soon\n", "today"),
            ("content: island\ntoday: 2020-01-01 10:00:00\n", "today"),
            ("content: island\nutc_offset: 99\n", "utc_offset"),
            ("content: island\nfoo: 1\n", "foo"),
            ("content: nowhere\n", "nowhere"),
            ("- a\n", "keys and values"),
            ("a: [\n", "no YAML"),
        ],
    )
    def test_says_what_is_wrong_with_its_settings(self, tmp_path, settings, fault):
        create_home(tmp_path / "h", content="island")
        (tmp_path / "h" / "home.yaml").write_text(settings, encoding="utf-8")
        with pytest.raises(InputProblems, match=fault):
            open_home(tmp_path / "h")


class TestToday:
    def test_stands_still_where_the_home_says_so(self, tmp_path):
        home = create_home(tmp_path / "h", content="island", day=date(2020, 6, 30))
        assert today(home) == date(2020, 6, 30)
        assert now(home).date() == date(2020, 6, 30)
        assert now(home).utcoffset().total_seconds() == 8 * 3600

    def test_goes_on_elsewhere(self, tmp_path):
        home = create_home(tmp_path / "h", content="island")
        assert today(home) == now(home).date()
        settings = yaml.safe_load((home.root / "home.yaml").read_text(encoding="utf-8"))
        assert "today" not in settings


class TestKeys:
    def test_are_not_shown(self, tmp_path):
        create_keys(tmp_path / "keys")
        keys = read_keys(tmp_path / "keys")
        assert keys.hash.secret.hex() not in repr(keys)
        assert keys.hash.secret != keys.seal.secret
        assert keys.hash.id != keys.seal.id

    def test_come_from_the_environment_first(self, tmp_path, monkeypatch):
        create_keys(tmp_path / "keys")
        monkeypatch.setenv("SHOUWANG_KEY_SEAL", "vault1:" + "ab" * 32)
        assert read_keys(tmp_path / "keys").seal.id == "vault1"

    @pytest.mark.parametrize("text", ["", "a1:xyz", "a1:" + "ab" * 31, ":" + "ab" * 32])
    def test_refuse_what_is_damaged_without_showing_it(self, tmp_path, text):
        create_keys(tmp_path / "keys")
        (tmp_path / "keys" / "hash").write_text(text, encoding="ascii")
        with pytest.raises(KeyUnusable) as error:
            read_keys(tmp_path / "keys")
        assert "ab" * 8 not in str(error.value)

    def test_refuse_what_is_missing(self, tmp_path):
        with pytest.raises(KeyUnusable):
            read_keys(tmp_path)


class TestWriteNew:
    def test_never_writes_over_another_file(self, tmp_path):
        write_new(tmp_path / "a", b"one")
        with pytest.raises(FileExistsError):
            write_new(tmp_path / "a", b"two")
        assert (tmp_path / "a").read_bytes() == b"one"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]
