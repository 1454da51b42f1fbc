# rejected by: reaches
# says: ?
endings = {name: activation for name, (activation, _) in endings.items()}
