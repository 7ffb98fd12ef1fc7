"""Attached files: enciphered at rest, seen within the scope, told to the audit log."""

import io

import docx
import openpyxl
import pytest
from PIL import Image

from shouwang.base.access import EVERYWHERE, NotFound
from shouwang.base.codes import check_character
from shouwang.base.errors import InputProblems
from shouwang.stages.cases.models import Attachment
from shouwang.stages.cases.operations.files import hand_over_files, keep_file
from shouwang.stages.cases.queries.files import attachment, attachments_of
from shouwang.stages.cases.sealed_files import FileBroken, read_sealed
from shouwang.stages.org.models import AuditEntry
from tests.office import world

pytestmark = pytest.mark.django_db
NUMBER = 150_421_000_001
FIRST = "15990119800101001"
ID = FIRST + check_character(FIRST)


def document(kind, words):
    out = io.BytesIO()
    if kind == "docx":
        made = docx.Document()
        made.add_paragraph("公示名单")
        made.add_paragraph(words)
    else:
        made = openpyxl.Workbook()
        made.active["B1"] = words
    made.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("files") / "home")


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def keep(home, role="village", side=world.HOME, **fields):
    given = {
        "data": photo(), "name": "门口.jpg", "owner": "visit:1", "kind": "photo",
        "household": NUMBER, "place": world.place(world.HOME), "at": world.AT,
        "by": world.actor(role, side), "on": world.DAY, **fields,
    }  # fmt: skip
    return keep_file(home=home, **given)


def test_a_file_is_enciphered_and_comes_back_as_it_was(home):
    kept = keep(home)
    on_disk = (home.uploads / "files" / kept.digest).read_bytes()
    assert b"JFIF" not in on_disk
    data = read_sealed(home, kept.digest)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (40, 30)
    assert len(data) == kept.size
    assert AuditEntry.objects.filter(what="keep_file", subject=f"file:{kept.pk}").exists()


def test_the_same_file_twice_is_one(home):
    assert keep(home).pk == keep(home).pk
    assert keep(home, owner="visit:2").pk != keep(home).pk
    assert Attachment.objects.count() == 2


def test_a_changed_file_is_noticed(home):
    kept = keep(home, data=photo("blue"))
    path = home.uploads / "files" / kept.digest
    whole = path.read_bytes()
    for spoiled in (whole[:-1], whole[:-1] + b"\0", b"x" + whole, b""):
        path.write_bytes(spoiled)
        with pytest.raises(FileBroken):
            read_sealed(home, kept.digest)
    path.write_bytes(whole)
    other = keep(home, data=photo("green"))
    path.write_bytes((home.uploads / "files" / other.digest).read_bytes())
    with pytest.raises(FileBroken):
        read_sealed(home, kept.digest)
    path.unlink()
    with pytest.raises(FileBroken, match="no longer there"):
        read_sealed(home, kept.digest)


def test_a_foreign_place_is_refused_and_a_foreign_file_is_not_there(home):
    with pytest.raises(NotFound):
        keep(home, side=world.ABROAD)
    kept = keep(home)
    abroad = world.actor("village", world.ABROAD).scope
    with pytest.raises(NotFound):
        attachment(number=kept.pk, on=world.DAY, scope=abroad)
    assert attachments_of(owner="visit:1", on=world.DAY, scope=abroad) == []
    assert attachment(number=kept.pk, on=world.DAY, scope=EVERYWHERE) == kept


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\门.png", "门.jpg"),
        ("<script>alert(1)</script>.jpg", "script>.jpg"),
        ("a\0b\u202egpj.exe", "abgpj.jpg"),
        ("", "file.jpg"),
        ("x" * 500 + ".jpg", "x" * 100 + ".jpg"),
    ],
)
def test_names_are_tidied(home, name, kept_as):
    assert keep(home, name=name, owner=f"visit:{len(name)}").name == kept_as


@pytest.mark.parametrize(
    "fields",
    [{"kind": "poem"}, {"owner": "visit"}, {"owner": "visit:1 OR 1=1"}, {"data": b"%PDF-1.4"}],
)
def test_what_makes_no_sense_is_refused(home, fields):
    with pytest.raises(InputProblems):
        keep(home, **fields)
    assert not Attachment.objects.exists()


def test_only_who_brought_files_gives_them_to_a_record(home):
    keep(home, owner="form:aa")
    given = {"owner": "form:aa", "to": "visit:7", "at": world.AT, "on": world.DAY}
    assert hand_over_files(by=world.actor("township"), **given) == 0
    assert hand_over_files(by=world.actor("village"), **given) == 1
    assert len(attachments_of(owner="visit:7", on=world.DAY, scope=EVERYWHERE)) == 1


class TestWhatMayGoPublic:
    """A document that goes with a notice is read; a household's own paper is not."""

    @pytest.mark.parametrize("kept_as", [("paper", None), ("evidence", None), ("paper", NUMBER)])
    @pytest.mark.parametrize(("kind", "where"), [("docx", "line 2"), ("xlsx", "row 1")])
    def test_of_a_notice_is_refused_with_where_and_how_to_mend(self, home, kept_as, kind, where):
        with pytest.raises(InputProblems) as refused:
            keep(
                home, owner="notice:7", kind=kept_as[0], household=kept_as[1],
                name=f"名单.{kind}", data=document(kind, ID),
            )  # fmt: skip
        [problem] = refused.value.problems
        assert problem.where.startswith(f"名单.{kind}")
        assert where in problem.where
        assert "ID number" in problem.message
        assert ID not in problem.message
        assert problem.mend
        assert not Attachment.objects.exists()
        assert not AuditEntry.objects.filter(what="keep_file").exists()

    def test_of_a_notice_without_a_leak_is_kept(self, home):
        kept = keep(
            home, owner="notice:7", kind="paper", household=None, name="名单.docx",
            data=document("docx", "张*贵"),
        )  # fmt: skip
        assert kept.household is None

    def test_private_words_are_looked_for_where_they_are_given(self, home):
        with pytest.raises(InputProblems, match="尿毒症"):
            keep(
                home, owner="notice:7", kind="paper", household=None, name="名单.docx",
                data=document("docx", "尿毒症"), words={"an illness": ("尿毒症",)},
            )  # fmt: skip

    @pytest.mark.parametrize("kind", ["evidence", "paper"])
    def test_a_households_own_paper_may_hold_its_number(self, home, kind):
        kept = keep(
            home, owner="case:7", kind=kind, name="住院结算单.docx", data=document("docx", ID)
        )
        assert kept.kind == kind
