"""Where people go: each step with its count, open into its people, and how fair the groups came out."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from data.access import Action, require
from data.sentence import Share
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.lists.drawn import balance_of, outlook_of
from pages.parts.lists.plan import draw_groups_anew
from pages.parts.opened import store
from pages.parts.segments.members import readable
from pages.parts.session import currency, language, person, plain, say
from pages.parts.states import failures_in_words
from pages.parts.tables import plain_table
from pages.parts.verdict import Gate, gates, verdict
from queries.audience import Picked
from queries.catalog import ValueType, catalog
from queries.lists import listable, members
from queries.lists.balance import Balance
from queries.lists.chance import Numbers
from queries.lists.draw import Draw
from queries.lists.outlook import Outlook
from queries.lists.plan import STEP_LABELS, ListPlan, Step

PEOPLE_SHOWN = 100
SHOWN = ("users.user_id", "users.name", "users.tier", "users.city", "users.phone")


def show_steps(found: Draw) -> None:
    """From everyone to those on the list; what is shown is what the file will hold."""
    with st.container(border=True, key="list_steps"):
        verdict(
            say(
                "**{people}** person is on the list, **{control}** are kept back.",
                plural="**{people}** people are on the list, **{control}** are kept back.",
                count="people",
                people=found.listed,
                control=len(found.control),
            )
        )
        _line("everyone", say("Known members as of {day}", day=found.plan.as_of), found.everyone)
        st.caption(say("Test and deleted accounts are in no segment: {people}.", people=found.set_aside))
        _line("selected", say("Selected by the rule"), found.selected)
        left = found.selected
        for count in found.counts():
            label = STEP_LABELS[count.step].in_language(language())
            if count.people is None:
                st.caption(say("{step}: switched off, because {reason}", step=label, reason=count.reason))
                continue
            left -= count.people
            _line(count.step.value, label, -count.people, left=left, people=found.gone[count.step])
        for name, numbers in found.arms.items():
            _line(f"arm_{name}", say("On the list, variant {variant}", variant=name), len(numbers), people=numbers)
        _warn_of_unseen_messages(found.plan)


def _warn_of_unseen_messages(plan: ListPlan) -> None:
    """A cap that finds nobody reassures; not when the export ends before the days it counts."""
    if plan.caps and Step.OVER_CAP not in plan.skipped and plan.send_on > plan.as_of + timedelta(days=1):
        st.warning(
            say(
                "The export knows messages up to {known}. Of those sent after it and until {sent}, the frequency cap "
                "counts only lists that left here.",
                known=plan.as_of,
                sent=plan.send_on,
            ),
            icon=":material/visibility_off:",
        )


def _line(key: str, label: str, count: int, *, left: int | None = None, people: Numbers | None = None) -> None:
    """One step: its words, its people, who is left, and the door to them."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"list_line_{key}"):
        st.markdown(label, width="stretch")
        shown = figures.whole(count, language()) if count >= 0 else f"−{figures.whole(-count, language())}"
        st.markdown(
            f"**{shown}**" if left is None else f"**{shown}** → {figures.whole(left, language())}", width="content"
        )
        if people is not None and st.button(
            say("See"), key=f"list_people_{key}", type="tertiary", disabled=not len(people), width="content"
        ):
            st.dialog(label, width="large")(_show_people)(people)


def _show_people(numbers: Numbers) -> None:
    with failures_in_words():
        require(person(), Action.SEE_MEMBERS)
        shown = tuple(int(number) for number in numbers[:PEOPLE_SHOWN])
        about = Picked(_today(), None, shown)
        who = person()
        found = computed(
            "list_people",
            lambda cursor: members(cursor, about, _columns(), person=who, limit=PEOPLE_SHOWN),
            about,
            numbers=shown,
        )
        st.caption(
            say(
                "{people} person.",
                plural="{people} people; the first {shown} are shown.",
                count="people",
                people=len(numbers),
                shown=len(shown),
            )
        )
        st.dataframe(readable(found), hide_index=True)


def show_fairness(found: Draw) -> None:
    """Whether the groups are alike, and which effect they could show."""
    if not len(found.control):
        st.warning(
            say("No control group is kept, so nobody will be able to say what this list changed."),
            icon=":material/science_off:",
        )
        return
    with st.container(border=True, key="list_fairness"):
        with failures_in_words():
            expected = outlook_of(found)
            told = balance_of(found)
            gates([_balance_gate(told), _outlook_gate(expected)])
            st.markdown(_outlook_words(expected))
            _show_balance(told)
        st.button(
            say("Draw the groups anew"),
            key="list_anew",
            icon=":material/casino:",
            type="tertiary",
            on_click=draw_groups_anew,
            args=(found.plan.name,),
            help=say("Other people are kept back. Only possible before the list leaves; it is put on record."),
        )


def _show_balance(told: tuple[Balance, ...]) -> None:
    with st.expander(say("How alike the groups are"), key="list_balance"):
        plain_table(
            {
                plain("Measure"): [_name(each) for each in told],
                plain("On the list"): [_value(each, each.treated) for each in told],
                plain("Kept back"): [_value(each, each.control) for each in told],
                plain("Difference in standard deviations"): [
                    "–" if each.smd is None else figures.whole(each.smd, language(), 3) for each in told
                ],
            }
        )
        limit = max((each.limit for each in told), default=0.0)
        st.caption(
            say(
                "Groups are called alike below {limit}: 0.1, or for small groups what chance alone reaches "
                "in one of twenty draws.",
                limit=figures.whole(limit, language(), 2),
            )
        )


def _balance_gate(told: tuple[Balance, ...]) -> Gate:
    unlike = [each for each in told if not each.is_good]
    if unlike:
        return Gate(say("The groups differ in {measure}", measure=_name(unlike[0])), is_passed=False)
    return Gate(say("The groups are alike"), is_passed=True)


def _outlook_gate(expected: Outlook) -> Gate:
    if expected.is_hopeless:
        return Gate(say("No realistic effect could be seen"), is_passed=False)
    return Gate(say("A realistic effect could be seen"), is_passed=True)


def _outlook_words(expected: Outlook) -> str:
    if expected.base.value is None or expected.difference is None or expected.relative is None:
        return say("Too few of these people bought before to say which effect could be seen.")
    buyers = say(
        "Of such people {base} bought within {days} days without this list. With these groups a rise of {rise} "
        "(that is {relative} more buyers) would be found in four of five cases; a smaller one would likely be missed.",
        base=Share(expected.base.value),
        days=expected.days,
        rise=figures.points(expected.difference, language()),
        relative=Share(expected.relative, 0),
    )
    if expected.difference_cents is None:
        return buyers
    money = say(
        "Of net revenue it takes {money} more a person at least: a few large orders hide a smaller rise.",
        money=figures.money(round(expected.difference_cents), currency(), language()),
    )
    return f"{buyers} {money}"


def _name(each: Balance) -> str:
    label = each.measure.label.in_language(language())
    return label if each.value is None else plain("{measure}: {value}", measure=label, value=each.value)


def _value(each: Balance, value: float | None) -> str:
    if value is None:
        return "–"
    if each.measure.type is ValueType.MONEY:
        return figures.money(value, currency(), language())
    if each.measure.type is ValueType.NUMBER:
        return figures.whole(value, language(), 2)
    return figures.share(value, language())


def _columns() -> tuple[str, ...]:
    offered = {measure.key for measure in listable(catalog(store()))}
    return tuple(key for key in SHOWN if key in offered)


def _today() -> date:
    return store().manifest.data_end
