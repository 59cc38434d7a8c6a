"""The round's record for the archive: everything of it in one file, with hashes."""

from masstest.service.live.archive.making import Archive, make_archive

__all__ = ["Archive", "make_archive"]
