"""A node is given its rules by what matches it; what equal matches come to is worked out once.

Textual 8.2.8 goes through all rules of the stylesheet for each node and for each part that it draws, weighs
what matches, and sets every rule again, each time that a class or the focus changes above: a quarter
of what a form costs that opens. Here the rules that the names of a node allow are looked up, what a set of
matching rules comes to is taken from Textual once, and a node that matches what it matched before is left.
Goes when ``Stylesheet.apply`` keeps the rules of nodes with the same names.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from textual.cache import LRUCache
from textual.css.match import _check_selectors
from textual.css.model import CombinatorType, RuleSet, SelectorSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

MOST_MATCHES = 4096
"""Sets of rules that match together; the program has some hundreds."""

Matched = tuple[int, ...]
"""The identities of the selectors that match a node, the last rule of the stylesheet first."""

_GIVEN = "rules that were given"
"""Where a node keeps with what it was given its rules."""

_NOT_SHARED = frozenset(Stylesheet._EXCLUDE_PSEUDO_CLASSES_FROM_CACHE)
_ORDER = frozenset({"first-of-type", "last-of-type", "first-child", "last-child", "empty"})
_ODD_OR_EVEN = frozenset({"odd", "even"})


class Candidates:
    """The rules that may match nodes of the same names, in the order in which Textual looks at them."""

    def __init__(self, rules: list[RuleSet]) -> None:
        self._rules = rules  # identities of their selectors stay theirs
        self._selectors = [
            (each.selectors[-1].check, None if _alone(each) else each.selectors, id(each))
            for rule in rules
            for each in rule.selector_set
        ]
        pseudo = frozenset[str]().union(*(rule.pseudo_classes for rule in rules))
        self.hover = "hover" in pseudo
        self.focus_within = "focus-within" in pseudo
        self.order = not pseudo.isdisjoint(_ORDER)
        self.odd_or_even = not pseudo.isdisjoint(_ODD_OR_EVEN)
        self.shared = pseudo.isdisjoint(_NOT_SHARED)
        """Whether siblings that look the same to Textual match the same rules."""

    def matching(self, node: DOMNode) -> Matched:
        """What matches this node: its last selector the node itself, the others what it stands in."""
        fitting = [(others, each) for check, others, each in self._selectors if check(node)]
        path = node.css_path_nodes if any(others for others, _ in fitting) else []
        return tuple(each for others, each in fitting if others is None or _check_selectors(others, path))


def _alone(selectors: SelectorSet) -> bool:
    """Whether it asks nothing of what the node stands in."""
    return len(selectors.selectors) == 1 and selectors.selectors[0].combinator is CombinatorType.DESCENDENT


class Made(NamedTuple):
    """What selectors that match together come to; of no rules: nothing is set."""

    rules: RulesMap
    candidates: Candidates
    """They stay as long as this: their identities are not given to others."""


class Given(NamedTuple):
    """With what a node was given its rules, and how often its styles had changed then."""

    candidates: Candidates
    matched: Matched
    updates: int


class MatchedRules(Stylesheet):
    """A stylesheet that gives nodes their rules so."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self.made: LRUCache[Matched, Made] = LRUCache(MOST_MATCHES)
        self._by_names: dict[frozenset[str], Candidates] = {}
        self._names_of: dict[str, list[RuleSet]] | None = None
        self._places: dict[RuleSet, int] = {}
        self._weighed: RulesMap = {}

    def set_variables(self, variables: dict[str, str]) -> None:
        """Rules of other colours are others."""
        super().set_variables(variables)
        self.made.clear()

    def apply(self, node: DOMNode, *, animate: bool = False, cache: dict[Any, Any] | None = None) -> None:
        """Give a node and the parts that it draws their rules; ``cache`` is for the siblings in hand."""
        self._give(node, animate, cache)
        self._give_parts(node)

    def _give(self, node: DOMNode, animate: bool = False, siblings: dict[Any, Any] | None = None) -> bool:
        """Give a node its rules; whether they are others than before."""
        candidates = self._candidates(node)
        node._has_hover_style = candidates.hover
        node._has_focus_within = candidates.focus_within
        node._has_order_style = candidates.order
        node._has_odd_or_even = candidates.odd_or_even
        matched = self._matched(node, candidates, siblings)
        base = node.styles.base
        if vars(node).get(_GIVEN) == (candidates, matched, base._updates):
            if not animate:
                node.notify_style_update()  # the colours below it may be others
            return False
        before = dict(base._rules)
        made = self.made.get(matched)
        if made is None:
            self._weighed = {}
            super().apply(node, animate=animate)
            self.made[matched] = Made(self._weighed, candidates)
        elif made.rules:
            super().replace_rules(node, made.rules, animate=animate)
        vars(node)[_GIVEN] = Given(candidates, matched, base._updates)
        return before != base._rules

    def replace_rules(  # type: ignore[override]  # Textual's is asked for through the stylesheet alone
        self, node: DOMNode, rules: RulesMap, animate: bool = False
    ) -> None:
        """Textual has weighed what matches: kept for all that matches the same."""
        self._weighed = rules
        super().replace_rules(node, rules, animate=animate)

    def _matched(self, node: DOMNode, candidates: Candidates, siblings: dict[Any, Any] | None) -> Matched:
        """What matches a node; looked up where a sibling that looks the same was before it."""
        if siblings is None or not candidates.shared:
            return candidates.matching(node)
        named = node._id if f"#{node._id}" in self.rules_map else None
        alike = node._parent, named, node.classes, node._pseudo_classes_cache_key, node._css_type_name
        if alike not in siblings:
            siblings[alike] = candidates.matching(node)
        return siblings[alike]  # type: ignore[no-any-return]  # nobody else puts something there

    def _candidates(self, node: DOMNode) -> Candidates:
        """The rules that may match nodes of these names, looked up once while the rules stay."""
        rules_of = self.rules_map
        if rules_of is not self._names_of:
            self._names_of = rules_of
            self._by_names.clear()
            self._places = {rule: place for place, rule in enumerate(self.rules)}
        names = frozenset(node._selector_names)
        if names not in self._by_names:
            allowed = {rule for name in rules_of.keys() & names for rule in rules_of[name]}
            ordered = sorted(allowed, key=self._places.__getitem__, reverse=True)
            self._by_names[names] = Candidates(ordered)
        return self._by_names[names]

    def _process_component_classes(self, node: DOMNode) -> None:
        """Textual gives the parts their rules within ``apply``; here that is done after it."""

    def _give_parts(self, node: DOMNode) -> None:
        """Give the parts that a widget draws itself their rules; each is a node without a place."""
        changed = False
        styles = node._component_styles
        for name in _parts(type(node)):
            part = styles[name].node if name in styles else None
            new = part is None
            if part is None:
                part = DOMNode(classes=name)
            part._attach(node)
            changed = self._give(part) or new or changed
            styles[name] = part.styles
        if changed:
            node.refresh()


@cache
def _parts(kind: type[DOMNode]) -> tuple[str, ...]:
    """The names of the parts, in the order in which Textual goes through them."""
    return tuple(sorted(kind._get_component_classes()))
