"""What is printed for a round: passes for phones, labels for boxes."""
