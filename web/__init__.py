"""What people and programs see: pages, HTTP API, login, and the gate before them. Decides nothing about business."""
