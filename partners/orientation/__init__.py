"""Sending a person to a service: who may, the form, the answer by a signed link, the clock, the figures.

Who acts: the worker in their own space, the service and the person each by a link. Acts are in `sending`, `answering`,
`following` and `clock`; each locks the orientation's row and asks again under the lock.
"""
