# %% [markdown] lang="en"
# # 00 Start here
#
# *20 minutes · no worksheet*
#
# ## Aim
#
# After this lesson you can
#
# - find your way on the map of the course and say what each part leaves in your hands,
# - run a notebook, fill in a worksheet, check an answer and ask for a hint,
# - tell whether your computer has what the course needs,
# - put your own data in the place of the sample client's.

# %% [markdown] lang="zh"
# # 00 从这里开始
#
# *20 分钟 · 没有工作表*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 看懂课程地图，说出每一部分学完手里会留下什么；
# - 运行笔记本、填工作表、核对答案、要提示；
# - 判断自己的电脑是否具备课程所需；
# - 用自己的数据替换示例客户的数据。

# %% [markdown] lang="en"
# ## What you need
#
# - JupyterLab with this course, on your own computer. Nothing is downloaded while you learn.
# - Basic Python: you can read `x = 3` and call a function. Nobody asks you to write a program.
# - A community of your own, or one you would like to start. An export of its data helps, but is not needed.

# %% [markdown] lang="zh"
# ## 你需要准备
#
# - 自己电脑上的 JupyterLab 和本课程。学习过程中不会联网下载任何东西。
# - 一点 Python 基础：看得懂 `x = 3`，会调用函数就行，不要求你写程序。
# - 一个你在运营的社群，或者打算建的社群。有导出的数据更好，没有也行。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("00_start_here", data, language)

# %% [markdown] lang="en"
# ## Story: a map that is wrong on purpose
#
# In 1931 a draughtsman of the London Underground, Harry Beck, drew the network afresh. His map had only upright, level and
# slanting lines, and stations at nearly equal distances. As a map of London it was wrong: the suburbs had moved closer, the
# river was a few strokes. The company hesitated, and in 1933 printed it for a trial. Passengers took to it at once, because
# it answered the one question they had below ground: which line, where to change, how many stops.
#
# The map of this course is of that kind. No community was ever built in seven tidy steps, one after the other. You will jump
# back, do the pilot twice, and change the needs after the launch. The map does not claim otherwise. It tells you which
# question comes next and where you are when you are lost.

# %% [markdown] lang="zh"
# ## 故事：一张故意画错的地图
#
# 1931 年，伦敦地铁的绘图员哈里·贝克把线路图重画了一遍：只用横线、竖线和斜线，站与站几乎等距。当作伦敦地图看，它是错的：郊区被拉近了，
# 泰晤士河只剩几笔。公司犹豫了一阵，1933 年才印出来试发，结果乘客立刻就爱用，因为到了地下他们只关心一件事：坐哪条线、在哪儿换、还有几站。
#
# 这门课的地图也是这一种。没有哪个社群真是七步一步不乱建起来的：你会往回跳，会把测试做两遍，会在推广以后又改需求。地图不假装事情是那样的，
# 它只告诉你下一个问题是什么，迷路的时候自己在哪儿。

# %% [markdown] lang="en"
# ## The idea: build, operate, measure
#
# A community is started like a company: first for whom, then what for, then whether you are the right one to do it. Only
# when a small group has proved it does one spend money on it. These are the **seven steps**. A community that lives needs
# four things all the time, a place in the business, content that is worth it, people who are looked after, and processes
# that do not hang on one person: the **four parts**. And because both are full of opinions, the rest of the course **measures**.

# %% [markdown] lang="zh"
# ## 核心方法：构建、运营、度量
#
# 做社群就像创业：先问为谁，再问为什么，再问自己是不是合适的人；小范围验证过了，才值得花钱推广。这就是**社群构建七步**。社群活着，就一直需要
# 四样东西：在生意里有位置，内容有价值，人有人管，流程不系于一人。这就是**社群运营四步**。这两部分都容易各说各话，所以余下的课程讲**度量**。

# %%
from shequn.course.pictures_d import at_a_glance, draw_map, environment

draw_map(lesson)

# %% [markdown] lang="en"
# ### What stays in your hands
#
# The lessons of the first two rows end with **worksheets**. In the last lesson these are put together into a
# **playbook**: a document, a table of tasks and a calendar for your own community. The third row gives you a **report** of
# your data that can be made again each week. So do not collect lessons; fill in sheets. A rough answer today is worth more than
# a fine one never.

# %% [markdown] lang="zh"
# ### 学完手里留下什么
#
# 前两行的课最后都有**工作表**。到最后一课，这些工作表会汇总成一本**运营手册**：一份文档、一张任务表、一份日历，都是你自己社群的。第三行
# 给你一份每周都能重新生成的**数据报告**。所以别攒课，要填表：今天写个粗糙的答案，胜过永远不写的完美答案。

