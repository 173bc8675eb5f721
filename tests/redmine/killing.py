"""Messages come while workers are ended and killed."""

import http.client
import itertools
import os
import signal
import threading
import time

MESSAGES = 90
SENDERS = 3
ROUNDS = 4
PAUSE = 1.0


def run(redmine, customer, text):
    """The issues that were answered with a number."""
    sent = set()
    numbers = itertools.count()
    done = threading.Event()

    def send():
        for number in numbers:
            if number >= MESSAGES and done.is_set():
                return
            try:
                sent.add(customer.write(f"{text} ({number})",
                                        subject="killing"))
            except (AssertionError, OSError, http.client.HTTPException):
                time.sleep(0.1)  # its worker was killed

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for which in [signal.SIGTERM, signal.SIGKILL] * ROUNDS:
        time.sleep(PAUSE)
        workers = redmine.workers()
        if workers:
            os.kill(workers[0], which)
    time.sleep(PAUSE)
    done.set()
    for sender in senders:
        sender.join()
    return sent
