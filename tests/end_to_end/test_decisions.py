"""Decisions of people from day to day: build, decide, build, add a day of videos, build; every figure by pandas too."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import ROOT, Warehouse
from inputs.writing import HEADER, write_rows
from searching import files_with

from claims_warehouse.moderation.export import export_queue

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("decisions")]

REVIEW_COLUMNS = ["video_id", "decision", "reviewer", "reviewed_at", "claim_text"]
STATEMENT_COUNT = 40
# Of these statements no video is there on the first day.
NEW_STATEMENTS = 4
DECIDED_CLAIMS = 30
PLANTED_PHRASE, PLANTED_STATEMENT, PLANTED_NAME = "Zorplantiq", "Quexplantor", "Plantedname"


def normalised(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


class Story:
    """A warehouse that is built day by day, and what came of each day."""

    def __init__(self, home: Path):
        self.warehouse = Warehouse(home)
        for folder in ("videos", "reviews"):
            (home / folder).mkdir()
        with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in list(csv.reader(file))[1:] if " that " in row[4]]
        sample = pd.DataFrame(rows, columns=HEADER)
        sample["statement"] = sample["video_transcription_text"].str.split(" that ", n=1).str[1].map(normalised)
        statements = sample["statement"].value_counts(sort=False).reset_index()
        statements = statements.sort_values(["count", "statement"], ascending=[False, True])["statement"]
        chosen = statements.head(STATEMENT_COUNT).tolist()
        sample = sample[sample["statement"].isin(chosen)]
        self.videos = sample.groupby(["statement", "claim_status"]).head(9).reset_index(drop=True)
        # What is said of one statement, and by whom, is found again wherever it is written.
        is_planted = self.videos["statement"] == chosen[0]
        planted = f"{PLANTED_PHRASE} colleague says that {PLANTED_STATEMENT} bats sleep upside down"
        self.videos.loc[is_planted, ["video_transcription_text", "statement"]] = [
            planted,
            normalised(planted.partition(" that ")[2]),
        ]
        is_late = self.videos["statement"].isin(chosen[-NEW_STATEMENTS:])
        is_late |= self.videos.groupby(["statement", "claim_status"]).cumcount() > 6
        self.day_1, self.day_2 = self.videos[~is_late], self.videos[is_late]
        self.decisions = pd.DataFrame(columns=REVIEW_COLUMNS)

    def build(self, name: str, **variables: object) -> None:
        self.warehouse.build(
            videos=f"{self.warehouse.home}/videos/*",
            reviews=f"{self.warehouse.home}/reviews/*",
            evaluation_repeats=1,
            retraining="never",
            publish_transcripts=False,
            **variables,
        )
        self.warehouse.keep(name)

    def provide(self, name: str, videos: pd.DataFrame) -> None:
        write_rows(self.warehouse.home / "videos" / f"{name}.csv", videos[HEADER].to_numpy().tolist())

    def decide(self, name: str, decisions: list[list[str]]) -> None:
        write_rows(self.warehouse.home / "reviews" / f"{name}.csv", decisions, REVIEW_COLUMNS)
        self.decisions = pd.concat([self.decisions, pd.DataFrame(decisions, columns=REVIEW_COLUMNS)])

    def after(self, name: str) -> Warehouse:
        return Warehouse(self.warehouse.home.with_name(name))


def table(warehouse: Warehouse, query: str) -> pd.DataFrame:
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        return connection.sql(f"from {query}").df()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("story") / "home"
    home.mkdir()
    story = Story(home)
    story.provide("day 1", story.day_1)
    # Of rows that are rejected, any field may hold a piece of a text or a name.
    text = f"{PLANTED_PHRASE}, {PLANTED_STATEMENT}, {PLANTED_NAME}"
    write_rows(story.warehouse.home / "videos" / "shifted.csv", [[*([text] * len(HEADER))], ["1", text]], HEADER)
    write_rows(story.warehouse.home / "reviews" / "shifted.csv", [[text] * len(REVIEW_COLUMNS), [text]], REVIEW_COLUMNS)
    story.decide("nobody", [])
    story.build("undecided")

    query = "(select claim_id, claim_text from marts.claims order by video_count desc, claim_id)"
    claims = table(story.warehouse, query)
    firsts = story.warehouse.frame(
        "select claim_id, min(video_id) as video_id from marts.claim_videos group by claim_id"
    )
    items = claims.merge(firsts, on="claim_id", validate="one_to_one").head(DECIDED_CLAIMS)
    assert len(items) == DECIDED_CLAIMS
    opinions = story.day_1.loc[story.day_1["claim_status"] == "opinion", "video_id"].tolist()
    decisions = []

    def decide(place: int, decision: str, reviewer: str, reviewed_at: str) -> None:
        decisions.append([str(items["video_id"][place]), decision, reviewer, reviewed_at, items["claim_text"][place]])

    for place in range(26):
        decide(place, "claim", "Anna Plantedname", f"2026-02-{1 + place % 20:02}T10:00:00Z")
    # Nine agree, and one does not.
    for place in range(9):
        decide(place, "claim", "Ben Plantedname", "2026-02-21")
    decide(9, "opinion", "Ben Plantedname", "2026-02-21")
    # A claim is decided and reopened, another one is an opinion, and two are left open.
    decide(10, "unsure", "anna plantedname", "2026-02-25")
    decide(26, "opinion", "Anna Plantedname", "2026-02-03")
    decide(27, "unsure", "Ben Plantedname", "2026-02-03")
    decide(28, "skip", "Ben Plantedname", "2026-02-03")
    decisions.append([opinions[0], "opinion", "Anna Plantedname", "2026-02-04", ""])
    # A mistake of a spreadsheet, and a row that was provided twice.
    decisions.append(["7.20951E+18", "claim", "Ben Plantedname", "21.02.2026", ""])
    story.decide("first", decisions)
    story.decide("again", decisions[:1])
    story.build("decided")

    story.provide("day 2", story.day_2)
    story.build("a day later")
    return story


def settled(story: Story) -> dict[int, tuple[str, pd.Timestamp]]:
    """Return the class that more reviewers voted for than for the other, and when the last of them did, by video."""
    decisions = story.decisions[story.decisions["decision"] != "skip"].drop_duplicates()
    decisions = decisions[decisions["video_id"].str.isdigit()]
    decisions = decisions.assign(
        reviewer=decisions["reviewer"].str.lower(),
        reviewed_at=pd.to_datetime(decisions["reviewed_at"], format="ISO8601", utc=True).dt.tz_localize(None),
    )
    last = decisions.sort_values("reviewed_at").groupby(["video_id", "reviewer"]).last().reset_index()
    found = {}
    for video_id, votes in last.groupby("video_id"):
        counts = votes["decision"].value_counts()
        claims, opinions = counts.get("claim", 0), counts.get("opinion", 0)
        if claims != opinions:
            decision = "claim" if claims > opinions else "opinion"
            found[int(video_id)] = decision, votes.loc[votes["decision"] == decision, "reviewed_at"].max()
    return found


def predicted_claims(warehouse: Warehouse) -> Mapping[int, bool]:
    predictions = warehouse.frame("select video_id, scoring_stage, is_claim_predicted from marts.claim_predictions")
    # The stage with engagement is the later one, in the alphabet too.
    return predictions.sort_values("scoring_stage").groupby("video_id")["is_claim_predicted"].last().to_dict()


def in_force(story: Story, name: str, videos: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions in force of videos, with their origin, as the rules say it."""
    decided, predicted = settled(story), predicted_claims(story.after(name))
    looked_at = {int(video) for video in story.decisions["video_id"] if video.isdigit()}
    texts = videos.assign(
        video_id=videos["video_id"].astype("int64"), transcript=videos["video_transcription_text"].map(normalised)
    ).set_index("video_id")
    claims = {texts["statement"][video] for video, (decision, _) in decided.items() if decision == "claim"}
    by_transcript: dict[str, set[str]] = {}
    for video, (decision, _) in decided.items():
        by_transcript.setdefault(texts["transcript"][video], set()).add(decision)
    rows = [(video, decision, "reviewed") for video, (decision, _) in decided.items()]
    for video, text in texts.iterrows():
        if video in looked_at:
            continue
        same = by_transcript.get(text["transcript"], set())
        if same == {"opinion"}:
            rows.append((video, "opinion", "inherited"))
        elif "opinion" not in same and text["statement"] in claims and predicted.get(video):
            rows.append((video, "claim", "inherited"))
    return pd.DataFrame(rows, columns=["video_id", "decision", "decision_origin"]).sort_values("video_id")


