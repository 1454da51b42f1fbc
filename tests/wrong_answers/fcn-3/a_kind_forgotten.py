# rejected by: reaches
# says: `endings` says nothing about 'any number'.
del endings["any number"]
