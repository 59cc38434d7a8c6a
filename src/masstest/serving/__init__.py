"""Running the service: what starts with `masstest serve`, and how it stops.

The web server in this process, and worker processes beside it unless workers run elsewhere.
"""
