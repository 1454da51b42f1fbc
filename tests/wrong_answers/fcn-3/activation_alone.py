# rejected by: reaches
# says: 'zero to one' should have a pair: the names of an activation and of a loss.
endings = {name: activation for name, (activation, _) in endings.items()}
