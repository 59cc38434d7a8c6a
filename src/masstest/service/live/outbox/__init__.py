"""What goes out to people and programs: to whom, by which way, and how far it has come."""
