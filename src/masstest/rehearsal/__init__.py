"""The day before the day: a plan is carried out hundreds of times by chance, or played once.

`simulation` carries a plan out with spread in everything, `script` turns one simulated day into
what a hundred phones report, and `playing` sends that to a running service.
"""
