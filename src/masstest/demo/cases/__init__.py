"""The cases, one module each: the numbers behind a made-up district."""
