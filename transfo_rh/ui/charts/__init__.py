"""Chart builders: one per kind of chart, graph objects only, each with its alternative text."""
