"""What a person does in the segment builder, for Streamlit's test runner."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pages.parts.segments.tree import walk
from queries.segments import Condition

PAGE = "../act/segments.py"


def conditions(test: AppTest) -> list[Condition]:
    return [member for member in walk(test.session_state["segment_draft"].root) if isinstance(member, Condition)]


def size(test: AppTest) -> int:
    return int(test.metric[0].value.replace(",", ""))


def add(test: AppTest, measure: str, group: str = "root") -> AppTest:
    return test.selectbox(f"segment.{group}.add").set_value(measure).run()


def act(test: AppTest, node_id: str, what: str) -> AppTest:
    return test.menu_button(f"segment.{node_id}.menu").click(what).run()


def set_values(test: AppTest, node: Condition, *values: str) -> AppTest:
    return whole(test.multiselect(f"segment.{node.id}.values").set_value(list(values)).run())


def set_number(test: AppTest, node: Condition, value: float, part: str = "value") -> AppTest:
    return whole(test.number_input(f"segment.{node.id}.{part}").set_value(value).run())


def whole(test: AppTest) -> AppTest:
    """A changed value runs only the answer again, and the runner then holds nothing else: run the page once more."""
    return test.run()


def choose(test: AppTest, node: Condition, operator: str) -> Condition:
    test.selectbox(f"segment.{node.id}.operator").set_value(operator).run()
    return conditions(test)[0]


def opened_further(test: AppTest) -> AppTest:
    """Open once more: the runner does not send that it stands open, as a browser does."""
    test.session_state[f"segment.{conditions(test)[0].id}.further"] = True
    return test.run()


def switch(test: AppTest, part: str) -> Condition:
    node = conditions(test)[0]
    is_on = getattr(node, part) is None
    opened_further(test).toggle(f"segment.{node.id}.{part}.on").set_value(is_on).run()
    return conditions(test)[0]
