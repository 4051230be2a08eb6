"""A TCP relay between a program and its server that can be cut and joined again: one way to the broker goes, the broker stays."""
import socket
import threading

PIECE = 65536


class Relay:
    def __init__(self, to_port):
        self.to_port = to_port
        self.joined = True
        self.ends = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to_port), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self.lock:
                if not self.joined:
                    near.close()
                    far.close()
                    continue
                self.ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one, other):
        try:
            while piece := one.recv(PIECE):
                other.sendall(piece)
        except OSError:
            pass
        self.drop({one, other})

    def drop(self, ends):
        with self.lock:
            self.ends -= ends
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def cut(self):
        with self.lock:
            self.joined = False
            ends = set(self.ends)
        self.drop(ends)

    def join(self):
        with self.lock:
            self.joined = True

    def close(self):
        self.cut()
        self.listener.close()
