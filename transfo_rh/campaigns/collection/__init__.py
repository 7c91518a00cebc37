"""How answers come in: codes, drafts and doors, the diagnosis by department, and files of past surveys."""
