"""The life of a report, from its submission to its public answer; knows neither Flask nor HTTP."""
