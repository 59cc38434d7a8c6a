"""Optimisation stages. One rule = one function of the rule's name in its stage's package."""
