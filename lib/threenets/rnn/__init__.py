"""Recurrent networks: forecasting the CO2 in the air, and judging the forecast.

`series` makes monthly means and differences, `windows` cuts them into inputs and targets, `cells` writes the
recurrences out in NumPy, `model` builds the networks, `forecast` continues a series, `baselines` holds the simple
rules, `evaluate` scores them all, `gradients` follows slopes back through time, `experiments` tests the chapter's
claims, `mistakes` keeps the errors to learn from.
"""
