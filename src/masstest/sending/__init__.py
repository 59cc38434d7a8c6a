"""Messages that leave the building: webhooks by HTTP, mails by SMTP.

It knows nothing of alerts or of the database. Sending has one of four outcomes.
"""

from masstest.sending.addresses import AddressRefused, Networks
from masstest.sending.mail import MailServer, send_mail
from masstest.sending.outcome import Outcome, Sent
from masstest.sending.proxy import Proxy
from masstest.sending.signing import signature
from masstest.sending.webhooks import check_url, post_signed

__all__ = [
    "AddressRefused",
    "MailServer",
    "Networks",
    "Outcome",
    "Proxy",
    "Sent",
    "check_url",
    "post_signed",
    "send_mail",
    "signature",
]
