"""Readers: files in, a community and an account of every row out.

`read_folder` reads a client's folder, `read_frames` pandas frames. Behind them data flows one way:

- `folder` finds the files, `settings` reads ``client.yaml``;
- `text_files`, `workbooks` and `columnar` load one file as it is (`source`), `headers` finds its columns;
- `values` and `codes` read a cell, `cells` all cells of a file;
- `tables` holds the rules of each table, `cleaning` carries them out and keeps the account.
"""

from shequn.readers.folder import read_folder, read_frames

__all__ = ["read_folder", "read_frames"]
