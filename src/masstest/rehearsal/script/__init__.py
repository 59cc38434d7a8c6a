"""One simulated day as everything that a hundred phones report of it, with the truth beside it.

``scripted_day(plan, roster, seed).events`` are the events in the order in which things happen;
``.truth`` says how many people were sampled, where every box went, and what was wrong.
"""

from masstest.rehearsal.script.day import Script, script_of, scripted_day
from masstest.rehearsal.script.desk import Message, Phone
from masstest.rehearsal.script.faults import Channel, Faults
from masstest.rehearsal.script.sending import Sending, Sendings, sendings
from masstest.rehearsal.script.truth import BoxTruth, Counts, MismatchTruth, Truth

__all__ = [
    "BoxTruth",
    "Channel",
    "Counts",
    "Faults",
    "Message",
    "MismatchTruth",
    "Phone",
    "Script",
    "Sending",
    "Sendings",
    "Truth",
    "script_of",
    "scripted_day",
    "sendings",
]
