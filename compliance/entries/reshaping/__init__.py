"""Tasks split, merged or given to another lead after their confirmation: clocks and valid entries are kept."""
