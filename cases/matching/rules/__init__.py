"""The county's rules beside the score: what is never linked, what is always asked, and which
pairs the county's own rule may link without a person."""
