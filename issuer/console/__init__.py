"""The console for clerks and administrators: pages made by the service, with a little script and no build."""
