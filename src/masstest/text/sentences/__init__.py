"""Facts -> sentences: what stages, rules, shortages, remedies and lights are called and say."""

from masstest.text.sentences.approximations import approximation_sentence
from masstest.text.sentences.names import (
    count,
    kind_name,
    level_name,
    number,
    people_of_role,
    quantity,
    readiness_item_name,
    role_name,
    stage_name,
    stage_note,
    stage_status_name,
    stop_kind_name,
    subject_name,
    time_name,
    zone_class_name,
    zone_group_name,
    zone_name,
)
from masstest.text.sentences.readiness import readiness_note, readiness_state_name
from masstest.text.sentences.remedies import remedy_clause, remedy_sentence
from masstest.text.sentences.rules import rule_name, rule_requirement
from masstest.text.sentences.shortages import shortage_sentence, shortage_statement
from masstest.text.sentences.violations import violation_sentence

__all__ = [
    "approximation_sentence",
    "count",
    "kind_name",
    "level_name",
    "number",
    "people_of_role",
    "quantity",
    "readiness_item_name",
    "readiness_note",
    "readiness_state_name",
    "remedy_clause",
    "remedy_sentence",
    "role_name",
    "rule_name",
    "rule_requirement",
    "shortage_sentence",
    "shortage_statement",
    "stage_name",
    "stage_note",
    "stage_status_name",
    "stop_kind_name",
    "subject_name",
    "time_name",
    "violation_sentence",
    "zone_class_name",
    "zone_group_name",
    "zone_name",
]
