"""What moves within a cut-out: heads, wings, a swimming body, tails, leaves and cloth."""
