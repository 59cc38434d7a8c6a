"""Messages that leave the building: webhooks and group robots by HTTP, mails by SMTP.

It knows nothing of alerts or of the database. Sending has one of four outcomes.
"""

from masstest.sending.addresses import AddressRefused, Networks
from masstest.sending.formats import Format
from masstest.sending.mail import MailServer, send_mail
from masstest.sending.outcome import Outcome, Sent
from masstest.sending.proxy import Proxy
from masstest.sending.robots import Pace, post_to_robot
from masstest.sending.signing import signature
from masstest.sending.webhooks import check_url, post_signed

__all__ = [
    "AddressRefused",
    "Format",
    "MailServer",
    "Networks",
    "Outcome",
    "Pace",
    "Proxy",
    "Sent",
    "check_url",
    "post_signed",
    "post_to_robot",
    "send_mail",
    "signature",
]
