"""The day itself: what is reported, what phones are told, what managers see."""
