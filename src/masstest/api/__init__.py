"""The HTTP API: routes over `masstest.service`, and what HTTP needs around them."""

from masstest.api.app import create_app

__all__ = ["create_app"]
