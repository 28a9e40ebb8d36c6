"""What printable names of people, families and papers are made of."""

# Without look-alikes, so that a token can be read over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
