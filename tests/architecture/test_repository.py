"""What the repository must not hold, the list of licences, and the catalogue of messages."""

import pytest

from tools import licences, messages, repository

REGISTRY = "https://" + "files.python" + "hosted.org/x"
OWN_PLACE = "/" + "work/main"


class TestTheRepository:
    def test_holds_nothing_it_should_not(self):
        faults = repository.check()
        assert not faults, "\n" + "\n".join(faults)

    @pytest.mark.parametrize(
        "text",
        [
            f"# from {REGISTRY}\nrich==15.0.0 \\\n    --hash=sha256:00\n",
            "rich==15.0.0\n",
            "rich==15.0.0 \\\n    --hash=sha256:00\nclick==8\n",
            "click==8 \\\n    --hash=sha256:00\n",
        ],
    )
    def test_refuses_a_lock_with_an_address_a_gap_or_no_hash(self, text):
        assert list(repository.lock_faults(text, ["Rich"]))

    def test_accepts_a_whole_lock(self):
        text = (
            "rich==15.0.0 ; python_full_version >= '3.11' \\\n    --hash=sha256:00\n    # via x\n"
        )
        assert list(repository.lock_faults(text, ["Rich"])) == []

    @pytest.mark.parametrize(
        "text",
        [
            REGISTRY,
            "index-" + "url = x",
            "see " + OWN_PLACE,
            "`" + OWN_PLACE + "/a`",
            "../" + "shared/x",
        ],
    )
    def test_refuses_addresses_of_registries_and_own_places(self, text):
        assert list(repository.text_faults(text))

    @pytest.mark.parametrize(
        "text", ["the work/main folder", "公益岗位/work", "https://www.apache.org/licenses/"]
    )
    def test_accepts_other_text(self, text):
        assert list(repository.text_faults(text)) == []

    def test_refuses_a_large_file(self):
        assert list(repository.size_faults(2_000_001))
        assert list(repository.size_faults(2_000_000)) == []


class TestTheLicences:
    def test_are_listed_and_taken(self):
        assert licences.check() == []

    def test_affero_is_refused(self):
        names = ["AGPL-3.0-only", "GNU Affero General Public License v3", "MIT OR agpl-3.0"]
        found = [licences.Licence("x", "1", name) for name in names]
        assert len(list(licences.refused(found))) == len(names)

    def test_a_list_out_of_date_is_caught(self):
        found = [licences.Licence("Rich", "15.0.0", "MIT")]
        pins = {"rich": {"15.0.0"}}
        page = licences.as_markdown(found)
        assert list(licences.list_faults(page, pins, found)) == []
        assert list(licences.list_faults(licences.HEADER, pins, found))
        assert list(licences.list_faults(page, {"rich": {"16.0.0"}}, found))
        assert list(licences.list_faults(page, {}, []))


class TestTheCatalogue:
    def test_is_complete_and_compiled(self):
        faults = messages.check()
        assert not faults, "\n" + "\n".join(faults)

    @pytest.mark.parametrize(
        ("translations", "compiled"),
        [
            ({}, {}),
            ({"{n} rows": ""}, {}),
            ({"{n} rows": "{m}行"}, {"{n} rows": "{m}行"}),
            ({"{n} rows": "若干行"}, {"{n} rows": "若干行"}),
            ({"{n} rows": "{n}行"}, {}),
            ({"{n} rows": "{n}行"}, {"{n} rows": "{n} 行"}),
            ({"{n} rows": "{n}行", "gone": "不再说"}, {"{n} rows": "{n}行", "gone": "不再说"}),
        ],
    )
    def test_a_gap_is_caught(self, translations, compiled):
        assert list(messages.faults(["{n} rows"], translations, compiled))

    def test_is_made_from_the_code_and_read_back(self, tmp_path):
        module = tmp_path / "rules" / "lint.py"
        module.parent.mkdir()
        module.write_text('x = _("{n} " "rows")\ny = _("late")\nz = gone("not this")\n')
        found = messages.messages_of(tmp_path)
        assert found == {"{n} rows": ["rules/lint.py"], "late": ["rules/lint.py"]}

        catalogue = messages.catalogue_of(found, {"{n} rows": "{n}行", "old": "旧"}, "zh_Hans")
        path = tmp_path / "shouwang.po"
        path.write_text(messages.po_text(catalogue, "Words"), encoding="utf-8")
        path.with_suffix(".mo").write_bytes(messages.mo_bytes(catalogue))
        assert messages.translations_of(path) == {"{n} rows": "{n}行"}
        assert messages.compiled_messages(path.with_suffix(".mo")) == {"{n} rows": "{n}行"}
        assert list(
            messages.faults(found, messages.translations_of(path), {"{n} rows": "{n}行"})
        ) == ["no translation: 'late'"]

    def test_is_the_same_file_when_made_again(self):
        catalogue = messages.catalogue_of({"late": ["a.py"]}, {"late": "迟"}, "zh_Hans")
        again = messages.catalogue_of({"late": ["a.py"]}, {"late": "迟"}, "zh_Hans")
        assert messages.po_text(catalogue, "Words") == messages.po_text(again, "Words")
        assert messages.mo_bytes(catalogue) == messages.mo_bytes(again)
