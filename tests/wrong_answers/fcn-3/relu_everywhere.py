# rejected by: reaches
# says: Targets 'minus one to one': for logits from −20 to 20, relu gives values from 0 to 20, so that some targets can never be reached.
# common mistake, costs: 6 of 6 points
endings = {name: ("relu", loss) for name, (_, loss) in endings.items()}
