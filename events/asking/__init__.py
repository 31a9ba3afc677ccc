"""What is asked at registration beyond a name and a way to be reached: who comes, questions, consents, needs."""
