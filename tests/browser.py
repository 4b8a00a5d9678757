"""Find a browser for the journeys, or install one: ``python -m tests.browser``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW_TO_INSTALL = (
    "The journeys need a browser, and none could be installed. Install Chromium so that "
    "`chromium` is found (Debian: apt-get install chromium), then run `make test` again."
)


def find_browser():
    """Return the path of a Chromium on this machine, or ``None``."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_browser():
    """Install Debian's Chromium where root may, else Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)
        if find_browser():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def main():
    if find_browser():
        return
    print("No browser found; installing one.", flush=True)
    install_browser()
    if not find_browser():
        sys.exit(HOW_TO_INSTALL)


if __name__ == "__main__":
    main()
