"""A mail server on the machine itself: takes what it is given."""

import socketserver


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 localhost\r\n")
        text = False
        for line in self.rfile:
            if text and line != b".\r\n":
                continue
            text = line.upper().startswith(b"DATA")
            self.wfile.write(b"354 go on\r\n" if text else b"250 ok\r\n")


socketserver.ThreadingTCPServer(("127.0.0.1", 25), Conversation).serve_forever()
