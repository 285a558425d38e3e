"""The rival: nothing but a call of Typst.   typst_build.py IN.typ OUT.pdf FONTS"""

import sys

import typst

typst.compile(sys.argv[1], sys.argv[2], font_paths=[sys.argv[3]], ignore_system_fonts=True, pdf_standards=["ua-1"])
