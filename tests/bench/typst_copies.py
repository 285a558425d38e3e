"""The rival's copies: one compiler object, each record's values as inputs.

    typst_copies.py IN.typ RECORDS.csv OUT_FOLDER FONTS           a file a copy
    typst_copies.py IN.typ RECORDS.csv OUT.pdf FONTS --merged     one file of all
"""

import csv
import json
import sys

import typst

FIELDS = ["name", "mrn", "test_date", "arrive_at"]


def main():
    """Compiles."""
    source, records, out, fonts, *flags = sys.argv[1:]
    with open(records, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    compiler = typst.Compiler(source, font_paths=[fonts], ignore_system_fonts=True)
    if "--merged" in flags:
        values = [{field: row[field] for field in FIELDS} for row in rows]
        compiler.compile(output=out, format="pdf", sys_inputs={"all": json.dumps(values)}, pdf_standards=["ua-1"])
        return
    for row in rows:
        inputs = {field: row[field] for field in FIELDS}
        compiler.compile(output=f"{out}/{row['id']}.pdf", format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])


if __name__ == "__main__":
    main()
