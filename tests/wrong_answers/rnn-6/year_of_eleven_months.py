# rejected by: references
# says: A model that does exactly what 'last year' says has the score 0.09 against it, and not 0.
def skill_scores(model, changes, months):
    start = len(changes) - months
    truth = changes[start:]
    windows = np.stack([changes[n - 12 : n] for n in range(start, len(changes))])
    forecast = np.asarray(model(windows[..., None])).ravel()

    def error(guess):
        return np.mean((guess - truth) ** 2)

    guesses = {
        "no change": np.zeros(months),
        "last change": changes[start - 1 : -1],
        "last year": changes[start - 11 : -11],
    }
    return {name: 1 - error(forecast) / error(guess) for name, guess in guesses.items()}
