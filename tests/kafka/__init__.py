"""A real Apache Kafka for tests, from wherever this machine can give one: see `apache_kafka`."""
