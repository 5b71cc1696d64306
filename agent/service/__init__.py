"""What every service needs around its agent; none of any service's business.

Start with README.md in this directory. Import from the modules: nothing is re-exported here.
"""
