# %% [markdown] lang="en"
# # Client report
#
# Set the parameters below, or leave the file alone and pass them on the command line, then run all cells.
# Every figure comes from `shequn.metrics`; every section opens with its verdict.

# %% [markdown] lang="zh"
# # 客户报告
#
# 修改下面的参数（或用命令行传入），再运行全部单元格。所有数字都出自 `shequn.metrics`，每一节先给结论。

# %% tags=["parameters"]
client = ""  # type: str  # name on the cover; empty: the one in client.yaml, else the folder's name
data = "sample"  # type: str  # folder with members, messages, orders, groups; "sample": the sample client
workbook = ""  # type: str  # folder of filled-in worksheets; empty: workbook/ in the data folder, if any
language = "en"  # type: str  # language of the report: en or zh
start = ""  # type: str  # first day, YYYY-MM-DD; empty: the first day of the data
end = ""  # type: str  # last day, YYYY-MM-DD; empty: the last day of the data
timezone = ""  # type: str  # IANA time zone; empty: the one in client.yaml, else Asia/Shanghai
groups = []  # type: list  # only these groups, by id or name; empty: all
names = "hidden"  # type: str  # member names: hidden (numbers instead) or shown
sections = []  # type: list  # only these sections; empty: all
currency = "CNY"  # type: str  # ISO 4217 code of the amounts
dayfirst = None  # type: bool  # how 3/4/2026 is read: True is 3 April, None is told from the data

# %%
from shequn.report.parameters import ReportParameters

checked = ReportParameters.from_namespace(globals())

# %%
from shequn.report.client_report import ClientReport

report = ClientReport(checked)
report.cover()

# %%
print(report.context.community.quality.summary(checked.language))

# %%
report.section("verdict")

# %%
report.section("scope")

# %%
report.section("positioning")

# %%
report.section("growth")

# %%
report.section("activity")

# %%
report.section("retention")

# %%
report.section("concentration")

# %%
report.section("conversion")

# %%
report.section("layers")

# %%
report.section("content")

# %%
report.section("sop")

# %%
report.section("actions")

# %%
report.section("appendix")
