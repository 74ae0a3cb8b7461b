"""The bill of materials: every part of what is shipped, in CycloneDX JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from release.debs import Deb
from release.names import ROOT, VERSION, made_at
from release.wheels import Wheel

FRONT = ROOT / "src/tutela_web/look/front/package-lock.json"
TOOLS = ("esbuild", "axe-core")
"""Packages of the front's lock that build or test; nothing of them is in what is built."""


def bill(name: str, wheels: Iterable[Wheel], debs: Iterable[Deb]) -> str:
    """The bill of one thing that is shipped, named: the same text for the same parts."""
    wheels = list(wheels)
    bom = Bom()
    bom.metadata.timestamp = datetime.fromtimestamp(made_at(), UTC)
    bom.metadata.component = Component(
        name=name,
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref=name,
        licenses=[LicenseFactory().make_from_string("AGPL-3.0-or-later")],
    )
    bom.components.update(map(_of_wheel, wheels))
    bom.components.update(map(_of_deb, debs))
    bom.components.update(_of_front())
    bom.register_dependency(bom.metadata.component, bom.components)
    parts = "\n".join(sorted(str(part.bom_ref) for part in bom.components))
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}\n{parts}")
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    return json.dumps(written, indent=1, sort_keys=True) + "\n"


def _of_wheel(wheel: Wheel) -> Component:
    at = PackageURL("pypi", None, wheel.name, wheel.version)
    return Component(
        name=wheel.name,
        version=wheel.version,
        purl=at,
        bom_ref=str(at),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=wheel.sha256)],
        licenses=[LicenseFactory().make_from_string(wheel.licence)] if wheel.licence else [],
    )


def _of_deb(deb: Deb) -> Component:
    at = PackageURL("deb", "debian", deb.name, deb.version, {"arch": deb.architecture})
    return Component(
        name=deb.name,
        version=deb.version,
        purl=at,
        bom_ref=str(at),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=deb.sha256)] if deb.sha256 else [],
    )


def _of_front() -> Iterable[Component]:
    """What styles, scripts and fonts are built of."""
    locked = json.loads(FRONT.read_text())["packages"]
    for path, told in locked.items():
        name = path.rpartition("node_modules/")[2]
        if not name or told.get("optional") or name in TOOLS:
            continue
        space, _, short = name.rpartition("/")
        at = PackageURL("npm", space or None, short, told["version"])
        yield Component(
            name=short,
            group=space or None,
            version=told["version"],
            purl=at,
            bom_ref=str(at),
            licenses=[LicenseFactory().make_from_string(told["license"])]
            if "license" in told
            else [],
        )
