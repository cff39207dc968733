"""A key that is heard in every program: held for Ebb by the system, so that Ebb hears this key and no other."""
