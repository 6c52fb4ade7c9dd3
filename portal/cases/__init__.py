"""The children and their reviews: who is round a child, who is allocated, and when they meet."""