DAYS = {"decided": ["day_1"], "a day later": ["day_1", "day_2"]}


def videos_of(story: Story, name: str) -> pd.DataFrame:
    return pd.concat([getattr(story, day) for day in DAYS[name]])


@pytest.mark.parametrize("name", DAYS)
def test_what_is_decided_and_inherited_follows_the_rules(story: Story, name: str):
    expected = in_force(story, name, videos_of(story, name)).reset_index(drop=True)
    found = table(story.after(name), "intermediate.int_decisions").sort_values("video_id").reset_index(drop=True)
    pd.testing.assert_frame_equal(found[list(expected)], expected, check_dtype=False)
    assert expected["decision_origin"].value_counts()["inherited"] > 60
    times = {video: decided_at for video, (_, decided_at) in settled(story).items()}
    assert (found["decided_at"] == found["decided_video_id"].map(times)).all()
    origin = found.set_index("video_id")["decided_video_id"]
    texts = story.videos.assign(video_id=story.videos["video_id"].astype("int64")).set_index("video_id")["statement"]
    assert (texts[origin.index].to_numpy() == texts[origin.to_numpy()].to_numpy()).all()


@pytest.mark.parametrize("name", DAYS)
def test_claims_know_what_of_them_is_decided(story: Story, name: str):
    warehouse = story.after(name)
    members = warehouse.frame("select video_id, claim_id, decision, decision_origin from marts.claim_videos")
    decided = in_force(story, name, videos_of(story, name)).set_index("video_id")
    predicted = pd.Series(predicted_claims(warehouse))
    opinions = set(decided.index[decided["decision"] == "opinion"])
    claims = set(decided.index[decided["decision"] == "claim"])
    assert set(members["video_id"]) == (set(predicted.index[predicted]) | claims) - opinions
    members["is_decided"] = members["video_id"].isin(claims)
    assert (members["decision"].notna() == members["is_decided"]).all()
    counts = members.groupby("claim_id")["is_decided"].sum()
    found = warehouse.frame("select claim_id, decision, decision_origin, decided_video_count from marts.claims")
    found = found.set_index("claim_id")
    assert (found["decided_video_count"] == counts[found.index]).all()
    assert ((found["decision"] == "claim") == (counts[found.index] > 0)).all()
    # A claim is decided because a video of it was.
    assert set(found["decision_origin"].dropna()) == {"reviewed"}
    # Twenty-six are decided to be claims; of these one is in conflict, and one was reopened.
    assert (found["decision"] == "claim").sum() == 24


