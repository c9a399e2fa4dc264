"""3D scans: from what scanners deliver to what a phone turns, with a poster and measured facts."""
