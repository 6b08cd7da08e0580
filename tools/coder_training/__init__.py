"""Training of the coder's small encoder. Needs PyTorch (the extra `train`); nothing here ships."""
