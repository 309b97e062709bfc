"""Makes the virtual environment and keeps it in step with the lock files; the Makefile calls it.

It runs under the system's Python before anything is installed, so it uses the standard library alone, and
nothing that an old Python 3 could not read: that one too must reach the line that names what is wrong.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK_FILES = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
OLDEST = (3, 11)


def refuse(message):
    """Print one line that says what is missing, and stop with exit code 1."""
    sys.exit("! " + message)


def check_python():
    """Stop unless this Python is new enough and able to make virtual environments."""
    if sys.version_info[:2] < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        refuse(f"Python 3.11 or newer is needed; {sys.executable} is {found}. Try: make PYTHON=python3.12 run")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        refuse("This Python has no venv module. On Debian and Ubuntu: apt install python3-venv")


def check_port(port):
    """Stop unless the port is free: better now than after all has been installed."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        refuse(f"{port!r} is not a port. Try: make run PORT=8001")
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", int(port)))
        except OSError as error:
            refuse(f"Port {port} cannot be used: {error.strerror}. Try: make run PORT={int(port) + 1}")


def venv_works():
    """Tell whether the virtual environment is there, starts, is new enough and finds its packages.

    After an upgrade of the system's Python, the old environment still starts but finds no packages.
    """
    look = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        return subprocess.call([PYTHON, "-c", look], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    """Make the virtual environment, in place of one that no longer works."""
    check_python()
    print("> Making the virtual environment in .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        refuse("The virtual environment could not be made; the lines above say why.")


def install(lock_file, stamp, wanted):
    """Install exactly what the lock file lists, then write the stamp; stop when pip fails."""
    print(f"> Installing what {lock_file} lists (up to two minutes the first time)", flush=True)
    # The stamp goes first: an install that is broken off must not look like a finished one.
    if os.path.exists(stamp):
        os.remove(stamp)
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.call([*command, "--require-hashes", "-r", os.path.join(ROOT, lock_file)]) != 0:
        refuse("The packages could not be installed; the lines above say why. Is the package index in reach?")
    with open(stamp, "w") as file:
        file.write(wanted)


def main(purpose, port=None):
    """Bring ``.venv`` up to date.

    Arguments:
        purpose: ``run`` for what the site needs, ``dev`` for that and what the tests need.
        port: the port that the site is about to be served on, if it is.

    Returns nothing; leaves with exit code 1 and one line of reason when it cannot.
    """
    if port is not None:
        check_port(port)
    if not venv_works():
        make_venv()
    lock_file = LOCK_FILES[purpose]
    stamp = os.path.join(VENV, ".installed-" + purpose)
    with open(os.path.join(ROOT, lock_file), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    try:
        with open(stamp) as file:
            installed = file.read()
    except OSError:
        installed = ""
    if installed != wanted:
        install(lock_file, stamp, wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
