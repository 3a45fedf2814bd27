"""Action units in the user's language: FACS's names, and what one sees in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.facs import ActionUnit


def unit_name(unit: ActionUnit) -> str:
    """Its number and FACS's name for it: ``AU12 Lip Corner Puller``."""
    return f"AU{unit.number} {_names()[unit]}"


def unit_meaning(unit: ActionUnit) -> str:
    """What a person sees of it."""
    return _meanings()[unit]


def _names() -> dict[ActionUnit, str]:
    translate = QCoreApplication.translate
    return {
        ActionUnit.INNER_BROW_RAISER: translate("ActionUnits", "Inner Brow Raiser"),
        ActionUnit.OUTER_BROW_RAISER: translate("ActionUnits", "Outer Brow Raiser"),
        ActionUnit.BROW_LOWERER: translate("ActionUnits", "Brow Lowerer"),
        ActionUnit.UPPER_LID_RAISER: translate("ActionUnits", "Upper Lid Raiser"),
        ActionUnit.CHEEK_RAISER: translate("ActionUnits", "Cheek Raiser"),
        ActionUnit.LID_TIGHTENER: translate("ActionUnits", "Lid Tightener"),
        ActionUnit.NOSE_WRINKLER: translate("ActionUnits", "Nose Wrinkler"),
        ActionUnit.UPPER_LIP_RAISER: translate("ActionUnits", "Upper Lip Raiser"),
        ActionUnit.LIP_CORNER_PULLER: translate("ActionUnits", "Lip Corner Puller"),
        ActionUnit.DIMPLER: translate("ActionUnits", "Dimpler"),
        ActionUnit.LIP_CORNER_DEPRESSOR: translate("ActionUnits", "Lip Corner Depressor"),
        ActionUnit.CHIN_RAISER: translate("ActionUnits", "Chin Raiser"),
        ActionUnit.LIP_PUCKER: translate("ActionUnits", "Lip Pucker"),
        ActionUnit.LIP_STRETCHER: translate("ActionUnits", "Lip Stretcher"),
        ActionUnit.LIP_TIGHTENER: translate("ActionUnits", "Lip Tightener"),
        ActionUnit.LIPS_PART: translate("ActionUnits", "Lips Part"),
        ActionUnit.JAW_DROP: translate("ActionUnits", "Jaw Drop"),
        ActionUnit.MOUTH_STRETCH: translate("ActionUnits", "Mouth Stretch"),
        ActionUnit.EYES_CLOSED: translate("ActionUnits", "Eyes Closed"),
        ActionUnit.BLINK: translate("ActionUnits", "Blink"),
        ActionUnit.WINK: translate("ActionUnits", "Wink"),
    }


def _meanings() -> dict[ActionUnit, str]:
    translate = QCoreApplication.translate
    return {
        ActionUnit.INNER_BROW_RAISER: translate(
            "ActionUnits", "The inner ends of the brows go up, as in worry."
        ),
        ActionUnit.OUTER_BROW_RAISER: translate(
            "ActionUnits", "The outer ends of the brows go up, as in surprise."
        ),
        ActionUnit.BROW_LOWERER: translate("ActionUnits", "The brows go down and together: a frown."),
        ActionUnit.UPPER_LID_RAISER: translate("ActionUnits", "The eyes open wider than usual."),
        ActionUnit.CHEEK_RAISER: translate("ActionUnits", "The cheeks go up, as in a hearty smile."),
        ActionUnit.LID_TIGHTENER: translate("ActionUnits", "The lids narrow, as when looking closely."),
        ActionUnit.NOSE_WRINKLER: translate("ActionUnits", "The nose wrinkles, as at a bad smell."),
        ActionUnit.UPPER_LIP_RAISER: translate("ActionUnits", "The upper lip goes up towards the nose."),
        ActionUnit.LIP_CORNER_PULLER: translate("ActionUnits", "The corners of the mouth go up: a smile."),
        ActionUnit.DIMPLER: translate("ActionUnits", "The corners of the mouth are drawn in, into dimples."),
        ActionUnit.LIP_CORNER_DEPRESSOR: translate(
            "ActionUnits", "The corners of the mouth go down, as in sadness."
        ),
        ActionUnit.CHIN_RAISER: translate("ActionUnits", "The chin pushes the lower lip up."),
        ActionUnit.LIP_PUCKER: translate("ActionUnits", "The lips come forward and round, as for a kiss."),
        ActionUnit.LIP_STRETCHER: translate("ActionUnits", "The mouth is drawn wide to both sides."),
        ActionUnit.LIP_TIGHTENER: translate("ActionUnits", "The lips press tight and narrow."),
        ActionUnit.LIPS_PART: translate("ActionUnits", "The lips open a little, the jaw does not."),
        ActionUnit.JAW_DROP: translate("ActionUnits", "The jaw falls open, as in speech."),
        ActionUnit.MOUTH_STRETCH: translate(
            "ActionUnits", "The mouth opens as far as it goes, as in a yawn."
        ),
        ActionUnit.EYES_CLOSED: translate("ActionUnits", "Both eyes stay shut."),
        ActionUnit.BLINK: translate("ActionUnits", "Both eyes shut for a moment."),
        ActionUnit.WINK: translate("ActionUnits", "One eye shuts, the other does not."),
    }
