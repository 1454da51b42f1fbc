"""Takes rights away from a process, on Linux: user, namespaces, mounts, system calls, limits. Nothing here gives any."""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys

NOBODY = 65534
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_NOSUID_NODEV = 2 | 4
_READONLY, _REMOUNT, _PRIVATE, _RECURSIVE = 1, 32, 1 << 18, 1 << 14
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SECCOMP, _DROP_BOUND, _NO_NEW_RIGHTS = 1, 4, 22, 24, 38
# System calls that no exercise needs: memory that no limit counts, other processes' memory, mounts, new namespaces,
# and interfaces of the kernel with a history of holes. Numbers for x86-64 and ARM64, from the kernel's tables.
_REFUSED = {
    "x86_64": (0xC000003E, 56, (29, 30, 101, 155, 161, 163, 165, 166, 169, 175, 246, 248, 249, 250, 272, 298, 303, 304,
                                308, 310, 311, 312, 313, 319, 320, 321, 323)),
    "aarch64": (0xC00000B7, 220, (39, 40, 41, 51, 89, 97, 104, 105, 106, 117, 142, 194, 196, 217, 218, 219, 241, 264, 265,
                                  268, 270, 271, 272, 273, 279, 280, 282, 294)),
}  # fmt: skip
_REFUSED_EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 447)  # newer ones have one number for all
_CLONE3 = 435
_NAMESPACE_FLAGS = 0x7E020000
_libc = ctypes.CDLL(None, use_errno=True)


def drop_root():
    """Become a user without rights where started by root: limits on processes do nothing for root."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)  # else this process may not write its own uid_map


def die_with_parent():
    """Have the kernel end this process when its parent ends."""
    _libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def keep_only(descriptors):
    """Close every descriptor but the standard ones and these; return their new numbers."""
    moved = [os.dup2(os.dup(descriptor), 200 + number, inheritable=False) for number, descriptor in enumerate(descriptors)]
    os.closerange(3, 200)
    os.closerange(200 + len(moved), 1 << 20)
    return moved


def close(descriptors):
    """Close descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


def enter_namespaces(limits):
    """Fork into namespaces of its own, with mounts of its own; return the fork's number, or 0 inside it."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_NEWUSER | _NEWPID | _NEWNS | _NEWIPC | _NEWNET):
        raise OSError(ctypes.get_errno(), "no namespaces of its own")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    inner = os.fork()
    if not inner:
        die_with_parent()
        os.setsid()  # a signal to its process group would reach the one that waits for it
        _private_mounts(limits)
    return inner


def _private_mounts(limits):
    """Mount an empty folder for this submission alone, and hide ``/proc``.

    A fresh ``/proc`` is refused inside bubblewrap, and the old one shows the server. TensorFlow ends itself without
    ``/proc/self/exe`` and ``/proc/self/cmdline``, so those are written.
    """
    told = {name: open(f"/proc/{name}").read() for name in ("cpuinfo", "meminfo")}
    _mount(b"none", b"/", None, _PRIVATE | _RECURSIVE)
    _mount(b"tmpfs", b"/scratch", b"tmpfs", _NOSUID_NODEV, f"size={limits['files_mb']}m,nr_inodes=4096".encode())
    _mount(b"tmpfs", b"/proc", b"tmpfs", _NOSUID_NODEV, b"size=1m")
    os.mkdir("/proc/self")
    os.symlink(os.path.realpath(sys.executable), "/proc/self/exe")
    for name, text in {**told, "self/cmdline": "python\0"}.items():
        with open(f"/proc/{name}", "w") as file:
            file.write(text)
    _mount(b"none", b"/proc", None, _REMOUNT | _READONLY | _NOSUID_NODEV)


def limit(limits):
    """Set every limit on this process and those it starts, then give up all rights for good."""
    for name, value in {
        "CPU": int(limits["seconds"]) + 2, "AS": (limits["mapped_mb"] + limits["memory_mb"]) << 20, "NPROC": limits["processes"],
        "FSIZE": limits["file_mb"] << 20, "NOFILE": 256, "CORE": 0, "MSGQUEUE": 0, "MEMLOCK": 0,
    }.items():  # fmt: skip
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    for right in range(64):
        _libc.prctl(_DROP_BOUND, right, 0, 0, 0)
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _libc.capset(header, nothing)
    _libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    _refuse_calls()


def loaded():
    """Return how many MiB this process has mapped, and how many it holds."""
    pages = open("/proc/self/statm").read().split()
    return {
        "mapped_mb": int(pages[0]) * resource.getpagesize() >> 20,
        "loaded_mb": int(pages[1]) * resource.getpagesize() >> 20,
    }


def excess(process, limits):
    """Return ``"memory"`` or ``"time"`` if a fork and everything it started hold or used more than is allowed, else nothing."""
    held = used = 0
    for member, fields in family(process).items():
        used += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # its own time, and that of its children that ended
        with contextlib.suppress(OSError, ValueError):
            try:
                with open(f"/proc/{member}/smaps_rollup") as file:
                    held += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except PermissionError:  # it hides: then what it shares counts as well
                held += int(open(f"/proc/{member}/statm").read().split()[1]) * 4
    return "memory" if held >> 10 > limits["memory_mb"] + limits["loaded_mb"] else "time" if used > limits["seconds"] else ""


def family(process):
    """Return a process and all that come from it, each with the fields of its ``stat`` after the name."""
    known = {}
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if name.isdigit():
                with open(f"/proc/{name}/stat") as file:
                    known[int(name)] = file.read().rpartition(")")[2].split()
    found = {process: known[process]} if process in known else {}
    size = -1
    while size != len(found):
        size = len(found)
        found |= {member: fields for member, fields in known.items() if int(fields[1]) in found}
    return found


def kill(process):
    """End a fork and everything it started; the first process of a namespace takes all others along."""
    for member in family(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)


def _mount(source, target, kind, flags, options=None):
    if _libc.mount(source, target, kind, flags, options):
        raise OSError(ctypes.get_errno(), f"cannot mount {target.decode()}")


def _refuse_calls():
    """Load a filter into the kernel that answers the refused calls with 'not permitted'."""
    known = _REFUSED.get(platform.machine())
    if known is None:
        return
    architecture, clone, refused = known
    load, equal, at_least, anyset, give = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, deny, absent = 0x7FFF0000, 0x00050001, 0x00050026  # go on; EPERM; ENOSYS
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, deny), (load, 0, 0, 0)]
    program += [(at_least, 0, 1, 0x40000000), (give, 0, 0, deny)]  # numbers of another convention
    program += [(equal, 0, 1, _CLONE3), (give, 0, 0, absent)]  # its flags lie in memory; the C library then uses clone
    for number in (*refused, *_REFUSED_EVERYWHERE):
        program += [(equal, 0, 1, number), (give, 0, 0, deny)]
    program += [
        (equal, 0, 3, clone),
        (load, 0, 0, 16),
        (anyset, 0, 1, _NAMESPACE_FLAGS),
        (give, 0, 0, deny),
        (give, 0, 0, allow),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    table = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    if _libc.prctl(_SET_SECCOMP, 2, ctypes.c_char_p(table), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was not taken")
