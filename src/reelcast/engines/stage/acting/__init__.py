"""What subjects do, as motion in metres over time. Knows no pixels."""