@pytest.mark.parametrize("name", DAYS)
def test_outcomes_hold_what_people_decided_and_nothing_inherited(story: Story, name: str):
    warehouse = story.after(name)
    decided = pd.DataFrame.from_dict(settled(story), orient="index", columns=["decision", "decided_at"])
    decided["review_week"] = decided["decided_at"].dt.to_period("W-SUN").dt.start_time.dt.strftime("%Y-%m-%d")
    predictions = warehouse.frame("select * from marts.claim_predictions")
    joined = predictions.join(decided, on="video_id", how="inner")
    joined["is_claim"] = joined["decision"] == "claim"
    joined["is_confirmed"] = joined["is_claim"] & joined["is_claim_predicted"]
    keys = ["scoring_stage", "review_week"]
    expected = joined.groupby(keys).agg(
        reviewed_count=("video_id", "size"),
        decided_claim_count=("is_claim", "sum"),
        predicted_claim_count=("is_claim_predicted", "sum"),
        confirmed_claim_count=("is_confirmed", "sum"),
        mean_claim_probability=("claim_probability", "mean"),
    )
    outcomes = "select * replace (cast(review_week as varchar) as review_week) from marts.review_outcomes"
    found = warehouse.frame(outcomes).set_index(keys).sort_index()
    pd.testing.assert_frame_equal(found[list(expected)], expected, check_dtype=False)
    assert (
        expected.groupby("scoring_stage")["reviewed_count"].sum().tolist()
        == [len(decided)] * expected.index.levshape[0]
    )


