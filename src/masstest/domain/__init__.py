"""Frozen, validated types that every other part speaks: roster, plan, rules, outcomes.

Nothing here imports a solver, a data frame, a web framework or a database.
"""
