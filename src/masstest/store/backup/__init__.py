"""Backups: one file that either kind of database can be filled from."""

from masstest.store.backup.archive import BackupUnusable, Manifest
from masstest.store.backup.restoring import DatabaseInUse, restore
from masstest.store.backup.saving import backup

__all__ = ["BackupUnusable", "DatabaseInUse", "Manifest", "backup", "restore"]