# %% [markdown] lang="en"
# ## How to work
#
# ### Cells
#
# - Click into a cell and press **Shift + Enter**: it runs, and the next one is chosen. Run the cells from the top down.
# - If a cell says that a name is not there yet, a cell above it was skipped. Use *Run → Run All Above Selected Cell*.
# - You cannot break anything. *Kernel → Restart Kernel and Run All Cells* begins afresh, and your worksheets stay.
#
# ### Worksheets
#
# - A form shows the answers of the sample client until you save your own. Overwrite what does not suit you.
# - Each sheet is saved into the folder `workbook`, and stays there when you close the notebook.
# - A sheet tells what is missing and what does not fit together. It never forbids saving.
#
# ### Exercises
#
# - Put your answer in the place of the three dots in `answer = ...` and run the cell.
# - `lesson.hint("00-1")` gives a first hint; `lesson.hint("00-1", 2)` tells more.
# - The solution stands below, folded. Open it when you have tried.
#
# ### Your own data
#
# - Write the path of a folder in the place of `"sample"` in the first code cell of a lesson: `data = "my-export"`.
# - The folder holds `members.csv` or `messages.csv` or both, and, if there are any, `orders.csv` and `groups.csv`. Excel files will do, and so
#   will many usual names of columns, Chinese ones too.
# - Where a part needs a table that you do not have, it says so in a sentence, and the lesson goes on.

# %% [markdown] lang="zh"
# ## 怎么学
#
# ### 单元格
#
# - 点进一个单元格，按 **Shift + Enter**：运行它，并跳到下一个。从上往下依次运行。
# - 如果提示某个名字还没有，说明上面有单元格没运行。用菜单“运行 → 运行上方所有单元格”。
# - 不会弄坏什么。“内核 → 重启内核并运行所有单元格”就能从头再来，填好的工作表还在。
#
# ### 工作表
#
# - 在你保存自己的答案之前，表单里显示的是示例客户的答案，不合适的直接改掉。
# - 每张表保存在 `workbook` 文件夹里，关掉笔记本也不会丢。
# - 表单会提示缺了什么、哪里前后对不上，但从不拦着你保存。
#
# ### 练习
#
# - 把 `answer = ...` 里的三个点换成你的答案，运行这个单元格。
# - `lesson.hint("00-1")` 给第一条提示，`lesson.hint("00-1", 2)` 说得更多。
# - 答案折叠在下面，自己试过再展开。
#
# ### 用自己的数据
#
# - 把每课第一个代码单元格里的 `"sample"` 换成文件夹路径，例如 `data = "my-export"`。
# - 文件夹里放 `members.csv` 或 `messages.csv`，或两个都放；有的话再放 `orders.csv`、`groups.csv`。Excel 文件也可以，常见的列名都认得，
#   中文列名也行。
# - 某一部分需要的表你没有，它会用一句话说明，课程照常往下走。

# %% [markdown] lang="en"
# ## Practice: is everything there, and who is the client?
#
# The first cell looks at what the course needs. If a line says PROBLEM, the last column tells what to do; in a terminal,
# `shequn doctor` looks at more (the kernel, the port, the disk).

# %% [markdown] lang="zh"
# ## 实操：环境齐不齐，客户是谁？
#
# 第一个单元格检查课程所需的环境。哪一行显示“有问题”，最后一列告诉你怎么处理；在终端里运行 `shequn doctor` 会查得更全（内核、端口、磁盘）。

# %%
environment(lesson)

# %% [markdown] lang="en"
# “Sample Coffee” is the made-up client of this course: a neighbourhood coffee and baking brand with three groups. No person in
# it is real. Some effects were put into its data on purpose, and the lessons let you find them.

# %% [markdown] lang="zh"
# “示例咖啡”是本课程虚构的客户：一个社区咖啡烘焙品牌，有三个群，里面没有一个真人。数据里特意埋了一些效应，课上会让你自己把它们找出来。

# %%
from shequn.course.tables import shown

lesson.lacks("members", "messages") or shown(at_a_glance(lesson), lesson)

# %% [markdown] lang="en"
# Add up the members of the three groups, and compare the sum with the first row. It is larger, because some people are in two groups.
# The first row, “all groups”, counts each of them once. You will meet it in every lesson.

# %% [markdown] lang="zh"
# 把三个群的成员数加起来，和第一行比一比：加起来更多，因为有人同时在两个群里。第一行“全部社群”把每个人只算一次，后面每一课都会见到它。

# %% tags=["assert"]
if data == "sample":
    people = at_a_glance(lesson).set_index("group_id")["members"]
    assert people.drop("ALL").sum() > people["ALL"] and len(people) == 4

# %% [markdown] lang="en"
# ## Lessons, minutes, progress
#
# The list reads your workbook: which worksheets you have filled in, and which exercises you have solved. A title leads to its lesson.
# Come back here whenever you begin.

# %% [markdown] lang="zh"
# ## 课程目录、时长、进度
#
# 下面的目录读取你的工作簿：哪些工作表填了，哪些练习做对了。点标题进入那一课。每次开始学习，先回到这里看一眼。

# %%
from shequn.course import progress

progress()

# %% [markdown] lang="en"
# ### Ways through the course
#
# | you have | take |
# |---|---|
# | a group that does not convert | 01, 02, 03, then 15, and only then the rest |
# | an idea and no group | 01 to 08 in order, and 12 before you launch |
# | a group that runs, and a manager who wants figures | 13, 14, 15 |
# | two days with twenty people | the facilitator's agenda in the folder `workshop` |
#
# ### Beside the lessons
#
# The <a href="../docs/glossary.md">glossary</a> has one definition for each term in both languages, and the
# <a href="../docs/metrics.md">metric handbook</a> says of each figure what it means, how it is computed, and where it misleads.