def test_every_decision_is_told_with_what_came_of_it(story: Story):
    reviews = table(story.after("decided"), "marts.reviews")
    assert reviews["row_state"].value_counts().to_dict() == {"accepted": 40, "superseded": 1, "duplicate": 1}
    assert len(reviews) == len(story.decisions) - 1
    (reopened,) = reviews.index[reviews["is_reopened"] & (reviews["decision"] == "unsure")]
    assert reviews.loc[reopened, ["reviewer", "outcome"]].tolist() == ["anna plantedname", "unsure"]
    before = reviews[(reviews["video_id"] == reviews["video_id"][reopened]) & (reviews.index != reopened)]
    assert before[["reviewer", "row_state", "outcome"]].values.tolist() == [["Anna Plantedname", "superseded", "claim"]]
    open_reviews = table(story.after("decided"), "intermediate.int_open_reviews")
    assert sorted(open_reviews["open_reason"]) == ["conflict", "skip", "unsure", "unsure"]
    conflict = open_reviews[open_reviews["open_reason"] == "conflict"]
    assert conflict[["claim_vote_count", "opinion_vote_count"]].values.tolist() == [[1, 1]]
    rejected = table(story.after("decided"), "(select * from marts.rejected_reviews where source_file = 'first.csv')")
    (reasons,) = rejected["reasons"]
    assert ["Format the column as text" in reason for reason in reasons] == [True, True]


def test_neither_words_of_a_transcript_nor_a_name_are_released(story: Story, tmp_path: Path):
    warehouse = story.after("a day later")
    words = [PLANTED_PHRASE, PLANTED_STATEMENT, PLANTED_NAME]
    assert {word for _, word in files_with(warehouse.build_file.parent, words)} == set(words)
    # A vocabulary is text, which lies here and not beside the released file.
    assert PLANTED_PHRASE in {word for _, word in files_with(warehouse.build_file.parent / "models", words)}
    # The guess that somebody makes such a claim is not confirmed by its identifier either.
    claim_ids = {claim_id for (claim_id,) in warehouse.released("select claim_id from marts.claims")}
    assert {claim_id.partition("-")[0] for claim_id in claim_ids} == {"claim"}
    export_queue(warehouse.released_file, tmp_path)
    for folder in (tmp_path, warehouse.home / "warehouse"):
        assert len(list(folder.rglob("*"))) > 1
        assert files_with(folder, words) == []
    reviews = warehouse.frame("select reviewer, decision from marts.reviews")
    assert (reviews["reviewer"].count(), reviews["decision"].count()) == (0, len(reviews))


def test_claims_are_followed_from_one_release_to_the_next(story: Story):
    members = {
        name: story.after(name).frame("select video_id, claim_id from marts.claim_videos")
        for name in ("undecided", *DAYS)
    }
    for earlier, name in (("undecided", "decided"), ("decided", "a day later")):
        pairs = members[earlier].merge(members[name], on="video_id", suffixes=("_earlier", ""))
        counts = pairs.groupby(["claim_id_earlier", "claim_id"]).size()
        changes = story.after(name).frame("select * from marts.claim_changes")
        linked = changes.dropna().set_index(["earlier_claim_id", "claim_id"])["video_count"]
        assert linked.to_dict() == counts.to_dict()
        gone = set(members[earlier]["claim_id"]) - set(pairs["claim_id_earlier"])
        new = set(members[name]["claim_id"]) - set(pairs["claim_id"])
        assert set(changes.loc[changes["change"] == "gone", "earlier_claim_id"]) == gone
        assert set(changes.loc[changes["change"] == "new", "claim_id"]) == new
    assert len(new) == NEW_STATEMENTS
    assert story.after("undecided").frame("select * from marts.claim_changes").empty
