# %% [markdown] lang="en"
# # 13 Client report
#
# *30 minutes · no worksheet*
#
# This notebook is two things at once: a lesson, and the machine that makes the report. Set the parameters below, or leave the file
# alone and pass them on the command line, then run all cells. Every figure comes from `shequn.metrics`; every section opens
# with its verdict. The HTML, PDF and Excel files hold the report alone, without the words of the lesson.
#
# ## Aim
#
# After this lesson you can
#
# - make a report of your own data with one command, and again each week,
# - read it from the top down and stop where you know enough,
# - tell a sentence that is sure from one that is only possible, and a zero from an unknown.
#
# ## What you need
#
# - Lesson 00. For the sections on positioning, content and SOP: the worksheets of lessons 09, 10 and 12; the sample client's are there.
# - For your own report: a folder with an export. The command is `shequn report my-export --out reports`.

# %% [markdown] lang="zh"
# # 13 客户报告
#
# *30 分钟 · 没有工作表*
#
# 这本笔记本身兼两职：既是一课，也是生成报告的机器。修改下面的参数（或用命令行传入），再运行全部单元格。所有数字都出自 `shequn.metrics`，
# 每一节先给结论。导出的 HTML、PDF、Excel 里只有报告，没有课文。
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 用一条命令给自己的数据出报告，并且每周都能再出一份；
# - 从上往下读，看够了就停；
# - 分清“明显”和“可能”，分清“零”和“未知”。
#
# ## 你需要准备
#
# - 学过第 00 课。定位、内容、SOP 三节要用第 09、10、12 课的工作表，示例客户的已经备好。
# - 要给自己出报告：一个放着导出数据的文件夹。命令是 `shequn report my-export --out reports`。

# %% [markdown] lang="en"
# ## Story: a report that was read
#
# In the Crimean War more British soldiers died in hospital than in battle, most of them of diseases that clean water and air would
# have prevented. The figures had been there all along, in long tables that nobody at the War Office read. In 1858 Florence Nightingale
# had them printed as a coloured wheel, a slice for each month. One look showed what killed: not the wounds. She sent the diagrams to
# members of the government and to doctors; commissions followed, and barracks got drains.
#
# Two things made that report work. The conclusion stood first and the tables behind it, for whoever doubted. And every figure could be
# checked, because she had the returns and said how they had been counted.

# %% [markdown] lang="zh"
# ## 故事：一份有人读的报告
#
# 克里米亚战争里，死在医院的英军比死在战场的多，大多死于脏水和污浊空气带来的病，本来可以避免。数字一直都在，躺在没人翻的长表里。
# 1858 年，南丁格尔把它们印成一圈彩色扇形，一个月一瓣。谁看一眼都明白：要命的不是枪伤。她把图寄给政府要员和医生，随后成立了调查委员会，兵营修了下水道。
#
# 那份报告管用，靠两点。结论在前，表格在后，谁不信谁去查；每个数都经得起查，因为原始记录在她手里，怎么数的也写明了。

# %% [markdown] lang="en"
# ## The idea: how to read it
#
# 1. **The verdict first.** One page. If nothing in it is marked, the rest can wait until next week.
# 2. **Scope before figures.** Section 2 says what the data hold and what had to be left out. A jump that begins on the day an export was
#    changed is no jump.
# 3. **Every client against itself.** A figure is compared with its own eight weeks before. “Within range” is an answer too, and the most
#    frequent one.
# 4. **How sure.** “Clear” and “possible” are words with a rule behind them: the appendix has it. A possible finding is a reason to
#    look, not one to act.
# 5. **Unknown is not zero.** A dash means that the source does not record it.
#
# Each part of the report answers to a part of the course: who and what (3, 10) to lessons 09 and 10, staying and layers (6, 7, 9) to lesson 11,
# processes (11) to lesson 12. The definitions are the matter of lesson 14, the search for the leak that of lesson 15.
#
# ## Practice: the report of the sample client
#
# The next cell holds the parameters. Change nothing the first time.

