"""What managers look at: the board, screens on walls, and where the boxes are."""
