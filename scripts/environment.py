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
# The lock file of the development has every line of the other one: `make lock` sees to it.
INCLUDED = {"run": ["run"], "dev": ["run", "dev"]}
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


def stamp(purpose):
    """Return the path of the file that says which lock file was installed for a purpose."""
    return os.path.join(VENV, ".installed-" + purpose)


def wanted(purpose):
    """Return what the stamp of a purpose says when its lock file, as it is now, is installed."""
    with open(os.path.join(ROOT, LOCK_FILES[purpose]), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def is_installed(purpose):
    """Tell whether the virtual environment has what the lock file of a purpose lists."""
    try:
        with open(stamp(purpose)) as file:
            return file.read() == wanted(purpose)
    except OSError:
        return False


def install(purpose):
    """Install exactly what the lock file of a purpose lists, then write the stamps; stop when pip fails."""
    lock_file = LOCK_FILES[purpose]
    print(f"> Installing what {lock_file} lists (up to two minutes the first time)", flush=True)
    # All stamps go first: an install that is broken off must not look like a finished one, and one purpose may
    # change packages that the other had at another release.
    for name in LOCK_FILES:
        if os.path.exists(stamp(name)):
            os.remove(stamp(name))
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.call([*command, "--require-hashes", "-r", os.path.join(ROOT, lock_file)]) != 0:
        refuse("The packages could not be installed; the lines above say why. Is the package index in reach?")
    for name in INCLUDED[purpose]:
        with open(stamp(name), "w") as file:
            file.write(wanted(name))


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
    if not is_installed(purpose):
        install(purpose)


if __name__ == "__main__":
    main(*sys.argv[1:])
