"""What lies in a host's database, whichever ATTUNE_TEST_DATABASE names."""

import contextlib
import os
import sqlite3

KIND = os.environ.get("ATTUNE_TEST_DATABASE", "sqlite")


def connect(name):
    """A database of the private server, or SQLite's file."""
    if KIND == "postgresql":
        import psycopg2  # pylint: disable=import-outside-toplevel
        return psycopg2.connect(dbname=name)
    if KIND == "mariadb":
        import pymysql  # pylint: disable=import-outside-toplevel
        return pymysql.connect(unix_socket=os.environ["MYSQL_UNIX_PORT"],
                               user="attune", database=name,
                               charset="utf8mb4")
    return sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=10)


def rows(name, question, *values):
    if KIND != "sqlite":
        question = question.replace("?", "%s")
    with contextlib.closing(connect(name)) as link:
        cursor = link.cursor()
        cursor.execute(question, values)
        return [tuple(row) for row in cursor.fetchall()]