# %% [markdown] lang="zh"
# ## 核心方法：怎么读
#
# 1. **先看结论。** 就一页。结论里没有标出异常，其余的下周再看也不迟。
# 2. **先看范围，再看数字。** 第 2 节写明数据有什么、剔除了什么。一个从换导出方式那天开始的“暴涨”，不是暴涨。
# 3. **自己跟自己比。** 每个数都和自己前八周比。“在范围内”也是答案，而且最常见。
# 4. **有多确定。** “明显”和“可能”背后都有规则，写在附录里。“可能”是去看一看的理由，不是动手的理由。
# 5. **未知不等于零。** 一横表示来源里没有记录。
#
# 报告的每一部分对应课程的一部分：是谁、做什么（第 3、10 节）对应第 09、10 课；留存与分层（第 6、7、9 节）对应第 11 课；流程（第 11 节）对应第 12 课。
# 指标定义见第 14 课，找漏点见第 15 课。
#
# ## 实操：示例客户的报告
#
# 下一个单元格是参数，第一遍什么都别改。

# %% tags=["parameters"]
client = ""  # type: str  # name on the cover; empty: the one in client.yaml, else the folder's name
data = "sample"  # type: str  # folder with members, messages, orders, groups; "sample": the sample client
language = "en"  # type: str  # language of the report: en or zh
workbook = ""  # type: str  # folder of filled-in worksheets; empty: workbook/ in the data folder, if any
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

# %% [markdown] lang="en"
# Stop after this section and say aloud what you would do on Monday. Then read on and see whether you were right.

# %% [markdown] lang="zh"
# 看完这一节先停一停，说出下周一你会做什么。再往下读，看自己说得对不对。

# %%
report.section("verdict")

# %% [markdown] lang="en"
# How many rows were left out, and why? Would any of the reasons change what you have just said?

# %% [markdown] lang="zh"
# 剔除了多少行，为什么？有没有哪个原因会改变你刚才的判断？

# %%
report.section("scope")

# %% [markdown] lang="en"
# These are the client's own words, from the worksheets. The figures beside them show whether the group does what its type is for.

# %% [markdown] lang="zh"
# 这一节是客户自己在工作表里写的话，旁边的数字说明这个群有没有做到它那一类群该做的事。

# %%
report.section("positioning")

# %% [markdown] lang="en"
# Opening + joins − leaves = closing, always. If your own report does not add up, look for the day on which the export changed.

# %% [markdown] lang="zh"
# 期初 + 入群 − 退群 = 期末，永远成立。你自己的报告要是对不上，就去找导出方式变了的那一天。

# %%
report.section("growth")

# %% [markdown] lang="en"
# The band is the range of the eight weeks before. Find the week from which on the line no longer returns into it, and look up in lesson 08 what was released then.

# %% [markdown] lang="zh"
# 阴影是之前八周的范围。找到折线从哪一周起不再回到阴影里，再去第 08 课查那时上线了什么。

# %%
report.section("activity")

# %% [markdown] lang="en"
# Read along the rows: each is one week's newcomers. A row that is pale from the first cell on tells of the people who came, not of the group.

# %% [markdown] lang="zh"
# 横着读，一行是一周的新人。整行从第一格起就很淡，说明问题出在来的人身上，不在群里。

# %%
report.section("retention")

# %% [markdown] lang="en"
# How few people carry the talk? Then ask the question that no figure answers: do these people know it?

# %% [markdown] lang="zh"
# 多少人撑起了聊天？再问一个数字答不了的问题：他们自己知道吗？

# %%
report.section("concentration")

# %% [markdown] lang="en"
# Two different amounts stand here, paid and refunded, each in its own week. Lesson 14 shows what happens when they are mixed.

# %% [markdown] lang="zh"
# 这里有两笔账，实付和退款，各记各的周。混在一起会怎样，第 14 课有例子。

# %%
report.section("conversion")

# %% [markdown] lang="en"
# Activity and purchases are layered apart. Who buys without a word is a good customer, and no lurker to be woken up.

# %% [markdown] lang="zh"
# 活跃分层和购买分层分开看。只买不说话的是好顾客，不是要“唤醒”的潜水党。

# %%
report.section("layers")

# %% [markdown] lang="en"
# Compare the mix with what was planned. A column that few react to is not always bad: see at which hour it was posted.

# %% [markdown] lang="zh"
# 把内容占比和计划对照。反应少的栏目不一定差，先看它是几点发的。

# %%
report.section("content")

# %% [markdown] lang="en"
# Two lines that move together are a reason to ask, and no proof that one moves the other.

