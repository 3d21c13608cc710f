# %% [markdown] lang="en"
# # 16 Playbook
#
# *40 minutes · the last lesson*
#
# ## Aim
#
# After this lesson you can
#
# - put your worksheets together into a playbook that somebody else can work by,
# - see from its open points what you do not know yet,
# - tell describing, predicting and testing apart, and plan a test that can be finished,
# - name the next thirty days: who does what, and one habit of your own.

# %% [markdown] lang="zh"
# # 16 运营手册
#
# *40 分钟 · 最后一课*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 把工作表汇总成一本运营手册，换个人也能照着做；
# - 从待定事项里看出自己还不知道什么；
# - 分清描述、预测和实验，设计一个做得完的测试；
# - 排出未来三十天：谁做什么，以及给自己定一个习惯。

# %% [markdown] lang="en"
# ## What you need
#
# - Your worksheets, as far as they are filled in. Gaps are welcome: the playbook lists them. While you have saved none, it is made of the sample client's.
# - The leak you wrote down in lesson 15.
# - The paper with your sentence from lesson 00.

# %% [markdown] lang="zh"
# ## 你需要准备
#
# - 你的工作表，填到哪儿算哪儿。有空缺没关系，手册会列出来。一张都没保存时，用的是示例客户的答案。
# - 第 15 课记下的那个漏点。
# - 第 00 课写着那句话的纸。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("16_playbook", data, language)

# %% [markdown] lang="en"
# ## Story: too much for one man's memory
#
# On 30 October 1935 the best bomber of its time rose from a field in Ohio, climbed steeply, turned over and fell. At the controls had been one of the
# army's most experienced pilots. Nothing was broken: the lock that holds the rudders on the ground had not been released. The machine had four
# engines and more handles than any before. It was, a newspaper wrote, too much aeroplane for one man to fly.
#
# The pilots did not ask for longer training. They wrote a list: for the start, the flight, the landing, the time after. It had room on a
# card. With the card in hand crews flew the same type over a million miles and more without a serious accident.
#
# Your best operator knows all steps by heart, and on the evening when the whole group is watching she forgets the one that everybody knows. A playbook is
# the card. It does not think for anybody. It keeps the head free for what is not on it.

# %% [markdown] lang="zh"
# ## 故事：一个人的脑子记不下
#
# 1935 年 10 月 30 日，当时最好的轰炸机从俄亥俄的机场起飞，陡直拉升，翻转，坠毁。驾驶它的是陆军最有经验的飞行员之一。飞机没坏：停在地面时锁住舵面的
# 装置忘了松开。四台发动机，操纵杆比以往哪架都多。报纸说，这飞机一个人根本飞不过来。
#
# 飞行员们没有要求延长培训，而是写了一张清单：起飞、飞行、着陆、落地以后，一张卡片就写得下。拿着这张卡片，机组把同型飞机飞了一百多万英里，没出过大事故。
#
# 最好的运营把步骤都记在脑子里，可偏偏全群盯着的那个晚上，漏掉了人人都知道的一步。运营手册就是那张卡片。它不替谁思考，
# 只是让脑子腾出来，去想卡片上没有的事。

