"""What `make bench` measures against: floor views, worlds to measure in, loads. Never part of production."""
