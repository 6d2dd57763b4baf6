-- One database a service: no service can read or join another's tables, and each migrates alone.
-- The image runs this once, as the role `throughcare`, when its data directory is empty.
CREATE DATABASE throughcare_court;
CREATE DATABASE throughcare_allocation;
CREATE DATABASE throughcare_crc;
CREATE DATABASE throughcare_breach;
CREATE DATABASE throughcare_oversight;
