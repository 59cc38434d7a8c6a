"""Rounds whose plan is in force: the plan, its day, its places, who may look where."""
