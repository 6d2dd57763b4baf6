"""The rig: the whole system as processes on real PostgreSQL and Apache Kafka, broken while it is worked on.

Invariant: what a command's caller was told is carried out stays carried out, once, everywhere and in order, whatever
was killed, paused or starved meanwhile. The account is kept outside the services; the comparison is made at rest.
"""
