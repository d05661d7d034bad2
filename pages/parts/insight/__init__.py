"""What the pages of segments show around a rule."""
