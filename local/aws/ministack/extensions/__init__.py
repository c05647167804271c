"""What the local AWS adds to ministack, and what it puts right in it."""
