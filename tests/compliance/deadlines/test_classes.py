from dataclasses import replace

import pytest

from compliance.deadlines.classes import classify
from extraction.values import EntryClass
from ingest.letterhead import Urgency
from tests.situations import RULES, cases


@pytest.mark.parametrize(("given", "expect"), cases("classes"))
def test_the_class_of_a_directive(given, expect):
    found = classify(Urgency(given["urgency"]), given["kind"], given["tasks"], given["leads"], RULES)
    assert found.entry_class is EntryClass(expect["class"])
    assert found.why == expect["why"]


def test_another_order_of_precedence_changes_what_an_urgent_document_of_many_tasks_is():
    multi_first = replace(RULES, classes=replace(RULES.classes, precedence=("multi", "urgent", "regular")))
    assert classify(Urgency.KHAN, "Công văn", 2, 1, multi_first).entry_class is EntryClass.MULTI
    without = replace(RULES, classes=replace(RULES.classes, precedence=("urgent",)))
    assert classify(Urgency.REGULAR, "Công văn", 2, 1, without).entry_class is EntryClass.REGULAR


def test_the_class_cites_the_order_and_the_rule_that_decided():
    found = classify(Urgency.REGULAR, "công điện", 1, 1, RULES)
    assert [rule.key for rule in found.citations] == ["classes.precedence", "classes.urgent_kinds"]
