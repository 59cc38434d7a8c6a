"""The ledger of a round: what is reported, by whom it may be, and into the table once."""
