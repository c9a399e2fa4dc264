"""The ground floor of the house: settings, database, documents, files, jobs, trust. It knows no feature."""
