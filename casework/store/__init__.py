"""Where things are kept: tables, journal, search, files, sealed contacts."""
