"""Reads a customer's message and reviews an answer to it.

    ATTUNE_LIBRARY=…/attune.so python3 example.py …/plugin.manifest
"""

import sys

import attune

with attune.open(sys.argv[1]) as plugin:
    asked = "Third time I write: my parcel NL-48213 has not come!"
    plugin.incoming("ticket-7", "1", asked, customer_name="Marta")
    plugin.drain(5)  # for once the answer follows at once

    reading = plugin.read("ticket-7", "1", asked)["data"]["reading"]
    print(f"feels {reading['feeling']}, heat {reading['heat']}")

    draft = "We apologize for any inconvenience. Unfortunately you must wait."
    review = plugin.review("ticket-7", "2", draft, agent="tom")["data"]
    for match in review.get("matches", ()):  # none in draft.clear
        start, end = match["range"]["chars"]  # Python counts characters
        print(f"{match['rule']}: {draft[start:end]!r}")
    plugin.feedback("ticket-7", review["suggestion"], "shown", agent="tom")

    try:
        plugin.incoming("ticket-7", "", asked)
    except attune.ArgumentError as error:
        print(f"refused: {error}")
