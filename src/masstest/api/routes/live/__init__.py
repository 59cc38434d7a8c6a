"""The day itself: what is reported, and what is known of it."""
