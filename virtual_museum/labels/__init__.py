"""Permanent short codes on labels: what a scan opens, QR pictures, printable sheets."""
