"""Which of two has more, is older or is cheaper: decided by the figures of both sides, or not at all."""
