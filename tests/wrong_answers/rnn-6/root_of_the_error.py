# rejected by: scores
# says: A model that is off by 0.5 in every month has the score 0.39 against 'no change': compare mean squared errors of the changes.
def skill_scores(model, changes, months):
    start = len(changes) - months
    truth = changes[start:]
    windows = np.stack([changes[n - 12 : n] for n in range(start, len(changes))])
    forecast = np.asarray(model(windows[..., None])).ravel()

    def error(guess):
        return np.sqrt(np.mean((guess - truth) ** 2))

    guesses = {
        "no change": np.zeros(months),
        "last change": changes[start - 1 : -1],
        "last year": changes[start - 12 : -12],
    }
    return {name: 1 - error(forecast) / error(guess) for name, guess in guesses.items()}
