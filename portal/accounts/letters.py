"""Letters about accounts; they live for minutes, so a lost one is asked for again."""

import logging

from django.core.mail import EmailMultiAlternatives

logger = logging.getLogger("maillage.accounts")


def send(subject, body, to, html=""):
    """Send one letter about an account. A failure is logged, not raised: the queue would keep the code with it."""
    try:
        message = EmailMultiAlternatives(" ".join(subject.split()), body, to=to)
        if html:
            message.attach_alternative(html, "text/html")
        message.send()
    except Exception as error:
        logger.warning("A letter about an account did not leave: %s", type(error).__name__)
