"""Writes sheets as programs write them. Own data, invented."""
import datetime as D, io, os, subprocess, sys, zipfile
import openpyxl, xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import Table, TableRow, TableCell, CoveredTableCell
from odf.text import P
from odf.style import Style, TableProperties
from odf import number as N
out=sys.argv[1]; os.makedirs(out,exist_ok=True)
def path(n): return os.path.join(out,n)
day=D.date(2026,12,1)
def op(name, fill, epoch=None):
    wb=openpyxl.Workbook(); 
    if epoch: wb.epoch=epoch
    ws=wb.active; ws.title="Patients"; fill(wb,ws); wb.save(path(name))
H=["name","mrn","test_date","arrive_at","phone"]
def plain(wb,ws):
    ws.append(H); ws.append(["Ada Quill","00418-2401",day,D.time(8,15),"901-595-3300"]); ws["C2"].number_format="yyyy-mm-dd"; ws["D2"].number_format="h:mm AM/PM"
op("excel-dates.xlsx",plain)
op("excel-1904.xlsx",plain,CALENDAR_MAC_1904)
def number_mrn(wb,ws): ws.append(H[:2]); ws.append(["Ada Quill",4182401])
op("excel-number-mrn.xlsx",number_mrn)
def zeros(wb,ws): ws.append(H[:2]); ws.append(["Ada Quill",4182401]); ws["B2"].number_format="00000000"
op("excel-zeros-format.xlsx",zeros)
def long(wb,ws): ws.append(H[:2]); ws.append(["Ada Quill",1234567890123456]); ws["B2"].number_format="0"
op("excel-sixteen-digits.xlsx",long)
def phone(wb,ws): ws.append(["name","phone"]); ws.append(["Ada Quill",9015953300])
op("excel-number-phone.xlsx",phone)
def serial(wb,ws): ws.append(["name","test_date"]); ws.append(["Ada Quill",46357])
op("excel-bare-serial.xlsx",serial)
def formula(wb,ws): ws.append(["name","mrn"]); ws.append(["Ada Quill",'=CONCATENATE("004","18")'])
op("openpyxl-formula.xlsx",formula)
def hidden(wb,ws):
    ws.append(["name"]); ws.append(["Ada Quill"]); ws.append(["Ben Roe"]); ws.row_dimensions[3].hidden=True; ws.auto_filter.ref="A1:A3"
op("excel-filtered.xlsx",hidden)
def merged(wb,ws):
    ws.append(["name","test_date"]); ws.append(["Ada Quill",day]); ws.append(["Ben Roe",None]); ws.merge_cells("B2:B3")
op("excel-merged.xlsx",merged)
def trailing(wb,ws):
    ws.append(["name","mrn",None,None]); ws.append(["Ada Quill","00418-2401",None,None]); ws["F40"]=None; ws["D60"].number_format="0.00"
op("excel-trailing.xlsx",trailing)
def sheets(wb,ws):
    ws.append(["notes"]); ws2=wb.create_sheet("Monday"); ws2.append(["name"]); ws2.append(["Ada Quill"]); 
op("excel-two-sheets.xlsx",sheets)
def hidden_sheet(wb,ws):
    ws.append(["lookup"]); ws.sheet_state="hidden"; ws2=wb.create_sheet("List"); ws2.append(["name"]); ws2.append(["Ada Quill"]); wb.active=1
op("excel-hidden-sheet.xlsx",hidden_sheet)
def title(wb,ws): ws.append(["Clinic list, December"]); ws.append([]); ws.append(["name"]); ws.append(["Ada Quill"])
op("epic-title-row.xlsx",title)
def moment(wb,ws): ws.append(["name","test_date"]); ws.append(["Ada Quill",D.datetime(2026,12,1,8,15)])
op("epic-date-time.xlsx",moment)
def midnight(wb,ws): ws.append(["name","test_date"]); ws.append(["Ada Quill",D.datetime(2026,12,1)])
op("sql-midnight.xlsx",midnight)
def boolean(wb,ws): ws.append(["name","mrn"]); ws.append(["Ada Quill",True])
op("excel-boolean.xlsx",boolean)
def error(wb,ws): ws.append(["name","mrn"]); ws.append(["Ada Quill","#N/A"])
op("excel-error.xlsx",error)
def text_date(wb,ws): ws.append(["name","test_date"]); ws.append(["Ada Quill","12/1/2026"])
op("excel-text-date.xlsx",text_date)
def labels(wb,ws): ws.append(["Patient","Record number","DATE OF TEST","Arrive at:"]); ws.append(["Ada Quill","00418-2401",day,D.time(14,30)])
op("excel-labels.xlsx",labels)
def spanish(wb,ws): ws.append(["Paciente","Fecha del examen","Idioma"]); ws.append(["Ada Quill",day,None])
op("excel-spanish-labels.xlsx",spanish)
# another writer: shared strings, rich text, inline styles
wb=xlsxwriter.Workbook(path("xlsxwriter.xlsx")); ws=wb.add_worksheet("List"); b=wb.add_format({"bold":True}); d=wb.add_format({"num_format":"d mmmm yyyy"}); t=wb.add_format({"num_format":"hh:mm:ss"})
ws.write_row(0,0,["name","mrn","test_date","arrive_at"]); ws.write_rich_string(1,0,"Ada ",b,"Quill"," & Roe"); ws.write_string(1,1,"00418-2401"); ws.write_datetime(1,2,D.datetime(2026,12,1),d); ws.write_datetime(1,3,D.time(8,15),t); wb.close()
wb=xlsxwriter.Workbook(path("xlsxwriter-constant-memory.xlsx"),{"constant_memory":True}); ws=wb.add_worksheet("List")
ws.write_row(0,0,["name","mrn"]); ws.write_row(1,0,["Łukasz Żak","00418-2402"]); wb.close()
wb=xlsxwriter.Workbook(path("excel-formula-result.xlsx")); ws=wb.add_worksheet(); ws.write_row(0,0,["name","mrn"]); ws.write(1,0,"Ada Quill"); ws.write_formula(1,1,'=TEXT(4182401,"00000000")',None,"04182401"); wb.close()
# A table with a row of totals, in which a text stands under the names and a count under the last column.
wb=xlsxwriter.Workbook(path("excel-table-total.xlsx")); ws=wb.add_worksheet("List")
ws.add_table("A1:C4",{"total_row":True,"data":[["Ada Quill","00418-2401","Clinic B"],["Ben Roe","00418-2402","Clinic B"]],
  "columns":[{"header":"name","total_string":"Gesamt"},{"header":"mrn"},{"header":"location","total_function":"count"}]}); wb.close()
