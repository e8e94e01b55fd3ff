"""A relay before the store that can be closed, and that can lose the answer to a request."""

import socket
import threading

HOST = "127.0.0.1"


class Relay:
    def __init__(self, target):
        self.target, self.open, self.losing, self.lost = target, True, None, 0
        self.connections = set()
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            if self.open:
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()
            else:
                client.close()

    def serve(self, client):
        server = socket.create_connection((HOST, self.target))
        pair = (client, server)
        self.connections.add(pair)
        loses = threading.Event()
        threading.Thread(target=self.answers, args=(server, client, loses), daemon=True).start()
        try:
            while octets := client.recv(65536):
                if self.losing and octets.startswith(b"PUT ") and self.losing in octets.partition(b"\r\n")[0]:
                    self.losing = None
                    loses.set()
                server.sendall(octets)
        except OSError:
            pass
        finally:
            self.end(pair)

    def answers(self, server, client, loses):
        try:
            while octets := server.recv(65536):
                if loses.is_set():
                    self.lost += 1
                    break
                client.sendall(octets)
        except OSError:
            pass
        finally:
            self.end((client, server))

    def end(self, pair):
        self.connections.discard(pair)
        for end in pair:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        """The store is gone: connections end, and new ones are closed at once."""
        self.open = False
        for pair in list(self.connections):
            self.end(pair)

    def reopen(self):
        self.open = True

    def lose_answer(self, path):
        """The store gets the next PUT of a path, and whoever sent it no answer."""
        self.losing = path.encode()
