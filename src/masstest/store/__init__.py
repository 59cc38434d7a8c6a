"""What the service remembers: rounds, rosters, plans, jobs, people, and who did what.

SQLAlchemy tables on SQLite (one file, WAL) or PostgreSQL. One request is one transaction,
committed at the edge; functions here and above take a `Session` and never commit.
"""
