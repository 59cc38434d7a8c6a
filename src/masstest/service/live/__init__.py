"""The day itself: what is reported, what phones are told, what managers see.

``in_force`` knows the rounds that are on, ``ledger`` takes reports in, ``desk`` keeps a picture of
each round in memory. From there ``board``, ``tasks`` (for phones) and ``reports`` are told, and
``alerts`` are opened, which go out through ``outbox``. ``proposals`` plans again in the day,
``cards`` lets phones in, and ``archive`` keeps the record.
"""
