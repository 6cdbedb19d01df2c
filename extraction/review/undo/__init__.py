"""Changes before the confirmation, taken back."""
