"""Territories as files and pictures: names to rows, what-if scenarios, maps, GeoJSON in and out."""
