"""What the teams of the demonstration agreed on, and what they said about it."""

# What a team agreed, section by section, one figure an item; U: not known.
READY_THEN = {
    "R1": "32321", "R2": "33222", "R3": "23321", "R4": "32222", "R5": "22U2",
    "R6": "32211", "R7": "2322", "R8": "2222", "R9": "22U", "R10": "32223",
}  # fmt: skip
LAST_YEAR = {
    "N1": "3322", "N2": "3222", "N3": "3222", "N4": "433", "N5": "22322", "N6": "322",
    "N7": "3333", "N8": "3223", "N9": "2223", "N10": "2212", "N11": "213", "N12": "322",
    "N13": "22213",
}  # fmt: skip
THIS_YEAR = {
    "N1": "4433", "N2": "4332", "N3": "4333", "N4": "443", "N5": "33433", "N6": "432",
    "N7": "4343", "N8": "4333", "N9": "3324", "N10": "3323", "N11": "323", "N12": "433",
    "N13": "33323",
}  # fmt: skip
IN_BIRCH = {
    "R1": "43433", "R2": "44333", "R3": "34332", "R4": "33233", "R5": "3223",
    "R6": "43322", "R7": "3323", "R8": "3232", "R9": "322", "R10": "43333",
}  # fmt: skip
WHY = (
    "Both sides named the same example.",
    "It holds in one office only, so far.",
    "Written down, but few people know it.",
    "The figures of spring say so.",
)
NOTE = "Figures of the last quarter; ask the analyst."
SHARED_NOTE = "We hear of the other side’s plan only when it changes."
