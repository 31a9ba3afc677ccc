"""Starting the portal: what is checked, what is prepared, which processes run."""
