# rejected by: reaches
# says: ?
endings = {name: ("relu", loss) for name, (_, loss) in endings.items()}
