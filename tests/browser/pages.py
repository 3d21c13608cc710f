"""What a person does in JupyterLab, in a few words."""

from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

TOKEN = "t" * 24
READY = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  for (const start = Date.now(); Date.now() - start < 40000; await new Promise(done => setTimeout(done, 50))) {
    const panel = app.shell.currentWidget;
    if (panel?.context?.path !== path) continue;
    await panel.context.ready; await panel.sessionContext.ready; await panel.revealed;
    const kernel = panel.sessionContext.session?.kernel;
    if (kernel?.status === 'idle' && app.commands.hasCommand('notebook:run-all-cells')) return;
  }
  throw new Error('the notebook is not ready: ' + path);
}"""
RUN = """async () => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  await app.commands.execute('notebook:run-all-cells');
  const cells = panel.content.model.sharedModel.cells.filter(cell => cell.cell_type === 'code');
  return cells.flatMap(cell => cell.getOutputs())
    .filter(output => output.output_type === 'error').map(output => output.ename + ': ' + output.evalue);
}"""
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"


def notebook(folder: Path, *sheets: str, language: str = "en", name: str = "sheet.ipynb") -> str:
    """Write a notebook with the forms of some sheets; return its name."""
    first = "\n".join(
        (
            "import shequn.texts",
            "from shequn.worksheets import *",
            "from shequn.worksheets.form import form",
            f"shequn.texts.speak({language!r})",
        )
    )
    sources = [first, *(f"form({sheet})" for sheet in sheets)]
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / name)
    return name


def open_notebook(page: Page, url: str, name: str) -> None:
    """Open a notebook alone on the page, and wait for its kernel."""
    page.goto(f"{url}/doc/workspaces/{name.removesuffix('.ipynb')}/tree/{name}?reset&token={TOKEN}")
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate(READY, name)
    page.locator("#jupyterlab-splash").wait_for(state="detached")


def run_all(page: Page) -> None:
    """Run all cells; none may fail."""
    assert page.evaluate(RUN) == []


def the_form(page: Page, sheet: str) -> Locator:
    """The form of a sheet, connected to the kernel."""
    form = page.locator(f'.shequn-form[data-sheet="{sheet}"][data-ready]')
    form.wait_for()
    return form


def execute(page: Page, code: str) -> str:
    """Run code in the notebook's kernel, beside its cells; return what it prints."""
    return page.evaluate(
        f"""async code => {{
          const future = {KERNEL}.requestExecute({{code, store_history: false}});
          let out = '';
          future.onIOPub = message => {{
            if (message.header.msg_type === 'stream') out += message.content.text;
            if (message.header.msg_type === 'error') out += message.content.evalue;
          }};
          await future.done;
          return out;
        }}""",
        code,
    )


def paste(page: Page, text: str, html: str = "") -> None:
    """Paste into what has the focus, as a spreadsheet's clipboard would."""
    page.evaluate(
        """([text, html]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          if (html) clipboardData.setData('text/html', html);
          const paste = new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(paste);
        }""",
        [text, html],
    )


def asks_before_leaving(page: Page) -> bool:
    """Whether the form would have the browser warn someone who closes the page."""
    return page.evaluate("() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
