"""Lists to take away: the records a list shows, as a file that says what it is.

    /m/<mission>/export/<kind>.<form>             csv, xlsx, geojson or gpkg, by the list's filters
    /m/<mission>/export/<kind>.manifest.json      what such a file would say of itself

Who may take files away (kind "exports" of data/roles.csv) takes what he may read of the kind, in
the areas he may take from. Records of compartments never leave in a file, whoever holds them.
"""
