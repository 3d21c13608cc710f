"""Settings of `make lab`: answers are kept in the workbook, so notebooks keep no widgets."""

import warnings


def without_widgets(model, **_):
    """Take widgets out of a notebook that is about to be saved.

    A saved widget has no kernel behind it: opened again it would take typing and save nothing. What stays is the line
    that says how to bring it back.
    """
    if model["type"] != "notebook" or model["content"].get("nbformat") != 4:
        return
    model["content"]["metadata"].pop("widgets", None)
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)


warnings.filterwarnings("ignore", "Overriding existing pre_save_hook")  # Jupyter reads its settings twice
c = get_config()  # noqa: F821  (Jupyter provides it)
c.FileContentsManager.pre_save_hook = without_widgets
