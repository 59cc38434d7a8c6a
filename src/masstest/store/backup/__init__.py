"""Backups: one file that either kind of database can be filled from."""

from masstest.store.backup.archive import Manifest
from masstest.store.backup.restoring import DatabaseInUse, restore
from masstest.store.backup.saving import backup

__all__ = ["DatabaseInUse", "Manifest", "backup", "restore"]
