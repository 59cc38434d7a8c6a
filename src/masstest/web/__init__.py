"""Pages for coordinators: templates and small scripts over the functions of `service`.

Every page works without scripts where it can; htmx swaps parts of pages, MapLibre draws the map,
ECharts the curves, and each of those has a table beside it. Nothing comes from another host.
"""
