"""What a program's own worker knows better than its extract: stated beside it, never over it.

What extracts say stays as it was said, and matching goes on comparing that alone: two programs'
extracts are weighed by how often each is wrong in which way, and a value that a worker typed into
one of them, after having seen the other, would confirm what it was copied from.
"""
