"""The contract of migrations, checked: what a migration may do while the services run, rule by rule.

`python -m deploy.migration_rules` says a sentence for each fault. CONTRIBUTING.md has the contract in words. Squawk
knows what PostgreSQL does to readers and writers; the rest are rules of this house, over the statements as PostgreSQL's
own parser reads them and over the source of the migration.
"""
