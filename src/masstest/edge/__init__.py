"""What every request passes on its way in and out, whatever it asks for.

ASGI middleware that knows nothing of rounds and plans: request ids, structured logs, metrics,
security headers, limits on how often and how much.
"""

from masstest.edge.body_limit import BodyLimit
from masstest.edge.logs import configure_logs
from masstest.edge.metrics import Metrics
from masstest.edge.rate_limit import RateLimit
from masstest.edge.request_log import RequestLog
from masstest.edge.security_headers import SecurityHeaders

__all__ = [
    "BodyLimit",
    "Metrics",
    "RateLimit",
    "RequestLog",
    "SecurityHeaders",
    "configure_logs",
]
