"""Questions to a picture: its columns, order, filter, sums, and what needs attention."""
