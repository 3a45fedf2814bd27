import os
import subprocess
import sys

import pytest

from app.pipeline.tracking.quiet import quiet_start

PROTOBUF_ON_3_12 = "ignore:Type google._upb:DeprecationWarning"


def test_chatter_is_dropped_and_the_rest_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_start():
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
        os.write(2, b"something real happened\n")
    os.write(2, b"and after\n")
    assert capfd.readouterr().err == "something real happened\nand after\n"


def test_output_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="boom"), quiet_start():
        raise ValueError("boom")
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"


def test_the_models_start_without_a_word() -> None:
    code = (
        "import numpy as np\n"
        "from app.pipeline.tracking.face_mesh import FaceMesh, find_faces\n"
        "mesh = FaceMesh(); mesh.detect(np.zeros((64, 64, 3), np.uint8)); mesh.close()\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-W", PROTOBUF_ON_3_12, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