# %% [markdown] lang="en"
# ## The idea
#
# ### A playbook is used, or it is none
#
# - It is **short** where one acts (who does what, when) and complete where one looks up (why, and how we know).
# - Each line has **one owner**. “The team” is nobody.
# - It has **open points**. A playbook without any has not been read by an outsider.
# - It has a **date of review**. From lesson 08: same rhythm, same day.
#
# ### Three levels of thinking in data
#
# | level | says | good for | its trap |
# |---|---|---|---|
# | quantitative | what was | noticing | a figure without a definition |
# | correlational | what goes along with what | predicting | taking it for a cause |
# | experimental | what happens if we act | deciding | too few people, or looking too early |
#
# Each rests on the one before. The data habit that carries them has five steps: set the aim, choose the source, collect at a fixed rhythm,
# analyse, act. The last one is the one most easily left out.
#
# ### Ten mindsets
#
# Members first · several channels · good content · interaction · data-driven · brand · innovation · win-win partnership · long-term plan ·
# persistence. They are the closing self-assessment: a mirror for yourself and no measurement. Without evidence from last month a mindset
# gets at most a 3.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 手册要用，不用就不算手册
#
# - 动手的地方要**短**（谁、什么时候、做什么），备查的地方要全（为什么、凭什么）。
# - 每一行只有**一个负责人**。“团队负责”等于没人负责。
# - 要有**待定事项**。一条都没有的手册，说明还没给外人看过。
# - 要有**复盘日期**。和第 08 课一样：固定节奏，固定日子。
#
# ### 数据思维的三个层级
#
# | 层级 | 说的是 | 用来 | 容易掉的坑 |
# |---|---|---|---|
# | 定量 | 发生了什么 | 发现 | 数没有定义 |
# | 相关 | 什么和什么一起变 | 预测 | 当成因果 |
# | 实验 | 我们这么做会怎样 | 决定 | 人太少，或看得太早 |
#
# 后一级踩在前一级上。撑起它们的数据习惯有五步：定目标、选来源、按固定节奏收集、分析、行动。
# 最容易省掉的是最后一步。
#
# ### 十种思维
#
# 用户至上 · 多渠道 · 优质内容 · 互动 · 数据驱动 · 品牌 · 创新 · 合作共赢 · 长期规划 ·
# 坚持。这是结课自评：给自己照镜子，不是测评。拿不出上个月的证据，
# 最多给 3 分。

# %% [markdown] lang="en"
# ## Practice: assemble it
#
# One cell reads every worksheet and puts the parts in order. Read the last column as an outsider would: do the sentences agree with each other?

# %% [markdown] lang="zh"
# ## 实操：汇总成册
#
# 一个单元格读完所有工作表，把各部分排好。请像外人一样读最后一列：这些句子彼此说得通吗？

# %%
from shequn.course import closing

playbook = closing.assemble(lesson)
closing.contents(playbook, lesson)

# %% [markdown] lang="en"
# ### Open points
#
# The sample client has filled in everything, which no real client has. Let us take its pilot away and see what the playbook makes of the gap.

# %% [markdown] lang="zh"
# ### 待定事项
#
# 示例客户每张表都填完了，真实客户没有这样的。我们拿掉它的测试（第 06 课），看看手册怎么说。

# %%
closing.assemble(lesson, without=["pilot"]).sections[-1]

# %% [markdown] lang="en"
# It does not hide the gap behind an empty page: it says which question is open, and what elsewhere no longer fits. Take such a list to your team. It
# is the agenda.
#
# ### The files
#
# A page for the browser, a text document to be edited, and a calendar for everybody's telephone. `shequn playbook workbook --out playbook` in a
# terminal writes a PDF and a workbook of tables as well; `shequn playbook sample --out playbook` those of the sample client.

# %% [markdown] lang="zh"
# 它不会拿一张空白页糊弄过去，而是说清哪个问题还没答，别处又有什么对不上了。把这样一份清单带到团队里，会议议程就有了。
#
# ### 生成文件
#
# 一份网页，一份可以改的文档，一份能导进手机的日历。在终端里运行 `shequn playbook workbook --out playbook`，还会多出 PDF 和表格；
# `shequn playbook sample --out playbook` 生成示例客户的。

# %%
closing.write(lesson)

# %% [markdown] lang="en"
# ### The next thirty days
#
# What the SOP and the content columns ask for after the data end. Look at the longest row and imagine that this person falls ill.

# %% [markdown] lang="zh"
# ### 未来三十天
#
# 数据截止之后，SOP 和内容栏目要求做的事。看次数最多的那一行，想象这个人病了。

# %%
closing.next_days(lesson)

