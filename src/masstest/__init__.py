"""masstest plans and follows mass nucleic-acid testing for a district."""

__version__ = "0.1.0"
