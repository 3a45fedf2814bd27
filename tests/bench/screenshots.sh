#!/usr/bin/env bash
# Pictures of every screen, in all the ways a person may see them: tests/bench/screenshots.sh FOLDER
set -euo pipefail
folder=${1:?"say where the pictures go"}
python=${PYTHON:-python3}
take() {  # name, screen, scale, options ...
    local name=$1 screen=$2 scale=$3
    shift 3
    QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=$scale xvfb-run -a -s "-screen 0 ${screen}x24" \
        "$python" -m tests.bench.screenshots "$folder/$name" "$@"
}
take dark 1280x800 1 --size 1280x800
take light 1280x800 1 --size 1280x800 --theme light
take large 1920x1080 1 --size 1920x1080
take scale2 2560x1600 2 --size 1280x800
take chinese 1280x800 1 --size 1280x800 --language zh_CN
