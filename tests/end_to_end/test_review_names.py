"""Whose decisions they are: a name is asked for, is put on earlier decisions, and keeps those of others out."""

from pathlib import Path

from browsing import Visit
from inputs.review_items import FIRST_ID, RELEASE
from reviewing import enter_name, exported, heading, import_file, write_decisions

TIME = "2026-01-02T03:04:05.678Z"


def test_a_decision_without_a_name_asks_for_one_and_takes_it_later(review: Visit, tmp_path: Path):
    page = review.page
    notices = page.locator("#notices")
    assert notices.inner_text() == ""
    page.keyboard.press("c")
    assert "Without your name your decisions cannot be told from others'." in notices.inner_text()
    # It stops nobody: the keys decide on, and the button leads to the field.
    page.keyboard.press("o")
    assert heading(page) == "Claim 3 of 40"
    assert {row["reviewer"] for row in exported(page, tmp_path / "nameless.csv")} == {""}
    page.get_by_role("button", name="Enter your name").click()
    assert page.evaluate("() => document.activeElement.id") == "reviewer"
    page.keyboard.type("Ann")
    page.keyboard.press("Escape")
    page.locator("#settings").wait_for(state="hidden")
    # Who shares the browser says whose the earlier ones are.
    page.keyboard.press("u")
    assert "2 decisions in this browser have no name." in notices.inner_text()
    page.get_by_role("button", name="They are mine").click()
    assert notices.inner_text() == (
        "Your name is on 2 more decisions. Export again, and hand over the new file in place of the one without names."
    )
    page.keyboard.press("c")
    assert notices.inner_text() == ""
    assert page.locator("#export").inner_text() == "Export 4"
    assert [row["reviewer"] for row in exported(page, tmp_path / "named.csv")] == ["Ann"] * 4
    assert review.complaints == []


def test_rows_without_a_name_stay_out_until_the_reviewer_says_that_they_are_hers(review: Visit, tmp_path: Path):
    page = review.page
    enter_name(page, "Bob")
    path = write_decisions(
        tmp_path / "nameless.csv",
        (FIRST_ID, "claim-0", RELEASE, "claim", "", TIME),
        (FIRST_ID + 1, "claim-1", RELEASE, "opinion", "", TIME),
        (FIRST_ID + 2, "claim-2", RELEASE, "claim", "bob", TIME),
    )
    assert import_file(page, path).startswith(
        "1 decision imported, 1 on what this page shows. 2 rows without a name were left out."
    )
    assert page.locator("#entries .state").all_inner_texts() == ["Claim"]
    page.get_by_role("button", name="They are mine").click()
    assert page.locator("#entries .state").all_inner_texts() == ["Claim", "Opinion", "Claim"]
    assert {row["reviewer"] for row in exported(page, tmp_path / "named.csv")} == {"Bob", "bob"}


def test_names_of_others_are_told_as_text(review: Visit, tmp_path: Path):
    page = review.page
    names = ["<img src=x onerror='window.attacked = 1'>", "Ann", "ANN"]
    rows = [(FIRST_ID + place, "", RELEASE, "claim", name, TIME) for place, name in enumerate(names)]
    assert import_file(page, write_decisions(tmp_path / "others.csv", *rows)) == (
        f"0 decisions imported, 0 on what this page shows. 3 rows are by {names[0]}, Ann and were left out. "
        "If you are one of them, enter that name in Settings and import again."
    )
    enter_name(page, "Eve")
    told = import_file(page, write_decisions(tmp_path / "others.csv", *rows[1:]))
    assert told.endswith(
        "2 rows are by Ann and were left out. If that is you, enter this name in Settings and import again."
    )
    assert page.evaluate("() => window.attacked") is None
    assert page.locator("#notices img").count() == 0
    assert review.complaints == []
