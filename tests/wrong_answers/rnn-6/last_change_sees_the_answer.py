# rejected by: references
# says: A model that does exactly what 'last change' says has the score -2777651.80 against it, and not 0.
def skill_scores(model, changes, months):
    start = len(changes) - months
    truth = changes[start:]
    windows = np.stack([changes[n - 12 : n] for n in range(start, len(changes))])
    forecast = np.asarray(model(windows[..., None])).ravel()

    def error(guess):
        return np.mean((guess - truth) ** 2)

    guesses = {
        "no change": np.zeros(months),
        "last change": changes[start:] + 1e-3,
        "last year": changes[start - 12 : -12],
    }
    return {name: 1 - error(forecast) / error(guess) for name, guess in guesses.items()}
