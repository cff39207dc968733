"""The icon in the tray: how Ebb stands, and what is wanted quickly. Nothing is only there."""
