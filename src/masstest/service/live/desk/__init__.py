"""One picture of each round in memory, kept up with its ledger, and the questions to it."""
