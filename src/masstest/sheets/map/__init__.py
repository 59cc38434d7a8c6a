"""The map of a plan: one HTML file that opens on any office computer without a network."""

from masstest.sheets.map.navigation import navigation_link
from masstest.sheets.map.page import write_map

__all__ = ["navigation_link", "write_map"]
