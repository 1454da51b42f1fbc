# rejected by: reaches
# says: ?
del endings["any number"]
