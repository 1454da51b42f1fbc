"""Tests of the built book in Chromium. A package, so that its browser is closed before other tests start."""