# %% [markdown] lang="zh"
# 两条线一起动，是去问一问的理由，不是谁带动谁的证明。

# %%
report.section("sop")

# %% [markdown] lang="en"
# A recommendation without an owner, a date and a test is a wish. Which of these would you cross out?

# %% [markdown] lang="zh"
# 没有负责人、没有日期、没有检验办法的建议只是愿望。这里哪一条你会划掉？

# %%
report.section("actions")

# %% [markdown] lang="en"
# Nobody reads the appendix, until somebody doubts. Then it decides.

# %% [markdown] lang="zh"
# 附录平时没人看；一旦有人质疑，就全靠它。

# %%
report.section("appendix")

# %% [markdown] lang="en"
# ## Worksheet and exercises
#
# A client's report is this notebook, run with other parameters; forms and answers would stand in its way. So both are next
# door: the two exercises on the report are the first two of [14 Daily and weekly numbers](14_numbers.ipynb), and what you decide goes into the
# backlog of [08 Iterate](08_iterate.ipynb).
#
# ## Discussion
#
# In groups of three to five, fifteen minutes:
#
# - One plays the client and has three minutes. What do you show? What do you leave out, and what do you say if the client asks for it?
# - The client says: “Our sector has 25 % active, you have less.” Answer without a benchmark of your own.
# - Which of your present weekly figures has never led to a decision? Would anybody miss it?

# %% [markdown] lang="zh"
# ## 工作表与练习
#
# 客户的报告就是这本笔记换一组参数跑出来的，表单和练习放在这里会碍事，所以都在隔壁：关于报告的两道练习是
# [14 日报与周报数据](14_numbers.ipynb)的前两题，你做的决定记进[08 优化迭代](08_iterate.ipynb)的待办。
#
# ## 小组讨论
#
# 三到五人一组，十五分钟：
#
# - 一人扮客户，只有三分钟。你给他看什么？不看什么？他问起来怎么说？
# - 客户说：“我们行业活跃率 25%，你们不到。”不许搬另一个行业数，怎么回答？
# - 你现在的周报里，哪个数从没影响过任何决定？去掉它有人会发现吗？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. The report says “possible” about a fall of the conversion rate. What do you do?</summary>
#
# Look: which group, which week, was anything different? And wait for the next week. Changing the offer on it would be acting on what may be
# chance.
#
# </details>
# <details><summary>2. Churned members show a dash. Did nobody leave?</summary>
#
# Nobody knows. The export does not record leaving, as most exports of chats do not. Zero would be a claim.
#
# </details>
# <details><summary>3. Two clients get the same report with different figures. What must not be compared between them?</summary>
#
# Their rates, unless the groups are of one type and age, and counted in the same way. Each is judged by its own weeks before.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 报告说转化率下降“可能”成立，你做什么？</summary>
#
# 去看：哪个群、哪一周、有什么不一样？再等一周。凭它就改活动，是在跟可能只是偶然的东西较劲。
#
# </details>
# <details><summary>2. 流失人数是一横，说明没人退群吗？</summary>
#
# 不知道。导出里没有记录退群，大多数聊天导出都没有。写成零，就是没有根据地下断言。
#
# </details>
# <details><summary>3. 两个客户拿到同样格式、不同数字的报告，什么不能拿来互相比？</summary>
#
# 各种比率不能比，除非群的类型和年龄相同，统计口径也一样。各自和自己前几周比。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Verdict, scope, then only the section you need.
# - Against one's own eight weeks; sure or possible; unknown is not zero.
# - One command each week: a report that takes an afternoon is made twice and then never again.
#
# ## What feeds the next lesson
#
# Choose one figure of the report that you do not quite trust. [14 Daily and weekly numbers](14_numbers.ipynb) shows how it is counted, and how it is
# counted wrongly elsewhere.

# %% [markdown] lang="zh"
# ## 小结
#
# - 先看结论和范围，再看需要的那一节。
# - 跟自己前八周比；分清明显与可能；未知不等于零。
# - 每周一条命令就出报告：要花一下午的报告，做两回就没有下文了。
#
# ## 下一课用到什么
#
# 从报告里挑一个你不太放心的数。[14 日报与周报数据](14_numbers.ipynb)会讲它怎么数，以及别处常常怎么数错。
