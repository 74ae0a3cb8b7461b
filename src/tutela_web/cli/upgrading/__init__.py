"""`tutela platform upgrade`: the next version, or back to what was (docs/adr/0051).

    bundle      what is shipped: unpacked, every file compared with its checksum, its signature
    install     where this install lies: its versions, its data, whose account
    services    stops and starts what runs, by systemd or by a command of the settings
    journal     the steps taken, each on the disk before the next begins
    within      what is done with the data, as a process of one version under the data's account
    steps       the upgrade itself, its way back, and what ends one that was cut off

Nothing here but `within` opens the platform: while the journal is open its settings refuse.
"""

from tutela.base.errors import TutelaError


class UpgradeRefused(TutelaError):
    """The upgrade was not begun: nothing was stopped or changed."""

    code = "upgrade.refused"


class StepFailed(TutelaError):
    """A step of an upgrade did not end well."""

    code = "upgrade.step_failed"


class UpgradeFailed(TutelaError):
    """The upgrade failed; its words say what stands now."""

    code = "upgrade.failed"
