"""What the person decides to change, and what becomes of it: whether it may be done, the way to its dialog, and its
end. All but the commands is imported after the first frame."""
