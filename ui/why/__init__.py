"""Why a memory was found: what spoke for it, when it was true, how firmly it stands."""