# %% [markdown] lang="en"
# ### From the leak to a test
#
# Lesson 15 ended with a suspicion: welcomes that come late cost members. On the second level one would predict with it. On the third one acts: **from
# now on, newcomers are drawn by lot into two halves; one half gets a personal message on the first day, the other the usual one; after four weeks the
# active ones are counted.** What is still missing is the question that most plans leave out: how long will that take? Exercise 16-2
# answers it.
#
# The sample client's own next step is such a test. Here is its self-assessment; the lowest score is set off.

# %% [markdown] lang="zh"
# ### 从漏点到测试
#
# 第 15 课留下一个怀疑：欢迎来晚了，人就留不住。停在第二级，可以用它预测；到第三级就要动手：**从现在起，新人抽签分两半；一半第一天收到专人私信，
# 另一半照旧；四周后数一数还有多少人活跃。** 还差一个多数方案都漏掉的问题：这要做多久？练习 16-2
# 来回答。
#
# 示例客户写的“下一步”就是这样一个测试。下面是它的自评，最低的一项已标出。

# %%
closing.draw_mindset(lesson)

# %% [markdown] lang="en"
# ## Worksheet: mindset self-assessment
#
# Ten scores, each with what you did last month. Then the level on which you decided last, and one habit for the next four weeks: what, on
# which day, and how you will notice that it works.

# %% [markdown] lang="zh"
# ## 工作表：社群思维自评
#
# 打十个分，每个都要写出上个月做过的事。再选出你上次做决定用的是哪一级，最后给未来四周定一个习惯：做什么、哪天做、怎么看出有用。

# %%
from shequn.worksheets import MindsetCheck
from shequn.worksheets.form import form

form(MindsetCheck)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 16-1 Which level?
#
# Six sentences from a meeting. Give the level of each, in order, as a list of `"quantitative"`, `"correlational"` and `"experimental"`.
#
# 1. “Last week 206 of 646 members of the fan group were active.”
# 2. “Since we have had the Wednesday Q&A, more people are active.”
# 3. “Of two halves drawn by lot, more ordered in the one that had the Q&A.”
# 4. “Whoever speaks in a week is more likely to buy in it, so expect sales when talk rises.”
# 5. “Eleven people left the learning group in the second week of October.”
# 6. “Every second newcomer gets the personal message, and in December we compare.”

# %% [markdown] lang="zh"
# ## 练习
#
# ### 16-1 是哪一级？
#
# 会上的六句话。按顺序给出每句的层级，写成由 `"quantitative"`（定量）、`"correlational"`（相关）、`"experimental"`（实验）组成的列表。
#
# 1. “上周粉丝群 646 人里有 206 人活跃。”
# 2. “自从有了周三问答，活跃的人多了。”
# 3. “抽签分的两半人里，有问答的那一半下单更多。”
# 4. “当周发言的人当周更可能买，所以聊得热了，销售也会上来。”
# 5. “10 月第二周，学习群退了 11 个人。”
# 6. “新人隔一个发一个专人私信，12 月来比一比。”

# %% tags=["assert"]
if data == "sample":
    from shequn import metrics

    weekly = metrics.weekly(lesson.community).set_index(["group_id", "week"])
    assert weekly.loc[("G01", "2026-W43"), ["active_members", "total_members"]].tolist() == [206, 646]
    assert weekly.loc[("G02", "2026-W41"), "churned_members"] == 11
    cells = metrics.cohorts(lesson.community).query("group_id == 'G01' and 1 <= age <= 4")
    weeks = sorted(cells["cohort"].unique())
    for cohorts, share in ((set(weeks[:12]) - {"2026-W23"}, 0.21), (weeks[16:22], 0.4)):
        sums = cells[cells["cohort"].isin(cohorts)][["retained", "size"]].sum()
        assert round(sums["retained"] / sums["size"], 2) == share

# %%
answer = ...
lesson.check("16-1", answer)

# %%
lesson.hint("16-1")

# %% tags=["solution"]
levels = ["quantitative", "correlational", "experimental"]
answer = [levels[place] for place in (0, 1, 2, 1, 0, 2)]
lesson.check("16-1", answer)

