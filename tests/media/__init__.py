"""Tests of media: conversions, hostile files, uploads, serving."""
