"""The visitors' shell: home, languages, typing a code, the version for impaired sight."""
