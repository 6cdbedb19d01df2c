"""Every way in: command line, web pages, REST."""
