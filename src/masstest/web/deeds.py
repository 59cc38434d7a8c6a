"""What the audit's actions are called."""

from __future__ import annotations

import re

from masstest.text import N_

_LONG_ID = re.compile(r"[0-9a-f]{20,}")

_DEEDS = {
    "alert.acknowledge": N_("acknowledged an alert"),
    "job.cancel": N_("stopped a plan"),
    "plan.edit_note": N_("changed the note of a plan"),
    "plan.keep_edited": N_("kept an edited plan"),
    "plan.make": N_("made a plan"),
    "plan.publish": N_("published a plan"),
    "plan.request": N_("asked for a plan"),
    "plan.withdraw": N_("withdrew a plan"),
    "proposal.accept": N_("accepted a change of the plan in the day"),
    "proposal.ask": N_("asked for a change of the plan in the day"),
    "proposal.reject": N_("rejected a change of the plan in the day"),
    "roster.derive": N_("applied a remedy to a roster"),
    "roster.upload": N_("uploaded a roster"),
    "round.create": N_("made a round"),
    "round.edit_note": N_("changed the note of a round"),
    "store.prune": N_("removed what was old"),
    "token.make": N_("made a key"),
    "token.revoke": N_("revoked a key"),
    "user.activate": N_("let a user in again"),
    "user.create": N_("added a user"),
    "user.deactivate": N_("shut a user out"),
    "user.edit": N_("changed a user"),
    "user.grant": N_("gave a role"),
    "user.log_in": N_("logged in"),
    "user.log_in_refused": N_("refused a login"),
    "user.password": N_("changed a password"),
    "user.revoke": N_("took a role away"),
    "webhook.create": N_("added a webhook"),
    "webhook.edit": N_("changed a webhook"),
    "webhook.remove": N_("removed a webhook"),
    "webhook.renew_secret": N_("gave a webhook a new secret"),
    "webhook.test": N_("tested a webhook"),
}

_DOERS = {"system": N_("the service"), "command line": N_("command line")}

_FAULTS = {
    "edited": N_("Entry {number} was changed afterwards."),
    "unlinked": N_("Entry {number} doesn't continue the one before it."),
    "removed": N_("Entry {number} was removed."),
    "tail_cut": N_("Entry {number} and all after it were removed."),
    "head_altered": N_("The end of the chain isn't entry {number} any more."),
}


def deed_name(action: str) -> str:
    """What somebody did, untranslated; an action without a name stands for itself."""
    return _DEEDS.get(action, action)


def doer_name(actor: str) -> str:
    """Who did it, untranslated: a login stands for itself."""
    return _DOERS.get(actor, actor)


def shortened(value: object) -> str:
    """A fact of the audit with its long ids and hashes cut, to be read by people."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return _LONG_ID.sub(lambda found: f"{found[0][:4]}…{found[0][-6:]}", text)


def fault_name(code: str) -> str:
    """The sentence of a fault of the audit's chain, untranslated."""
    return _FAULTS[code]
