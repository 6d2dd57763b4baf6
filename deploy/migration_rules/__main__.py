"""Says a sentence for each fault, and ends with 1 if there is one."""

import sys

from deploy.migration_rules.linter import judge, needless, refused, released

migrations = released()
faults = judge(migrations)
for fault in refused(faults):
    print(fault)
for exemption in needless(faults):
    print(f"{exemption.service} {exemption.migration}: {exemption.rule}: it is exempt and does not break the rule.")
if refused(faults) or needless(faults):
    sys.exit(1)
print(f"{len(migrations)} migrations keep the contract.")
