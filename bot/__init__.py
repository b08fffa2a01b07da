"""Aftercare: a Discord bot that helps recovery communities meet and reach each other."""
