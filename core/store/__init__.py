"""The vault and everything that is written in it. All SQL of Ebb lives here."""
