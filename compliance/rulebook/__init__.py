"""All law as dated data, each value with its unit and clause."""
