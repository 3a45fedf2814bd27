#!/usr/bin/env bash
# Gets what the tests of the PipeWire camera need from Debian's packages; where it cannot, they are skipped.
set -u
packages=(pipewire pipewire-bin wireplumber dbus-daemon
    gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-pipewire)
limit_s=70

there() {
    command -v pipewire wireplumber pw-dump dbus-daemon gst-launch-1.0 >/dev/null &&
        gst-inspect-1.0 pipewiresink >/dev/null 2>&1
}

skip() {
    echo "PipeWire's tests are skipped: $1"
    exit 0
}

there && exit 0
command -v apt-get >/dev/null || skip "there is no apt-get to install PipeWire with"
[ "$(id -u)" = 0 ] || skip "PipeWire or GStreamer is missing, and only root can install them"
export DEBIAN_FRONTEND=noninteractive
timeout "$limit_s" bash -c '
    apt-get install -qq --yes --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -qq --yes --no-install-recommends "$@" >/dev/null; }
' get "${packages[@]}" || skip "their packages could not be installed within $limit_s s"
there || skip "the packages were installed, and something is still missing"
