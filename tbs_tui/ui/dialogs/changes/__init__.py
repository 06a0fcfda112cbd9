"""The dialogs that change the cloud, and what they are made of."""
