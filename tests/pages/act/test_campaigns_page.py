"""Campaigns: an effect is named only where it may be, counts always, and never a word of lift without a control."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.store import open_version
from pages.parts.campaign_funnel import recipients_of
from queries.audience import Audience
from queries.campaigns import campaign_results
from queries.engines import open_engine
from queries.lists.members import people_count
from queries.question import Asking
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


def test_with_a_fair_control_the_verdict_is_the_difference_with_its_interval(campaign_of: Opener) -> None:
    shown = texts(campaign_of("fair"))
    assert "**+10.0 pp** more people bought within 7 days" in shown
    assert "95% interval +6.2 pp to +13.7 pp" in shown
    assert "about 100 more buyers (62 to 137)" in shown


def test_a_worse_result_is_said_as_plainly(campaign_of: Opener) -> None:
    assert "fewer people bought within 7 days" in texts(campaign_of("worse"))


def test_an_interval_around_zero_is_no_effect_shown_and_not_no_effect(campaign_of: Opener) -> None:
    shown = texts(campaign_of("flat"))
    assert "No effect on buying within 7 days could be shown" in shown
    assert "more people bought" not in shown


def test_without_a_control_there_are_counts_and_no_effect(campaign_of: Opener) -> None:
    page = campaign_of("alone")
    assert "No control group was kept back" in texts(page)
    assert "250 of 900 recipients bought within 7 days" in texts(page)
    assert "not credited to the campaign" in texts(page)
    assert len(page.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN", "zh-TW"])
@pytest.mark.parametrize("key", ["alone", "uneven", "tiny", "running"])
def test_the_word_lift_is_never_said_without_a_fair_control(campaign_of: Opener, key: str, locale: str) -> None:
    shown = texts(campaign_of(key, locale=locale)).lower()
    assert "lift" not in shown
    assert "增量" not in shown


def test_an_open_window_is_provisional_and_has_no_verdict(campaign_of: Opener) -> None:
    page = campaign_of("running")
    assert "Provisional: 2,000 people are still within their 7 days" in texts(page)
    assert "more people bought" not in texts(page)
    assert not page.get("vega_lite_chart")


def test_what_cannot_have_been_observed_yet_is_a_dash_and_not_zero(campaign_of: Opener) -> None:
    page = campaign_of("running")
    assert page.table[-1].value.loc[0, ["Recipients bought", "Net revenue"]].tolist() == ["–", "–"]
    assert "Bought within the window" not in page.table[0].value["Step"].tolist()


def test_a_split_that_did_not_come_out_as_planned_shows_no_effect(campaign_of: Opener) -> None:
    shown = texts(campaign_of("uneven"))
    assert "no effect is shown" in shown
    assert "Split is not as planned (p < 0.001)" in shown


def test_too_few_people_are_counted_and_not_judged(campaign_of: Opener) -> None:
    page = campaign_of("tiny")
    assert "30 are needed in each" in texts(page)
    assert "9 of 20 recipients and 1 of 20 in the control group" in texts(page)
    assert not page.get("vega_lite_chart")


def test_money_is_compared_only_from_100_buyers_in_each_group(campaign_of: Opener) -> None:
    assert "Per person assigned, recipients brought" in texts(campaign_of("fair"))
    assert "it takes 100 buyers in each" in texts(campaign_of("flat"))


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
    assert "This campaign began before the data do, on 1 Jan 2025" in texts(page)
    assert page.table[0].value["Step"].tolist() == ["Assigned", "Delivered", "Opened", "Clicked"]
    assert page.table[-1].value["Recipients bought"].tolist()[-1] == "–"


def test_the_funnel_names_its_denominators(campaign_of: Opener) -> None:
    funnel = campaign_of("fair").table[1].value
    assert funnel["Of whom"].tolist()[:3] == ["1,000 assigned", "1,000 assigned", "950 delivered"]
    assert funnel["People"].tolist() == ["1,000", "950", "167", "112", "300"]


def test_recipients_open_into_exactly_the_people_counted(campaign_brand: Settings) -> None:
    engine = open_engine(open_version(campaign_brand), campaign_brand)
    audience = Audience(LAST)
    for campaign in campaign_results(Asking(engine), audience):
        assert people_count(engine, recipients_of(campaign, audience)) == campaign.recipients.people


def test_a_viewer_sees_counts_and_not_people(campaign_brand: Settings, opened: Opener) -> None:
    page = opened(replace(campaign_brand, role="viewer"), page=PAGE)
    assert page.button(key="campaign_recipients_people").disabled


def test_before_the_first_campaign_the_page_says_so(nameless: Settings, opened: Opener) -> None:
    page = opened(nameless, page=PAGE, campaigns_as_of="2025-02-10")
    assert "No campaign had begun by that day" in texts(page)


def test_without_touches_the_page_names_what_is_missing(brand: Settings, opened: Opener) -> None:
    shown = texts(opened(brand, page=PAGE))
    assert "The export lacks what this needs" in shown
    assert "touches" in shown


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