# %% [markdown] lang="zh"
# ### 怎么走
#
# | 你的情况 | 建议路线 |
# |---|---|
# | 有群，但不转化 | 第 01、02、03 课，然后第 15 课，再学其余的 |
# | 有想法，还没有群 | 第 01–08 课依次学，推广之前先学第 12 课 |
# | 群在运营，领导要看数据 | 第 13、14、15 课 |
# | 两天时间、二十个人 | 看 `workshop` 文件夹里的讲师日程 |
#
# ### 课外参考
#
# <a href="../../docs/glossary.zh.md">术语表</a>给每个术语一个统一的定义，中英对照；<a href="../../docs/metrics.zh.md">指标手册</a>逐个说明指标的含义、
# 算法，以及容易误导人的地方。

# %% [markdown] lang="en"
# ## Worksheet
#
# This lesson has none. Write one sentence on paper instead: **what should be different in my community in eight weeks?** Keep the
# paper. Lesson 16 asks for it.

# %% [markdown] lang="zh"
# ## 工作表
#
# 这一课没有工作表。请在纸上写一句话：**八周以后，我的社群要有什么不一样？** 纸留好，第 16 课要用。

# %% [markdown] lang="en"
# ## Exercises
#
# Two small ones, to get to know the way. Try a wrong answer as well: type a word where a number is wanted, and see what happens.
#
# ### 00-1 How many groups?
#
# How many groups do the data hold?

# %% [markdown] lang="zh"
# ## 练习
#
# 两道小题，熟悉一下流程。也故意答错试试：该填数字的地方填个词，看看会怎样。
#
# ### 00-1 有几个群？
#
# 数据里一共有几个群？

# %%
answer = ...
lesson.check("00-1", answer)

# %%
lesson.hint("00-1")

# %% tags=["solution"]
answer = len(lesson.community.group_ids)
lesson.check("00-1", answer)

# %% [markdown] lang="en"
# ### 00-2 How many weeks?
#
# How many weeks, from Monday to Sunday, do the data cover?

# %% [markdown] lang="zh"
# ### 00-2 有几周？
#
# 数据一共覆盖几周（周一到周日）？

# %%
answer = ...
lesson.check("00-2", answer)

# %%
lesson.hint("00-2")

# %% tags=["solution"]
answer = len(lesson.period.weeks)
lesson.check("00-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three, ten minutes:
#
# - Each reads out the sentence from the paper. The others ask: how would you notice that it has come true?
# - Which box of the map did your last community skip? What did that cost?
# - Which figure does your manager ask for first? Which one would you want to be asked for?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三人一组，十分钟：
#
# - 各自念纸上那句话，另外两人追问：你怎么知道它实现了？
# - 上一个社群，你跳过了地图上的哪一格？代价是什么？
# - 领导最先问你哪个数？你希望他先问哪个数？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. A form shows answers that you did not write. Whose are they, and do they get into your playbook?</summary>
#
# They are the sample client's, shown as an example until you save the sheet. What you have not saved is not in your playbook.
#
# </details>
# <details><summary>2. You close the notebook without saving it. What is lost?</summary>
#
# Changes to cells. Worksheets that were saved in their form, and exercises that were solved, stand in the folder `workbook` and stay.
#
# </details>
# <details><summary>3. Your export has messages but no orders. Can you take the course with it?</summary>
#
# Yes. Parts that need orders say so in a sentence and are skipped; with `data = "sample"` you can still follow them.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 表单里有你没写过的答案，是谁的？会进你的运营手册吗？</summary>
#
# 是示例客户的，在你保存之前当范例显示。没保存过的内容不会进你的手册。
#
# </details>
# <details><summary>2. 没保存笔记本就关了，会丢什么？</summary>
#
# 丢的是对单元格的改动。在表单里保存过的工作表、做对的练习，都在 `workbook` 文件夹里，不会丢。
#
# </details>
# <details><summary>3. 你的导出只有消息，没有订单，能学这门课吗？</summary>
#
# 能。需要订单的部分会用一句话说明并跳过；把 `data` 改回 `"sample"` 就能照常练。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Seven steps to build, four parts to operate, and measuring for both.
# - Run cells from the top; answers in place of the dots; hints before the solution.
# - Worksheets become the playbook; the report can be made again each week.
#
# ## What feeds the next lesson
#
# You know the client's three groups. The next lesson asks of each whether it is a community at all:
# [01 Is it a community?](01_is_it_a_community.ipynb)

# %% [markdown] lang="zh"
# ## 小结
#
# - 构建七步，运营四步，两边都要度量。
# - 从上往下运行；把三个点换成答案；先要提示，再看答案。
# - 工作表汇总成运营手册；报告每周都能重新生成。
#
# ## 下一课用到什么
#
# 客户的三个群你已经认识了。下一课逐个追问：它到底算不算社群？
# [01 这是社群吗？](01_is_it_a_community.ipynb)
