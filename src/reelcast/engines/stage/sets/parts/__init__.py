"""What sets are made of: plans, plantings, furniture, light. Nothing in here is a set."""
