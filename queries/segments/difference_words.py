"""A condition or group as one side of a comparison, and the sentences about what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from data.errors import SegmentError
from data.sentence import Gap, Label, Sentence
from queries.catalog.declare import Catalog
from queries.segments.bind import bind
from queries.segments.describe import describe_conditions, describe_rule
from queries.segments.describe_related import limit_words
from queries.segments.tree import Beside, Condition, Group, Match, Segment, condition_json, group_json, place_of, shown

Member: TypeAlias = "Condition | Group"

PARTS: dict[str, Label] = {
    "measure": Label("measure", "指标", "指標"),
    "where": Label("filters", "筛选", "篩選"),
    "window": Label("window", "时间范围", "時間範圍"),
    "operator": Label("comparison", "比较方式", "比較方式"),
    "value": Label("value", "值", "值"),
    "include_unknown": Label("people without a value", "无值的人", "沒有值的人"),
    "then": Label("what follows", "后续事件", "後續事件"),
    "per": Label("regularity", "规律", "規律"),
    "compared": Label("what it is compared with", "比较对象", "比較對象"),
    "days_back": Label("days back", "回看天数", "回看天數"),
    "within": Label("places counted within", "分组排名", "分組排名"),
    "limit": Label("limit", "人数上限", "人數上限"),
}
MATCH_WORDS = {
    Match.ALL: Sentence("all of its conditions"),
    Match.ANY: Sentence("any of its conditions"),
    Match.NONE: Sentence("none of its conditions"),
    Match.AT_LEAST: Sentence("at least {k} of its conditions"),
}


@dataclass(frozen=True)
class Node:
    """A condition or group at its place; "" is the rule as a whole. Two that say the same have one `text`."""

    place: str
    member: Member
    beside: Beside = Beside()

    @cached_property
    def parts(self) -> dict[str, str]:
        """What it says itself, without ids: each part as JSON, in which 1 and true differ."""
        said = _as_json(replace(self.member, conditions=()) if isinstance(self.member, Group) else self.member)
        return {part: json.dumps(value, sort_keys=True, ensure_ascii=False) for part, value in said.items()}

    @cached_property
    def text(self) -> str:
        return json.dumps([self.parts, [node.text for node in self.inner]], sort_keys=True, ensure_ascii=False)

    @cached_property
    def inner(self) -> tuple[Node, ...]:
        members = self.member.conditions if isinstance(self.member, Group) else ()
        return tuple(
            Node(place_of(self.place, number), member, self.beside) for number, member in enumerate(members, 1)
        )

    def leaves(self) -> Iterator[Node]:
        if isinstance(self.member, Condition):
            yield self
        for node in self.inner:
            yield from node.leaves()


def _as_json(member: Member) -> dict[str, Any]:
    if isinstance(member, Group):
        return group_json(member, with_ids=False)
    return condition_json(member, with_ids=False)


def changed_parts(old: Node, now: Node) -> list[str]:
    return [part for part in {**old.parts, **now.parts} if old.parts.get(part) != now.parts.get(part)]


@dataclass(frozen=True)
class Words:
    """The sentences, as of a day and over what one store version knows."""

    catalog: Catalog
    as_of: date

    def new(self, node: Node) -> Sentence:
        gaps: dict[str, Gap] = {"place": node.place, "rule": self._rule(node)}
        if isinstance(node.member, Group):
            return Sentence("New group {place}: {rule}.", gaps)
        return Sentence("New condition {place}: {rule}.", gaps)

    def gone(self, node: Node) -> Sentence:
        gaps: dict[str, Gap] = {"place": node.place, "rule": self._rule(node)}
        if isinstance(node.member, Group):
            return Sentence("Group {place} is gone: {rule}.", gaps)
        return Sentence("Condition {place} is gone: {rule}.", gaps)

    def moved(self, old: Node, now: Node) -> Sentence:
        gaps: dict[str, Gap] = {"before": old.place, "after": now.place, "rule": self._rule(now)}
        return Sentence("Moved from {before} to {after}: {rule}.", gaps)

    def altered(self, old: Node, now: Node) -> Sentence:
        return Sentence(
            "Condition {place}, {parts}: now {after}; before {before}.",
            {
                "place": now.place,
                "parts": _listed([PARTS.get(part, part) for part in changed_parts(old, now)]),
                "after": self._rule(now),
                "before": self._rule(old),
            },
        )

    def regrouped(self, old: Node, now: Node) -> Sentence:
        gaps: dict[str, Gap] = {"place": now.place, "after": _match(now), "before": _match(old)}
        if now.place:
            return Sentence("Group {place} now asks for {after}; before {before}.", gaps)
        return Sentence("The rule now asks for {after}; before {before}.", gaps)

    def limited(self, old: Node, now: Node) -> Sentence:
        return Sentence(
            "Whom the rule takes: now {after}; before {before}.",
            {"after": self._limit(now), "before": self._limit(old)},
        )

    def dissolved(self, node: Node) -> Sentence:
        return Sentence(
            "Group {place} ({match}) is taken apart; conditions of it stand elsewhere.",
            {"place": node.place, "match": _match(node)},
        )

    def put_around(self, node: Node) -> Sentence:
        return Sentence(
            "New group {place} ({match}) around conditions that were there before.",
            {"place": node.place, "match": _match(node)},
        )

    def _rule(self, node: Node) -> Sentence:
        try:
            if isinstance(node.member, Group):
                return describe_rule(Segment(node.member, node.beside), catalog=self.catalog, as_of=self.as_of)
            alone = Segment(Group(Match.ALL, (node.member,)), node.beside)
            return describe_conditions(alone, catalog=self.catalog, as_of=self.as_of)["1"]
        except SegmentError:
            return Sentence("{document}", {"document": shown(_as_json(node.member))})

    def _limit(self, node: Node) -> Gap:
        if not isinstance(node.member, Group) or node.member.limit is None:
            return Sentence("everyone it selects")
        try:
            bound = bind(Segment(node.member, node.beside), self.catalog).limit
        except SegmentError:
            bound = None
        return limit_words(bound) if bound else node.parts["limit"]


def _match(node: Node) -> Sentence:
    assert isinstance(node.member, Group)
    return Sentence(MATCH_WORDS[node.member.match].text, {"k": node.member.k})


def _listed(parts: list[Label | str]) -> Sentence:
    words = Sentence("{part}", {"part": parts[0]})
    for part in parts[1:]:
        words = Sentence("{first}, {rest}", {"first": words, "rest": part})
    return words
