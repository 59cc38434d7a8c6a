"""The day itself: what is reported while a round runs, and what follows from it.

Everything here is a function of the plan, the roster and the set of events that were reported:
the order in which events came, and how often, changes nothing.
"""
