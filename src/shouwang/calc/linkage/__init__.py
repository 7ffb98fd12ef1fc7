"""Linking records of one person that no number joins: names by sound, weights by Fellegi and Sunter."""
