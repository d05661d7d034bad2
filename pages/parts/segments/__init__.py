"""The builder of segments."""