# %% [markdown] lang="en"
# ### 16-2 How long does the test take?
#
# In the fan group about 40 of 100 newcomers are active in the fourth week. The personal message is to make that 60. About 14 newcomers come a week, one
# half for each version. How many weeks of newcomers are needed, so that a true difference of this size is found with a chance of 80 %?

# %% [markdown] lang="zh"
# ### 16-2 测试要做多久？
#
# 粉丝群新人里，第四周仍活跃的大约 40%，希望专人私信能把它提到 60%。每周大约来 14 个新人，两个版本各一半。要攒几周的新人，
# 才有八成把握发现这么大的真实差别？

# %%
answer = ...
lesson.check("16-2", answer)

# %%
lesson.hint("16-2")

# %% tags=["solution"]
from math import ceil

from shequn.planning import sample_size

answer = ceil(2 * sample_size(0.4, 0.6) / 14)
lesson.check("16-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - Exchange playbooks. Each reads that of a neighbour for five minutes and then says what they would do on the first morning. Where do they get stuck?
# - Take out the paper from lesson 00. Which figure of your playbook would show that the sentence has come true? If none: what is missing?
# - The test of exercise 16-2 takes too long. Make it shorter without asking fewer people.

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 交换手册。各自读旁边人的，读五分钟，然后说出第一天早上你会做什么。卡在哪里？
# - 拿出第 00 课那张纸。手册里哪个数能说明那句话实现了？一个都没有的话，缺了什么？
# - 练习 16-2 的测试太久了。不减人数，怎么缩短？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Your playbook says “12 of 15 worksheets are complete”. Finish the other three first, or begin?</summary>
#
# Begin, if the missing ones do not touch the next thirty days. Give each open point an owner and a day; that is what the list is for.
#
# </details>
# <details><summary>2. After the new welcome retention rose from 21 to 40 %. On which level is the sentence “the welcome works”?</summary>
#
# On none yet. That it rose is a description. That it rose together with the welcome is a correlation. That it works would need a second group without
# it.
#
# </details>
# <details><summary>3. You score yourself 5 in “data-driven” and have no evidence from last month. What now?</summary>
#
# It is at most a 3. And you have found the habit for the next four weeks.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 手册写着“15 张工作表中已完成 12 张”。先补完三张，还是先开始？</summary>
#
# 缺的几张不影响未来三十天，就先开始。每条待定事项写上负责人和日期，列出来就是为了这个。
#
# </details>
# <details><summary>2. 换了新的欢迎之后，留存从 21% 升到 40%。“欢迎有效”这句话在哪一级？</summary>
#
# 哪一级都还不到。“升了”是描述；“和欢迎一起升的”是相关；要说“有效”，还缺一组没有新欢迎的人
# 来对照。
#
# </details>
# <details><summary>3. “数据驱动”你给自己打了 5 分，上个月却拿不出证据，怎么办？</summary>
#
# 最多 3 分。而且，未来四周要养成哪个习惯，你也找到了。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A playbook is short where one acts, has an owner in each line, and says what is open.
# - Describe, predict, test: each on the shoulders of the one before; a test needs enough people and an end.
# - One leak, one test, one habit. In thirty days: report, review, next.
#
# ## What comes next
#
# There is no next lesson, but there is a next Monday. Make the report again ([13 Client report](13_client_report.ipynb)), look at your one figure, and write
# what you have learned into the backlog. And look at the list in [00 Start here](00_start_here.ipynb): what is not ticked there is not gone, it is waiting.

# %% [markdown] lang="zh"
# ## 小结
#
# - 手册在动手处要短，每行有负责人，写明还有什么没定。
# - 描述、预测、实验，一级踩着一级；测试要有足够的人，也要有终点。
# - 一个漏点，一个测试，一个习惯。三十天后：出报告，复盘，再来。
#
# ## 接下来
#
# 没有下一课了，但有下一个周一。再出一份报告（[13 客户报告](13_client_report.ipynb)），看你选的那一个数，把学到的记进待办。再回
# [00 从这里开始](00_start_here.ipynb)看看目录：没打勾的并没有消失，它们在等你。
