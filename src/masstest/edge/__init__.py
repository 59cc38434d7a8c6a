"""What every request passes on its way in and out, whatever it asks for.

ASGI middleware that knows nothing of rounds and plans: request ids, structured logs, metrics,
security headers, a limit on how often.
"""

from masstest.edge.logs import configure_logs
from masstest.edge.metrics import Metrics
from masstest.edge.rate_limit import RateLimit
from masstest.edge.request_log import RequestLog
from masstest.edge.security_headers import SecurityHeaders

__all__ = [
    "Metrics",
    "RateLimit",
    "RequestLog",
    "SecurityHeaders",
    "configure_logs",
]
