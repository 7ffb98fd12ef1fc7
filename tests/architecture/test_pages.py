"""The pages of the docs that are made from the content say what the content says."""

from tools import pages


def test_are_what_the_content_says():
    assert list(pages.faults(pages.pages())) == []


def test_a_page_out_of_date_or_missing_is_caught(tmp_path):
    made = {"a.md": lambda: "# A\n", "b.md": lambda: "# B\n", "c.md": lambda: "# C\n"}
    pages.update(made, tmp_path)
    assert list(pages.faults(made, tmp_path)) == []

    (tmp_path / "a.md").write_text("# Another\n", encoding="utf-8")
    (tmp_path / "b.md").unlink()
    assert [each.split()[0] for each in pages.faults(made, tmp_path)] == ["a.md", "b.md"]


def test_a_cell_stays_on_its_line_and_in_its_column():
    assert pages.cell("a | b\nc") == "a \\| b c"
