"""The pages, one module per kind of thing that is looked at."""
