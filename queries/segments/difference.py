"""What changed from one rule to another, in words: conditions that are new, gone, changed or moved, and groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from data.sentence import Sentence
from queries.catalog.declare import Catalog
from queries.segments.difference_words import Node, Words, changed_parts
from queries.segments.tree import Condition, Group, Segment


class Kind(StrEnum):
    """What happened to a condition or group."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One of them, with its places in the rule before and after; "" is the rule as a whole, None: not there."""

    kind: Kind
    before: str | None
    after: str | None
    sentence: Sentence


def difference(before: Segment, after: Segment, *, catalog: Catalog, as_of: date) -> tuple[Change, ...]:
    """In the order of the rule after; empty exactly when both say the same. Ids do not count.

    Words are those of `describe`, so segments that a rule names must have been looked up; of a condition that cannot be
    told so (a measure that these data lack), its own text.
    """
    comparing = _Comparing(Words(catalog, as_of))
    comparing.groups(Node("", before.root, before.beside), Node("", after.root, after.beside))
    comparing.settle_moves()
    return tuple(sorted(comparing.changes, key=_in_order))


def _in_order(change: Change) -> tuple[tuple[int, ...], bool]:
    place = change.before if change.after is None else change.after
    return tuple(int(number) for number in (place or "").split(".") if number), change.after is not None


@dataclass
class _Comparing:
    """One walk down both trees. What one side lacks is kept aside: it may have moved elsewhere."""

    words: Words
    changes: list[Change] = field(default_factory=list)
    gone: list[Node] = field(default_factory=list)
    new: list[Node] = field(default_factory=list)

    def groups(self, before: Node, after: Node) -> None:
        parts = changed_parts(before, after)
        if {"match", "at_least"} & {*parts}:
            self._change(before, after, self.words.regrouped(before, after))
        if "limit" in parts:
            self._change(before, after, self.words.limited(before, after))
        pairing = _Pairing(list(before.inner), list(after.inner))
        pairing.pair()
        for old, now in pairing.swapped:
            self._move(old, now)
        for old, now in pairing.altered:
            if isinstance(now.member, Group):
                self.groups(old, now)
            else:
                self._change(old, now, self.words.altered(old, now))
        self.gone += pairing.before
        self.new += pairing.after

    def settle_moves(self) -> None:
        """What went in one place and came in another has moved; a group of which parts did is taken apart."""
        self.gone = self._taken_apart(self.gone, self.new, Kind.REMOVED)
        self.new = self._taken_apart(self.new, self.gone, Kind.ADDED)
        pairing = _Pairing(self.gone, self.new)
        pairing.pair_equal()
        for old, now in pairing.swapped:
            self._move(old, now)
        for old in pairing.before:
            self.changes.append(Change(Kind.REMOVED, old.place, None, self.words.gone(old)))
        for now in pairing.after:
            self.changes.append(Change(Kind.ADDED, None, now.place, self.words.new(now)))

    def _taken_apart(self, nodes: list[Node], others: list[Node], kind: Kind) -> list[Node]:
        elsewhere = {leaf.text for other in others for leaf in other.leaves()}
        whole = {other.text for other in others}
        kept: list[Node] = []
        for node in nodes:
            parts = {leaf.text for leaf in node.leaves()}
            if not isinstance(node.member, Group) or node.text in whole or not parts & elsewhere:
                kept.append(node)
                continue
            is_gone = kind is Kind.REMOVED
            sentence = self.words.dissolved(node) if is_gone else self.words.put_around(node)
            before, after = (node.place, None) if is_gone else (None, node.place)
            self.changes.append(Change(Kind.MOVED, before, after, sentence))
            kept += self._taken_apart(list(node.inner), others, kind)
        return kept

    def _change(self, old: Node, now: Node, sentence: Sentence) -> None:
        self.changes.append(Change(Kind.CHANGED, old.place, now.place, sentence))

    def _move(self, old: Node, now: Node) -> None:
        self.changes.append(Change(Kind.MOVED, old.place, now.place, self.words.moved(old, now)))


@dataclass
class _Pairing:
    """Which member of one group is which of the other: the same, then named the same, then the most alike.

    `before` and `after` shrink to what has no partner.
    """

    before: list[Node]
    after: list[Node]
    swapped: list[tuple[Node, Node]] = field(default_factory=list)
    altered: list[tuple[Node, Node]] = field(default_factory=list)

    def pair(self) -> None:
        self._leave_out_unmoved()
        self.pair_equal()
        self._pair_by(_have_one_id)
        self._pair_by(_likeness)

    def pair_equal(self) -> None:
        waiting: dict[str, list[Node]] = {}
        for now in self.after:
            waiting.setdefault(now.text, []).append(now)
        pairs = [(old, waiting[old.text].pop(0)) for old in self.before if waiting.get(old.text)]
        self.swapped += pairs
        self._leave_out(pairs)

    def _leave_out_unmoved(self) -> None:
        one, other = ([node.text for node in nodes] for nodes in (self.before, self.after))
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        self._leave_out(
            [(self.before[block.a + n], self.after[block.b + n]) for block in blocks for n in range(block.size)]
        )

    def _pair_by(self, likeness: Callable[[Node, Node], int]) -> None:
        found = [
            (-score, first, second)
            for first, old in enumerate(self.before)
            for second, now in enumerate(self.after)
            if type(old.member) is type(now.member) and (score := likeness(old, now))
        ]
        used_before: set[int] = set()
        used_after: set[int] = set()
        pairs = []
        for _, first, second in sorted(found):
            if first not in used_before and second not in used_after:
                used_before.add(first)
                used_after.add(second)
                pairs.append((self.before[first], self.after[second]))
        self.altered += pairs
        self._leave_out(pairs)

    def _leave_out(self, pairs: Iterable[tuple[Node, Node]]) -> None:
        places = [{pair[side].place for pair in pairs} for side in (0, 1)]
        self.before = [node for node in self.before if node.place not in places[0]]
        self.after = [node for node in self.after if node.place not in places[1]]


def _have_one_id(old: Node, now: Node) -> int:
    return int(bool(old.member.id) and old.member.id == now.member.id)


def _likeness(old: Node, now: Node) -> int:
    """Conditions of one measure by the parts they share; groups by the conditions they share."""
    if isinstance(old.member, Condition) and isinstance(now.member, Condition):
        shared = len({*old.parts.items()} & {*now.parts.items()})
        return shared if old.member.measure == now.member.measure else 0
    shared_leaves = Counter(leaf.text for leaf in old.leaves()) & Counter(leaf.text for leaf in now.leaves())
    return shared_leaves.total()
