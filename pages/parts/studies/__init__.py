"""The inputs and words of a retention study."""
