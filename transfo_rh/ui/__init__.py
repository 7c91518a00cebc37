"""What screens share: page frame, identity, charts, tables, forms, texts."""
