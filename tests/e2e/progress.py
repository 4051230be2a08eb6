"""What a person sees while the demo runs: one line a step with its time, and counts while a long step goes on."""
import sys
import time


class Progress:
    def __init__(self, out=sys.stdout):
        self.out = out
        self.seconds = {}
        self.live = out.isatty()
        self.last = 0.0

    def step(self, name, words):
        return Step(self, name, words)

    def count(self, words):
        """A line that is written over on a terminal, and at most every five seconds elsewhere."""
        now = time.monotonic()
        if self.live:
            self.out.write(f"\r     {words}\x1b[K")
            self.out.flush()
        elif now - self.last > 5:
            self.last = now
            print(f"     {words}", file=self.out, flush=True)

    def say(self, words):
        if self.live:
            self.out.write("\r\x1b[K")
        print(words, file=self.out, flush=True)


class Step:
    def __init__(self, progress, name, words):
        self.progress, self.name, self.words = progress, name, words

    def __enter__(self):
        self.progress.say(f"==> {self.words}")
        self.began = time.monotonic()
        return self

    def __exit__(self, kind, value, trace):
        taken = round(time.monotonic() - self.began, 1)
        self.progress.seconds[self.name] = round(self.progress.seconds.get(self.name, 0) + taken, 1)
        if kind is None:
            self.progress.say(f"     {taken} s")