# ODS
def ods(name, rows, hide=None):
    doc=OpenDocumentSpreadsheet(); table=Table(name="Sheet1"); doc.spreadsheet.addElement(table)
    for i,cells in enumerate(rows):
        row=TableRow(**({"visibility":"filter"} if hide==i else {})); table.addElement(row)
        for c in cells:
            kind,shown,extra=c if isinstance(c,tuple) else ("string",c,{})
            cell=TableCell(valuetype=kind,**extra) if c!="" else TableCell()
            if shown: cell.addElement(P(text=shown))
            row.addElement(cell)
    row=TableRow(numberrowsrepeated="1048000"); table.addElement(row); row.addElement(TableCell(numbercolumnsrepeated="1024"))
    doc.save(path(name))
ods("libreoffice.ods",[["name","mrn","test_date","arrive_at"],["Ada Quill","00418-2401",("date","12/01/26",{"datevalue":"2026-12-01"}),("time","08:15 AM",{"timevalue":"PT08H15M00S"})]])
ods("libreoffice-zeros.ods",[["name","mrn"],["Ada Quill",("float","04182401",{"value":"4182401"})]])
ods("libreoffice-number.ods",[["name","mrn"],["Ada Quill",("float","4182401",{"value":"4182401"})]])
ods("libreoffice-filtered.ods",[["name"],["Ada Quill"],["Ben Roe"]],hide=2)
def ods_hidden(name):
    doc=OpenDocumentSpreadsheet(); style=Style(name="ta2",family="table"); style.addElement(TableProperties(display="false")); doc.automaticstyles.addElement(style)
    for sheet,rows,more in [("Last month",[["name","mrn"],["Ben Roe","00418-2402"]],{"stylename":style}),("List",[["name","mrn"],["Ada Quill","00418-2401"]],{})]:
        table=Table(name=sheet,**more); doc.spreadsheet.addElement(table)
        for cells in rows:
            row=TableRow(); table.addElement(row)
            for c in cells:
                cell=TableCell(valuetype="string"); cell.addElement(P(text=c)); row.addElement(cell)
    doc.save(path(name))
ods_hidden("libreoffice-hidden-sheet.ods")
# text
def text(name,s,enc="utf-8"): open(path(name),"wb").write(s.encode(enc))
text("excel-utf16.txt","\ufeffname\tmrn\r\nJosé Núñez\t00418-2401\r\n","utf-16-le")
text("excel-ansi.csv","name,mrn\r\nJosé Núñez,00418-2401\r\n","cp1252")
text("excel-utf8-bom.csv","\ufeffname,mrn,,\r\nJosé Núñez,00418-2401,,\r\n,,,\r\n")
text("excel-german.csv","name;mrn;test_date\r\nJosé Núñez;00418-2401;01.12.2026\r\n")
text("epic.csv","\"NAME\",\"MRN\",\"TEST_DATE\",\"ARRIVE_AT\"\r\n\"QUILL,ADA\",\"00418-2401\",\"12/01/2026\",\"8:15:00 AM\"\r\n")
text("redcap.csv","name,mrn,test_date,arrive_at,reading_mode\n\"Ada Quill\",00418-2401,2026-12-01,08:15,large-print\n")
text("redcap-braille.csv","name,reading_mode\nAda Quill,braille\n")
text("old-excel.xls","\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+"\0"*600,"latin-1")
text("report.xls","<html><table><tr><td>name</td></tr><tr><td>Ada Quill</td></tr></table></html>")
text("two-digit-year.csv","name,test_date\nAda Quill,12/1/26\n")
# A report in pages: headings on each, and a count at the end.
text("epic-pages.csv","\"NAME\",\"MRN\"\r\n\"QUILL,ADA\",\"00418-2401\"\r\n\"NAME\",\"MRN\"\r\n\"ROE,BEN\",\"00418-2402\"\r\n\r\n\"Total patients: 2\",\"\"\r\n")
text("redcap-repeating.csv","name,redcap_repeat_instrument,redcap_repeat_instance,mrn,test_date\nAda Quill,,,00418-2401,\n,visit,1,,2026-12-01\n,visit,2,,2026-12-08\n")
text("excel-mac.csv","name,mrn\rAda Quill,00418-2401\rBen Roe,00418-2402\r")
