"""The incoming directives as the Office looks at them: what each waits for, since when, until when. Reads only."""
