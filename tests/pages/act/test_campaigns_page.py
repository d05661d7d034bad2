"""Campaigns: an effect is named only where it may be, counts always, and never a word of lift without a control."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from data.access import Person
from data.ledger import CONTROL, keep_list, kept_list, ledger_key
from data.library import save_segment
from data.settings import Settings
from data.store import open_version
from pages.parts.campaigns.funnel import recipients_of
from pages.parts.session import settings
from queries.audience import Audience
from queries.campaigns import known_campaigns
from queries.engines import open_engine
from queries.lists.chance import person_hash
from queries.lists.members import people_count
from queries.segments import Condition, Group, Match, Segment
from tests.pages.campaign_brand import LAST, SENT, built_campaign_brand
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

PAGE = "../act/campaigns.py"


@pytest.fixture(scope="session")
def campaign_brand(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("campaigns")
    built_campaign_brand(folder)
    return Settings(home=folder / "home", threads=1)


@pytest.fixture
def campaign_of(campaign_brand: Settings, opened: Opener) -> Opener:
    def open_campaign(key: str, **more: str) -> AppTest:
        page = opened(campaign_brand, page=PAGE, camp=key, **more)
        assert not page.exception
        return page

    return open_campaign


def tables(page: AppTest, column: str) -> list[pd.DataFrame]:
    """The tables that have this column, from the top."""
    return [found.value for found in page.table if column in found.value.columns]


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("fair", "Keep a control group again"),
        ("worse", "Do not repeat it as it was"),
        ("flat", "A rise under 6.8 points would hardly have been seen"),
        ("alone", "Keep some people back at random next time"),
        ("uneven", "Hold the list that was drawn against the record"),
        ("running", "Decide when data to 5 Jul 2025 are there"),
    ],
)
def test_each_result_names_the_next_step(campaign_of: Opener, key: str, step: str) -> None:
    assert f"**Next** · {step}" in texts(campaign_of(key))


def test_the_first_lines_say_what_it_cost_and_brought_or_that_no_cost_is_known(campaign_of: Opener) -> None:
    assert texts(campaign_of("fair")).count("No cost is known") == 2
    with_cost = texts(campaign_of("fair", camp_costs="fair:500000"))
    assert "It cost ¥5,000.00; at a margin of 100.0% the return on that is" in with_cost


def test_with_a_fair_control_the_verdict_is_the_difference_with_its_interval(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    shown = texts(page)
    assert "+10.0 points: more people bought within 7 days (6.2 to 13.7), about 100 more buyers" in shown
    assert "the change of net revenue is" in shown
    changed = tables(page, "Measure")[0]
    assert changed["Measure"].tolist()[0] == "Share who bought (30.0% against 20.0%)"
    assert changed["Difference"].tolist()[:3] == ["+10.0 pp", "+50.0%", "+100"]
    assert changed["Interval, 95%"].tolist()[2] == "+62 to +137"


def test_a_worse_result_is_said_as_plainly(campaign_of: Opener) -> None:
    assert "fewer people bought within 7 days" in texts(campaign_of("worse"))


def test_an_interval_around_zero_is_no_effect_shown_and_not_no_effect(campaign_of: Opener) -> None:
    shown = texts(campaign_of("flat"))
    assert "No difference was found in how many people bought within 7 days" in shown
    assert "more people bought" not in shown


def test_without_a_control_there_are_counts_and_no_effect(campaign_of: Opener) -> None:
    page = campaign_of("alone")
    assert "No control group was kept back" in texts(page)
    assert "250 of 900 recipients bought within 7 days" in texts(page)
    assert "not who bought because of the campaign" in texts(page)
    assert not tables(page, "Measure")
    assert "not what the campaign changed" in texts(page)
    assert "Difference" not in tables(page, "Days after the assignment")[0].columns


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN", "zh-TW"])
@pytest.mark.parametrize("key", ["alone", "uneven", "tiny", "running"])
def test_the_word_lift_is_never_said_without_a_fair_control(campaign_of: Opener, key: str, locale: str) -> None:
    shown = texts(campaign_of(key, locale=locale)).lower()
    assert "lift" not in shown
    assert "增量" not in shown


def test_an_open_window_is_provisional_with_wider_intervals(campaign_of: Opener) -> None:
    page = campaign_of("running")
    assert "Provisional: 2 of 7 days are over" in texts(page)
    assert "Window open: 2 of 7 days" in texts(page)
    assert "Interval, 99.9%" in tables(page, "Measure")[0].columns


def test_a_split_that_did_not_come_out_as_planned_shows_no_effect(campaign_of: Opener) -> None:
    shown = texts(campaign_of("uneven"))
    assert "no effect is shown" in shown
    assert "Split is not as planned (p < 0.001)" in shown


def test_too_few_people_are_counted_and_not_judged(campaign_of: Opener) -> None:
    page = campaign_of("tiny")
    assert "Too few people have finished their 7 days" in texts(page)
    assert "9 of 20 recipients and 1 of 20 in the control group" in texts(page)
    assert not page.get("vega_lite_chart")


def test_money_is_compared_only_from_100_buyers_in_each_group(campaign_of: Opener) -> None:
    for key, has_money in (("fair", True), ("flat", False)):
        changed = tables(campaign_of(key), "Measure")[0].set_index("Measure")
        assert (changed.loc["Net revenue per person assigned", "Difference"] != "too few to judge") is has_money


def test_the_newest_campaign_whose_window_ended_opens_first(campaign_brand: Settings, opened: Opener) -> None:
    assert opened(campaign_brand, page=PAGE).selectbox(key="camp").value == "tiny"


def test_a_link_to_an_unknown_campaign_opens_the_default(campaign_of: Opener) -> None:
    assert campaign_of("nobody'; drop table").selectbox(key="camp").value == "tiny"


def test_every_campaign_stands_in_the_list(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    names = page.table[-1].value["Campaign"].tolist()
    assert names == [f"活动 {sent.key}" for sent in reversed(SENT)]


def test_a_campaign_before_the_data_has_no_result_and_nobody_is_said_not_to_have_bought(campaign_of: Opener) -> None:
    page = campaign_of("early")
    assert "Everyone was assigned before the data begin" in texts(page)
    assert "recipients bought" not in texts(page)


def test_the_funnel_names_its_denominators_and_counts_machine_opens_apart(campaign_of: Opener) -> None:
    funnel = tables(campaign_of("fair"), "Step")[0].set_index("Step")
    assert funnel["People (unique)"].tolist()[:3] == ["1,000", "1,000", "950"]
    assert funnel.loc["Opened by people", "Share of whom"] == "of those delivered to"
    assert funnel.loc["Opened by people", "People (unique)"] == "167"
    assert funnel.loc["Opened by machines", "Share of people"] == "–"
    assert funnel.loc["Bought within 7 days of the message", "People (unique)"] == "300"


def test_what_came_afterwards_is_of_all_people_assigned(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    later = next(
        found for found in tables(page, "Measure") if "Net revenue per person, days 0–7" in set(found["Measure"])
    )
    assert later["Measure"].tolist()[0] == "Days sooner to the next order, of the first 30"
    assert "log-rank test" in texts(page)


def test_one_arm_beside_the_control_goes_by_what_it_is(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    drawn = [element.proto.spec + str(element.proto.datasets) for element in page.get("vega_lite_chart")]
    assert any("Recipients" in one for one in drawn)
    assert not [one for one in drawn if "Variant A" in one]


def test_who_bought_stands_period_by_period_with_the_people_it_rests_on(campaign_of: Opener) -> None:
    (weeks,) = tables(campaign_of("fair"), "Days after the assignment")
    first = weeks.set_index("Days after the assignment").loc["0–7"]
    assert first["Recipients"] == "30.0% of 1,000 (27.2% to 32.9%)"
    assert (first["Control group"], first["Difference"]) == ("20.0% of 1,000 (17.6% to 22.6%)", "+10.0 pp")
    assert (len(weeks), first["p (Holm)"].strip("\\")) == (12, "< 0.001")
    (months,) = tables(campaign_of("fair", camp_period="30"), "Days after the assignment")
    assert months["Days after the assignment"].tolist() == ["0–30", "31–60", "61–90"]


def test_a_period_that_is_not_over_is_blank_with_its_day(campaign_of: Opener) -> None:
    assert not tables(campaign_of("uneven"), "Days after the assignment")
    (months,) = tables(campaign_of("flat", camp_period="30", campaigns_as_of="2025-04-15"), "Days after the assignment")
    assert months["Recipients"].tolist()[1:] == ["known from 30 Apr 2025", "known from 30 May 2025"]
    assert months["Difference"].tolist()[1:] == ["not yet observed"] * 2


def test_money_is_followed_for_days_that_stand_in_the_link(campaign_of: Opener) -> None:
    shown = texts(campaign_of("fair", camp_spent="7"))
    assert "By day 7 a recipient had brought in ¥" in shown
    assert "more than somebody of the control group" in shown
    assert "A look before the end" not in shown
    assert "100 buyers are needed in each group" in texts(campaign_of("tiny"))


def test_those_won_stand_beside_others_and_are_no_effect(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    assert "A comparison, not an effect" in texts(page)
    (newcomers,) = tables(page, "Spent in the 90 days after")
    assert newcomers["Group"].tolist() == ["Won by the campaign", "Others of that month"]
    assert newcomers["People"].tolist() == ["300", "300"]
    assert "Nobody who was sent this campaign placed a first order" in texts(campaign_of("tiny"))


def test_without_a_control_others_stand_beside_with_a_grade_and_no_lift(campaign_of: Opener) -> None:
    page = campaign_of("alone")
    assert "difference, not proven caused" in texts(page)
    assert "Grade C. 900 people sent to" in texts(page)
    assert "lift" not in texts(page).lower()


def test_orders_are_credited_and_every_way_adds_up_to_all_of_them(campaign_of: Opener) -> None:
    page = campaign_of("fair", camp_credit_days="365")
    (ledger,) = tables(page, "Orders: Last click")
    orders = [float(text.replace(",", "")) for text in ledger["Orders: Last click"] if text != "–"]
    assert sum(orders[:-2]) == orders[-2] == orders[-1] == sum(sent.buyers + sent.control_buyers for sent in SENT)
    ways = [name for name in ledger.columns if name.startswith("Net revenue")]
    assert len(ways) == 4
    assert {ledger[name].tolist()[-1] for name in ways} == {ledger[name].tolist()[-2] for name in ways}
    assert "Credited, not caused" in texts(page)


def test_the_days_of_credit_and_the_way_stand_in_the_link(campaign_of: Opener) -> None:
    everything = {"camp_credit_days": "365", "camp_click_days": "9", "camp_way": "even"}
    page = campaign_of("fair", **everything)
    assert "A click counts for 9 days" in texts(page)
    (ledger,) = tables(page, "Orders: Shared evenly")
    assert ledger.columns[1] == "Orders: Shared evenly"
    assert "SMS 1 day" in texts(campaign_of("fair", camp_days_sms="1", **everything))
    page.number_input(key="camp_click_days").set_value(3).run()
    assert "A click counts for 3 days" in texts(page)


def test_fatigue_is_told_message_by_message_and_is_no_cause(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    (by_message,) = tables(page, "Message to one person")
    assert by_message["Message to one person"].tolist()[0] == "1"
    assert "Not causal" in texts(page)


def test_campaigns_stand_beside_each_other_when_asked(campaign_of: Opener) -> None:
    assert not tables(campaign_of("fair"), "Could have shown")
    page = campaign_of("fair", camp_across="true")
    (beside,) = tables(page, "Could have shown")
    row = beside.set_index("Campaign").loc["活动 fair"]
    assert row["Difference in buyers"] == "+10.0 pp"
    assert beside.set_index("Campaign").loc["活动 alone", "Difference in buyers"] == "no fair control group"
    assert "It takes 4 finished campaigns with a fair control group; there are 3." in texts(page)


def test_the_report_is_whole_in_itself_and_says_what_the_page_says(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    page.button(key="campaign_report_html").click().run()
    assert not page.exception
    (written,) = (settings().lists / "answers").glob("*.html")
    report = written.read_text("utf-8")
    assert "+10.0 points: more people bought within 7 days" in report
    assert "Share who bought (30.0% against 20.0%)" in report
    assert "http" not in report
    assert report.count("src=") == report.count("src='data:image/svg+xml;base64,")


def test_the_report_is_a_pdf_too_and_so_are_all_campaigns_beside_each_other(campaign_of: Opener) -> None:
    page = campaign_of("fair", camp_across="true")
    for key in ("campaign_report_pdf", "across_report_pdf"):
        page.button(key=key).click().run()
        assert not page.exception
    written = [path.read_bytes() for path in (settings().lists / "answers").glob("*.pdf")]
    assert [body[:5] for body in written] == [b"%PDF-", b"%PDF-"]


def test_a_cost_gives_a_return_and_stands_in_the_link(campaign_of: Opener) -> None:
    page = campaign_of("fair", camp_costs="fair:500000")
    measures = tables(page, "Measure")[0]["Measure"].tolist()
    assert measures[-1] == "Return on the cost of ¥5,000 at a margin of 100.0%"
    assert "No cost is known" in texts(campaign_of("flat"))


def test_a_cost_entered_counts_beside_other_campaigns_and_what_is_not_given_is_no_zero(campaign_of: Opener) -> None:
    page = campaign_of("flat", camp_costs="fair:500000,nobody:1,flat:x", camp_across="true")
    beside = tables(page, "Could have shown")[0].set_index("Campaign")
    assert beside.loc["活动 fair", "Cost"] == "¥5,000, entered here"
    back = "Return at a margin of 100.0%"
    assert beside.loc["活动 fair", back].startswith("+")
    assert beside.loc["活动 worse", ["Cost", back]].tolist() == ["– (not given)", "– (no cost given)"]
    page.number_input(key="camp_cost_flat").set_value(250.0).run()
    assert page.query_params["camp_costs"] == "fair:500000,nobody:1,flat:25000"
    assert "Reckoned with ¥250.00: entered here." in texts(page)


def test_the_effect_on_those_reached_says_what_it_supposes(campaign_of: Opener) -> None:
    page = campaign_of("fair")
    assert "A message was delivered to 95.0% of 1,000 recipients and to 0.0% of 1,000" in texts(page)
    assert "It supposes that a message that was not delivered changes nothing" in texts(page)
    reached = next(
        one for one in tables(page, "Measure") if "Share who bought, of those reached" in set(one["Measure"])
    )
    assert reached["Difference"].tolist()[0] == "+10.5 pp"


def test_all_lists_together_need_a_global_control_group(campaign_of: Opener) -> None:
    assert "No list left that spared a global control group" in texts(campaign_of("fair", camp_across="true"))


def test_what_could_be_seen_is_asked_when_opened(campaign_of: Opener) -> None:
    assert not tables(campaign_of("fair"), "To see a rise of")
    page = campaign_of("fair", prospect="true", prospect_days="30", campaigns_as_of="2025-06-10")
    (needed,) = tables(page, "To see a rise of")
    assert needed["To see a rise of"].tolist() == ["5%", "10%", "20%"]
    assert "Of 2,000 selected on 11 May 2025, 10 bought in the 30 days after it" in texts(page)
    assert "Of net revenue it takes ¥" in texts(page)


def test_parts_of_the_people_come_with_a_warning(campaign_of: Opener) -> None:
    page = campaign_of("fair", camp_by="users.tier")
    assert "chances to be lucky" in texts(page)


def test_a_campaign_known_only_from_a_list_has_a_page(campaign_brand: Settings, opened: Opener) -> None:
    engine = open_engine(open_version(campaign_brand), campaign_brand)
    key = ledger_key(campaign_brand)
    hashes = [person_hash(f"M{number:06d}", key) for number in range(400)]
    arms = [CONTROL if number % 4 == 0 else "A" for number in range(400)]
    rows = pa.table({"person": pa.array(hashes, pa.uint64()), "arm": pa.array(arms).dictionary_encode()})
    plan = {"name": "Paper letter", "send_on": "2025-05-20", "channel": "sms", "campaign": "", "cost_cents": 10_000}
    drawn = {"control": {"share": 0.25}, "variants": [{"name": "A", "share": 1.0}]}
    keep_list(campaign_brand, "20250520-000000-abcdef", {"plan": plan | drawn, "at": "2025-05-20T01:00:00+00:00"}, rows)
    try:
        page = opened(campaign_brand, page=PAGE, camp="20250520-000000-abcdef")
        assert "Control group kept back: 100" in texts(page)
        assert "Split as planned (p = 1.00)" in texts(page)
        known = {one.campaign_id: one for one in known_campaigns(engine, campaign_brand, Audience(LAST))}
        assert known["20250520-000000-abcdef"].cost == 10_000
        row = page.table[-1].value.set_index("Campaign").loc["Paper letter"]
        assert row["Known from"] == "List from here"
    finally:
        shutil.rmtree(kept_list(campaign_brand, "20250520-000000-abcdef").folder)


def test_recipients_open_into_exactly_the_people_counted(campaign_brand: Settings) -> None:
    engine = open_engine(open_version(campaign_brand), campaign_brand)
    audience = Audience(LAST)
    for campaign in known_campaigns(engine, campaign_brand, audience):
        assert people_count(engine, recipients_of(campaign.campaign_id, audience)) == campaign.recipients


def test_a_viewer_sees_counts_and_not_people(campaign_brand: Settings, opened: Opener) -> None:
    page = opened(replace(campaign_brand, role="viewer"), page=PAGE)
    assert page.button(key="campaign_recipients_people").disabled


def test_before_the_first_campaign_the_page_says_so(nameless: Settings, opened: Opener) -> None:
    page = opened(nameless, page=PAGE, campaigns_as_of="2025-02-10")
    assert "No campaign had begun by that day" in texts(page)


def test_without_touches_the_page_names_what_is_missing(brand: Settings, opened: Opener) -> None:
    assert "No campaign is known: the export holds no touches" in texts(opened(brand, page=PAGE))


@pytest.fixture
def nameless(tmp_path: Path) -> Settings:
    """One campaign that only touches tell of, begun on 1 March."""
    touch = {"user_id": "a", "campaign_id": "C9", "assigned_date": "2025-03-01"}
    store_from_rows(
        tmp_path,
        users=[{"user_id": "a"}],
        orders=[{"order_id": "1", "user_id": "a", "ordered_date": "2025-02-01", "paid_cents": 100}],
        touches=[touch],
        data_end="2025-04-01",
    )
    return Settings(home=tmp_path / "home", threads=1)


def test_a_campaign_without_a_name_goes_by_its_id(nameless: Settings, opened: Opener) -> None:
    page = opened(nameless, page=PAGE)
    assert not page.exception
    assert page.table[-1].value["Campaign"].tolist() == ["C9"]


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))


@pytest.mark.parametrize(
    ("member", "verdict"),
    [
        ("M000001", "Nobody of this audience was kept back, so it cannot be known"),
        ("nobody", "Nobody of this audience had been assigned to this campaign"),
    ],
)
def test_a_segment_without_a_control_group_is_no_campaign_without_one(
    campaign_brand: Settings, campaign_of: Opener, member: str, verdict: str
) -> None:
    rule = Segment(Group(Match.ALL, (Condition("users.user_id", "equals", member),)))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    save_segment(campaign_brand, f"only {member}", rule.to_json(), person=Person("amy", "operator"), now=now)
    shown = texts(campaign_of("fair", campaigns_segment=f"only {member}"))
    assert verdict in shown
    assert "No control group was kept back" not in shown
    assert "Draw the next list with a control group" not in shown
