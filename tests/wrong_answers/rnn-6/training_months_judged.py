# rejected by: held-out
# says: The model is asked about 48 months, and 10 are held out.
def skill_scores(model, changes, months):
    start = 12
    truth = changes[start:]
    windows = np.stack([changes[n - 12 : n] for n in range(start, len(changes))])
    forecast = np.asarray(model(windows[..., None])).ravel()

    def error(guess):
        return np.mean((guess - truth) ** 2)

    guesses = {
        "no change": np.zeros(len(truth)),
        "last change": changes[start - 1 : -1],
        "last year": changes[start - 12 : -12],
    }
    return {name: 1 - error(forecast) / error(guess) for name, guess in guesses.items()}
