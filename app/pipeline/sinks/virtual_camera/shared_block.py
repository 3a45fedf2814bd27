"""Memory shared with a child process that nobody can leave behind.

It has no name in the file system, unlike ``multiprocessing.shared_memory``: on POSIX systems the child
inherits a descriptor, and the memory goes with the last process that has it, however that one ended.
(Before Python 3.13 the other kind is also removed by the first process that merely attached to it.)
"""

from __future__ import annotations

import contextlib
import mmap
import os
import secrets
import sys
import tempfile


class SharedBlock:
    """Zeroed bytes in two processes.

    Attributes:
        buffer: The bytes.
        handle: What ``attach`` needs in the child.
        descriptors: File descriptors the child has to inherit.
    """

    def __init__(self, buffer: mmap.mmap, handle: str, descriptors: tuple[int, ...]) -> None:
        self.buffer = buffer
        self.handle = handle
        self.descriptors = descriptors

    @classmethod
    def create(cls, size: int) -> SharedBlock:
        """New memory of that many bytes.

        Raises:
            OSError: There is not enough of it.
        """
        if sys.platform == "win32":
            tag = f"liveportrait-cam-{secrets.token_hex(16)}"
            return cls(mmap.mmap(-1, size, tagname=tag), tag, ())
        descriptor = _unnamed_file()
        try:
            os.ftruncate(descriptor, size)
            return cls(mmap.mmap(descriptor, size), str(descriptor), (descriptor,))
        except BaseException:
            os.close(descriptor)
            raise

    @classmethod
    def attach(cls, handle: str, size: int) -> SharedBlock:
        """The memory of the parent process.

        Raises:
            OSError: It is not there.
        """
        if sys.platform == "win32":
            return cls(mmap.mmap(-1, size, tagname=handle), handle, ())
        return cls(mmap.mmap(int(handle), size), handle, ())

    def close(self) -> None:
        """Lets it go; arrays over the buffer keep their bytes for as long as they live."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = ()
        with contextlib.suppress(BufferError):
            self.buffer.close()


def _unnamed_file() -> int:
    if sys.platform == "linux":
        return os.memfd_create("liveportrait-cam")
    with tempfile.TemporaryFile() as file:  # has no name any more once it is open
        return os.dup(file.fileno())
