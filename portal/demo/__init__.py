"""An invented authority to look at: its children, the people round them, a year of reviews, and their answers.

Nobody in it is real. The same seed and day invent the same people, dates and words.
"""
