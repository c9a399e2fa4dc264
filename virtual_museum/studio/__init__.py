"""The curators' shell: dashboard, navigation, audit, background work."""
