"""What falls, floats and flies through the air of a clip: weather and effects."""
