"""A plan carried out by chance: points, doorstep teams, vehicles and laboratories.

Queues at points and the filling of tubes are arrays; vehicles and laboratories are processes
of a discrete-event simulation that meet at the points' tubes.
"""

from masstest.rehearsal.simulation.course import Course, course_of
from masstest.rehearsal.simulation.day import SimulatedDay, simulate_day

__all__ = ["Course", "SimulatedDay", "course_of", "simulate_day"]
