"""Checks that ``compose.yaml`` parses and holds what production needs.

No container is started: each service's command must be a target of the Makefile, which the tests run
without a container. Where a Docker client with compose is at hand, it reads the file as well.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import Any

import yaml

from bin.commands import ROOT

#: Services that are ours, with the target each of them runs.
TARGETS = {"migrate": "migrate", "web": "web", "worker": "worker", "scheduler": "scheduler"}
SERVERS = {"postgres": "postgres:15", "redis": "redis:7"}


def faults(compose: Any, makefile: str) -> list[str]:
    """Return what is wrong with a parsed compose file, beside the Makefile's text."""
    if not isinstance(compose, dict) or not isinstance(compose.get("services"), dict):
        return ["there are no services"]
    services: dict[str, dict[str, Any]] = compose["services"]
    found = [f"the service {name} is missing" for name in (*TARGETS, *SERVERS) if name not in services]
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name, target in TARGETS.items():
        service = services.get(name, {})
        if service.get("command") != ["make", target]:
            found.append(f"the service {name} must run `make {target}`")
        if target not in targets:
            found.append(f"the Makefile has no target {target}")
        if service.get("build") != "." and not service.get("image"):
            found.append(f"the service {name} names neither an image nor a build")
        if {"DATABASE_URL", "REDIS_URL"} - set(service.get("environment", {})):
            found.append(f"the service {name} does not say where database and broker are")
    for name, image in SERVERS.items():
        if not str(services.get(name, {}).get("image", "")).startswith(image):
            found.append(f"the service {name} must run {image}")
        if services.get(name, {}).get("ports"):
            found.append(f"the service {name} must not publish a port")
    found += [
        f"the service {name} has no health check"
        for name in ("web", *SERVERS)
        if not services.get(name, {}).get("healthcheck")
    ]
    volumes = {
        str(volume).split(":")[0] for service in services.values() for volume in service.get("volumes", ())
    }
    found += [
        f"the volume {name} is not declared" for name in sorted(volumes - set(compose.get("volumes") or {}))
    ]
    return found


def read_by_docker() -> str:
    """Return what a Docker client finds wrong with the file, and nothing where there is none."""
    docker = shutil.which("docker")
    if (
        docker is None
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        return ""
    run = subprocess.run(
        [docker, "compose", "--env-file", ".env.example", "config", "--quiet"],
        cwd=ROOT,
        env={**os.environ, "POSTGRES_PASSWORD": "for-this-check-only"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stderr.strip() if run.returncode else ""


def main() -> int:
    """Print every fault; return the exit code."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    found = faults(compose, (ROOT / "Makefile").read_text(encoding="utf-8"))
    if refused := read_by_docker():
        found.append(refused)
    for fault in found:
        print(f"compose.yaml: {fault}.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
