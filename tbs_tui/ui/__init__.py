"""The screen. Widgets never fetch and the wire never paints: events of the inventory come in, messages go up."""
