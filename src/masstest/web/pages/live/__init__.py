"""Pages of the day itself."""
