"""The catalogue of topic areas and objectives as the state or a county writes it."""

import pghistory

from linkages.editions import Edition


@pghistory.track(append_only=True)
class CatalogueEdition(Edition):
    """One edition of the catalogue. `workplans.catalogue.reading` gives its content meaning."""
