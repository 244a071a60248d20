"""What people and programs see: the pages, the HTTP API, the login and the gate in front of them. Decides nothing about business."""
