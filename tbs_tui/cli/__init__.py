"""The command line. Arguments are read first, the heavy parts imported late; no one-shot command imports Textual.

stdout is for results, stderr for words.
"""
