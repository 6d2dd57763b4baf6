"""The words, codes, limits and calendar that every service shares. Pure: no I/O, no clock of its own, no framework.

Rules carry a mark for where they come from: [S] published, [C] common knowledge of the field and not verified,
[D] our own design. A paragraph (¶) is one of the inspectorate's written evidence to Parliament of June 2016.
"""
