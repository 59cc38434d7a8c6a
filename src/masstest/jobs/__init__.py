"""Durable runs of the planner: a job outlives any process that works on it.

`jobs` is what the layers above call. The table of the same name is what people see and what
decides; a queue behind `port.JobQueue` delivers attempts to workers; a child process plans.
"""
