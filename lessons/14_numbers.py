# %% [markdown] lang="en"
# # 14 Daily and weekly numbers
#
# *50 minutes · no worksheet*
#
# ## Aim
#
# After this lesson you can
#
# - say of each daily and weekly figure exactly whom it counts, and when,
# - name the twelve rules that keep such figures right,
# - read a few lines of somebody else's code or query and say which rule they break, and by how much,
# - check a report that you are given without seeing how it was made.

# %% [markdown] lang="zh"
# # 14 日报与周报数据
#
# *50 分钟 · 没有工作表*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 说清日报、周报里每个数数的到底是谁、什么时候；
# - 说出让这些数不出错的十二条规则；
# - 读几行别人的代码或查询，指出它违反了哪一条，差多少；
# - 拿到一份报告，不看过程也能核对。

# %% [markdown] lang="en"
# ## What you need
#
# - The report of lesson 13; the first two exercises are about it.
# - No more Python than before. You will read short functions, not write them.
# - With your own data: a list of members, and for the last exercise orders.

# %% [markdown] lang="zh"
# ## 你需要准备
#
# - 第 13 课的报告，前两道练习与它有关。
# - Python 要求和之前一样：会读几个短函数，不用自己写。
# - 用自己的数据：要有成员名单；最后一题还要有订单。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("14_numbers", data, language)

# %% [markdown] lang="en"
# ## Story: nobody had miscalculated
#
# On 23 September 1999 a spacecraft reached Mars after nine months, fired its engine, went behind the planet and was never heard of
# again. The Mars Climate Orbiter had come far too close. In the inquiry nobody was found who had added wrongly. One program gave the
# push of the small thrusters in pound-force seconds; the program that read its file took the same numbers for newton-seconds. Both
# were right by themselves. What was missing was one agreed sentence about what the number means.
#
# A group chat is no spacecraft. But the sum that the operator calls “active this week” and the one that the data team calls “active this
# week” can differ by a factor of two, without a single error of arithmetic. You will see it below. Each of them is proud of their dashboard, and
# the manager believes the higher one.

# %% [markdown] lang="zh"
# ## 故事：谁也没算错
#
# 1999 年 9 月 23 日，一艘飞了九个多月的探测器抵达火星，点火，转到火星背面，从此杳无音信。这艘“火星气候探测者号”飞得太低了。调查下来，没有人
# 加错过数：一个程序输出小推力器的冲量，单位是磅力秒；读文件的另一个程序，把同样的数当成牛顿秒。各自都没错，缺的只是一句约定：这个数是什么意思。
#
# 微信群当然不是探测器。可是运营说的“本周活跃”和数据同事说的“本周活跃”，一个加减都没算错，照样能差出一倍，下面就能看到。人人都为自己的看板得意，
# 领导则信大的那个。

# %% [markdown] lang="en"
# ## The idea
#
# ### Four questions, in this order
#
# The monitoring of a community is itself a funnel: who is **new**, who is **active**, who is **converted**, who is **churned**.
#
# | a day | whom it counts |
# |---|---|
# | total members | who is a member at the end of the day |
# | new members | different people who joined that day |
# | active members | different people who spoke or interacted that day |
# | active rate | active members of the day ÷ total at its end |
# | churned members | different people who left that day |
#
# | a week, Monday to Sunday | whom it counts |
# |---|---|
# | total members | who is a member at the end of Sunday |
# | new, active, churned | different people over the whole week; never the sum of the days |
# | active rate | active members of the week ÷ total at its end |
# | converted members, conversion rate | different people who bought in the week; the same ÷ total at its end |
# | GMV | what members paid in the week |
# | growth | (this week − last week) ÷ last week, of converted members and of GMV |
#
# ### Twelve rules
#
# The tables leave room for mistakes. These rules close it; each is tested in the package that computes your report.
#
# 1. **Membership is a stretch of time.** A member is counted from joining until leaving. Who left is out of the total; who comes back opens a
#    new stretch; who was there before the data begin is in the total and never “new”.
# 2. **People and events are two figures.** Join, leave, join again on one day: one new person, two joins, one leave. Only the events balance:
#    total = total before + joins − leaves.
# 3. **Joining and leaving on one day counts in both.**
# 4. **Staff and bots are in no figure.** Neither are system notices and recalled messages, nor what somebody wrote when they were no
#    member.
# 5. **For the client as a whole each person counts once.** Moving from one group to another is no loss.
# 6. **Every day and week has its line, also one without events.** Then new members are 0, and a rate without anybody to divide by is unknown, not 0. Weeks
#    that are only partly in the data are marked, and not compared.
# 7. **Growth needs two whole weeks, and a last week that was not 0.** Else there is none.
# 8. **A week runs from Monday to Sunday, a day from midnight to midnight, in the community's own time zone.**
# 9. **The rate divides by the total at the end.** Who was active and then left stays above the line, so it can exceed 100 %. Other
#    denominators have other names.
# 10. **Converted is who paid while a member.** The amount counts on the day of payment; a refund is a figure of its own, on the day of the refund. Unpaid
#     orders are none.
# 11. **Unknown is not zero.** An export that never records leaving has no churn figure at all.
# 12. **Money is added up exactly,** in fen, not in decimals that are a hair off.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 四个问题，按这个顺序
#
# 社群监测本身就是一个漏斗：**新增**、**活跃**、**转化**、**流失**。
#
# | 日口径 | 数的是谁 |
# |---|---|
# | 社群总人数 | 当日结束时在群的人 |
# | 新增入群人数 | 当日入群的去重人数 |
# | 活跃用户数 | 当日发言或互动的去重人数 |
# | 活跃率 | 当日活跃人数 ÷ 当日结束时总人数 |
# | 流失用户数 | 当日退群的去重人数 |
#
# | 周口径（周一至周日） | 数的是谁 |
# |---|---|
# | 社群总人数 | 周日结束时在群的人 |
# | 新增、活跃、流失 | 整周去重人数，绝不是七天相加 |
# | 活跃率 | 当周活跃人数 ÷ 周末总人数 |
# | 转化人数、转化率 | 当周有购买的去重人数；再除以周末总人数 |
# | GMV | 成员当周实付金额 |
# | 环比 | （本周 − 上周）÷ 上周，算转化人数和 GMV |
#
# ### 十二条规则
#
# 光看表格还有空子可钻，下面十二条把空子堵上。给你出报告的程序，每一条都有测试守着。
#
# 1. **在群是一段时间。** 从入群到退群才算成员。退了的不在总人数里；再进来是新的一段；数据开始前就在的，算总人数，但绝不算“新增”。
# 2. **人数和人次是两个数。** 一天之内进、退、又进：新增 1 人，入群 2 次，退群 1 次。只有人次能对上账：
#    总人数 = 前一天总人数 + 入群人次 − 退群人次。
# 3. **当天进当天退，两边都算。**
# 4. **员工和机器人不进任何数。** 系统通知、撤回的消息不算；不在群时发的消息也不算。
# 5. **看整个客户，一个人只算一次。** 从一个群换到另一个群，不算流失。
# 6. **每天每周都要有一行，没事发生也要有。** 那天的新增是 0；没有分母的比率是未知，不是 0。数据只覆盖一部分的周要标出来，
#    不参与比较。
# 7. **环比要有两个完整周，上周还不能是 0。** 否则就没有环比。
# 8. **一周是周一到周日，一天是零点到零点，按社群所在时区。**
# 9. **占比的分母是期末总人数。** 活跃过又退群的人保留在分子里，所以可能超过 100%。换了分母就要换
#    名字。
# 10. **转化是“在群时付了款”。** 金额算在付款那天；退款单独记，算在退款那天。没付款的不是
#     订单。
# 11. **未知不等于零。** 从不记录退群的导出，就没有流失人数。
# 12. **钱要一分不差地加，** 用“分”来算，别用差一丝的小数。

# %% [markdown] lang="en"
# ## Practice: from the raw rows to the figure
#
# ### A week, day by day
#
# The last seven days of the first group, and the last four weeks. Do the daily active members add up to the weekly ones? And does rule 2 hold from one day to the next?

# %% [markdown] lang="zh"
# ## 实操：从原始记录到一个数
#
# ### 一天一天看一周
#
# 第一个群最近七天的日报，以及最近四周的周报。日活加起来等于周活吗？规则 2 在相邻两天之间成立吗？

# %%
from shequn import metrics
from shequn.course.tables import shown

group = lesson.community.group_ids[0]
days = metrics.daily(lesson.community).query("group_id == @group").tail(7)
shown(days[["day", "total_members", "joins", "leaves", "active_members", "active_rate"]], lesson)

# %%
weeks = metrics.weekly(lesson.community).query("group_id == @group").tail(4)
shown(weeks[["week", "total_members", "new_members", "churned_members", "active_members", "active_rate"]], lesson)

# %%
bought = weeks[["week", "converted_members", "conversion_rate", "gmv", "converted_growth", "gmv_growth"]]
shown(bought, lesson, converted_growth="growth", gmv_growth="growth")

# %% tags=["assert"]
if data == "sample":
    whole = metrics.daily(lesson.community).query("group_id == @group")
    moved = whole["joins"] - whole["leaves"]
    assert (whole["total_members"].diff().dropna() == moved.iloc[1:]).all()
    assert days["active_members"].sum() > 2 * weeks["active_members"].iloc[-1]

# %% [markdown] lang="en"
# ### The bridge
#
# Rule 2 over half a year. Nobody has to believe the closing figure: it can be reached from the opening one.

# %% [markdown] lang="zh"
# ### 人数桥
#
# 规则 2 放到半年里看。期末人数不用谁来相信，从期初一步步走得到。

# %%
from shequn.course.pictures_d import compared, draw_bridge, ways_to_count, week_of

draw_bridge(lesson)

# %% [markdown] lang="en"
# ### Four ways to say “active this week”
#
# One group, one week, one question. Only the first answer is the definition's.

# %% [markdown] lang="zh"
# ### “本周活跃”的四种算法
#
# 同一个群、同一周、同一个问题，只有第一个答案符合定义。

# %%
ways_to_count(lesson)

# %% [markdown] lang="en"
# The long bar comes from this function. It is short, it runs, and it looks reasonable. Read it before you read on.

# %% [markdown] lang="zh"
# 最长的那一条出自下面这个函数。它很短，能跑，看着也合理。先读代码，再往下看。

# %%
from shequn.course import bugs

bugs.code(bugs.sum_of_days)

# %% [markdown] lang="en"
# It counts different people on each day, rightly, and then adds the days. Whoever writes on five days is five people. The sum answers another
# question, on how many days in all somebody was there; divided by the members it gives a rate that passes for lively and can exceed
# 100 % without anybody having left.

# %% [markdown] lang="zh"
# 它每天按人去重，没错；可接着把七天加了起来，一个人发言五天就成了五个人。这个和回答的是另一个问题：一共有多少“人·天”。再除以成员数，
# 就得到一个看着热闹的占比，没人退群也能超过 100%。

# %% tags=["assert"]
if data == "sample":
    monday, rows = week_of(lesson), bugs.rows(lesson.community)
    right = (
        metrics.weekly(lesson.community).query("group_id == 'G01' and week_start == @monday")["active_members"].item()
    )
    assert bugs.sum_of_days(rows, "G01", monday) > 2 * right
    assert bugs.active_of_week(rows, "G01", monday) == right + 3

# %% [markdown] lang="en"
# ## Worksheet
#
# None of its own. Instead write below the weekly table of your own group, in the worksheet [08 Iterate](08_iterate.ipynb), which figure you will
# look at each Monday, by which of the definitions above. One figure is enough.

# %% [markdown] lang="zh"
# ## 工作表
#
# 这一课没有单独的工作表。请在[08 优化迭代](08_iterate.ipynb)的工作表里写下：每周一你要看自己群的哪个数，用上面哪个定义。
# 一个就够。

# %% [markdown] lang="en"
# ## Exercises on the report
#
# ### 14-1 More joins than new members
#
# In the report's growth section, for all groups together, joins and new members differ. How many of the joins were not the first of that person in
# the period?

# %% [markdown] lang="zh"
# ## 练习：读报告
#
# ### 14-1 入群人次比新增人数多
#
# 报告“增长”一节里，全部社群的入群人次和新增人数不相等。有多少次入群，不是那个人在周期内的第一次？

# %%
answer = ...
lesson.check("14-1", answer)

# %%
lesson.hint("14-1")

# %% tags=["solution"]
row = metrics.bridge(lesson.community).set_index("group_id").loc["ALL"]
answer = row["joins"] - row["new_members"]
lesson.check("14-1", answer)

# %% [markdown] lang="en"
# ### 14-2 Which denominator?
#
# Give the active rate of the first group in the last whole week, as the definition has it (a share, such as 0.25). The table
# `metrics.rates(lesson.community)` holds it and two that are easily taken for it.

# %% [markdown] lang="zh"
# ### 14-2 除以哪个数？
#
# 按定义给出第一个群最近一个完整周的活跃率（写成比例，例如 0.25）。`metrics.rates(lesson.community)` 里有它，还有两个容易混淆的
# 占比。

# %%
answer = ...
lesson.check("14-2", answer)

# %%
lesson.hint("14-2")

# %% tags=["solution"]
rates = metrics.rates(lesson.community).query("group_id == @group and complete")
answer = rates["active_rate"].iloc[-1]
lesson.check("14-2", answer)

# %% [markdown] lang="en"
# ## Exercises: which bug is this?
#
# Five functions, each with one mistake that stands in published programs for managing groups. The amounts of the last one are in yuan. First
# read them; then the table tells what each says and what would be right. C, D and E look at the last whole week but one.

# %% [markdown] lang="zh"
# ## 练习：这是什么 bug？
#
# 五个函数，每个都有一处错误，都是公开的社群管理程序里真实出现过的类型，最后一个的金额以元计。先读代码，再看下表：它算出多少，正确的是多少。
# C、D、E 看的是倒数第二个完整周。

# %%
bugs.code(bugs.total_members)

# %%
bugs.code(bugs.new_members)

# %%
bugs.code(bugs.active_this_week)

# %%
bugs.code(bugs.active_of_week)

# %%
bugs.code(bugs.gmv_of_week)

# %%
compared(lesson)

# %% [markdown] lang="en"
# ### 14-3 Name them
#
# A to E in the order above. Which of the twelve rules does each break? The answer is a list of five numbers, such as `[2, 3, 5, 7, 11]`.

# %% [markdown] lang="zh"
# ### 14-3 说出是哪一条
#
# 从上到下依次是 A–E，各违反十二条规则中的哪一条？答案是五个数字的列表，例如 `[2, 3, 5, 7, 11]`。

# %%
answer = ...
lesson.check("14-3", answer)

# %%
lesson.hint("14-3")

# %% tags=["solution"]
answer = [1, 6, 8, 4, 10]
lesson.check("14-3", answer)

# %% [markdown] lang="en"
# ### 14-4 How many too many?
#
# By how much does function A exceed the right total of the first group on the last day? Say first in one sentence who these people are.

# %% [markdown] lang="zh"
# ### 14-4 多算了多少人？
#
# 函数 A 算出的第一个群最后一天总人数，比正确的多多少？先用一句话说出多出来的是谁。

# %%
answer = ...
lesson.check("14-4", answer)

# %%
lesson.hint("14-4")

# %% tags=["solution"]
last, rows = days["day"].iloc[-1], bugs.rows(lesson.community)
answer = bugs.total_members(rows, group, last) - days["total_members"].iloc[-1]
lesson.check("14-4", answer)

# %% [markdown] lang="en"
# ### 14-5 Newcomers who do not exist
#
# Take the second of the three groups (with your own data: the middle one). How many new members does function B invent over the whole period?

# %% [markdown] lang="zh"
# ### 14-5 并不存在的新人
#
# 看三个群里的第二个（自己的数据取中间那个）。整个周期里，函数 B 凭空多出多少个新增成员？

# %%
answer = ...
lesson.check("14-5", answer)

# %%
lesson.hint("14-5")

# %% tags=["solution"]
second = lesson.community.group_ids[len(lesson.community.group_ids) // 2]
own = metrics.daily(lesson.community).query("group_id == @second")
answer = bugs.new_members(rows, second, own["day"]).sum() - own["new_members"].sum()
lesson.check("14-5", answer)

# %% [markdown] lang="en"
# ### 14-6 Sales that melt away
#
# By how many yuan does function E understate the GMV of all groups (`"ALL"`) in the week that begins on `week_of(lesson)`?

# %% [markdown] lang="zh"
# ### 14-6 会缩水的销售额
#
# 从 `week_of(lesson)` 开始的那一周，函数 E 把全部社群（`"ALL"`）的 GMV 少算了多少元？

# %%
answer = ...
lesson.check("14-6", answer)

# %%
lesson.hint("14-6")

# %% tags=["solution"]
monday = week_of(lesson)
weekly = metrics.weekly(lesson.community).query("group_id == 'ALL' and week_start == @monday")
answer = None if lesson.lacks("orders") else weekly["gmv"].iloc[0] - bugs.gmv_of_week(rows, "ALL", monday)
lesson.check("14-6", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - Which of the five mistakes make a group look better, which worse? Which would go unnoticed longest in your team, and why?
# - Your tool shows “active members 7 days”. You report weeks. What do you do on Monday, and what if you forget until Wednesday?
# - Somebody proposes to leave silent members out of the denominator, “because they are no real members”. Which rule does that break,
#   and what would you answer?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 五个错误里，哪些让群显得更好，哪些更差？哪一个在你团队里最久没人发现，为什么？
# - 工具显示的是“近 7 天活跃”，你报的是自然周。周一你怎么取数？忘到周三怎么办？
# - 有人提议把潜水的人从分母里去掉，“反正不算真成员”。这违反了哪一条？
#   你怎么回应？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. A group of 40 has 44 active members this week. Error?</summary>
#
# Not necessarily. Four or more were active and left before Sunday night (rule 9). The rate is 110 %, and that tells something.
#
# </details>
# <details><summary>2. A member joins group A on Monday, leaves it on Wednesday and joins group B on Tuesday. What does the client's week show?</summary>
#
# Not one churned member: there was no moment without a membership (rule 5). Group A has one churned, groups A and B one new member each, and the
# client one new member.
#
# </details>
# <details><summary>3. The converted members went from 0 to 6. By how many per cent did they grow?</summary>
#
# By none that could be given (rule 7). Say: from 0 to 6.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 一个 40 人的群，本周活跃 44 人，算错了吗？</summary>
#
# 不一定。至少有四人活跃过，又在周日结束前退了群（规则 9）。占比是 110%，这本身就说明问题。
#
# </details>
# <details><summary>2. 有人周一进 A 群，周二进 B 群，周三退出 A 群。整个客户这一周怎么记？</summary>
#
# 没有流失：他没有一刻不在群里（规则 5）。A 群流失 1 人，A、B 两群各新增 1 人，
# 整个客户新增 1 人。
#
# </details>
# <details><summary>3. 转化人数从 0 涨到 6，环比增长多少？</summary>
#
# 给不出百分比（规则 7）。就写“从 0 到 6”。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - New, active, converted, churned: different people, in a stated time, over a stated total.
# - People and events, group and client, payment and refund: two figures each, never mixed.
# - A figure that cannot be checked against another one is an opinion.
#
# ## What feeds the next lesson
#
# You can trust the figures now. [15 Diagnosis: find the leak](15_diagnosis.ipynb) asks what they say.

# %% [markdown] lang="zh"
# ## 小结
#
# - 新增、活跃、转化、流失：去重的人、写明的时间、写明的分母。
# - 人数与人次、单群与整个客户、付款与退款，都是两个数，别混。
# - 没法用另一个数来核对的数，只是看法。
#
# ## 下一课用到什么
#
# 数字现在信得过了。[15 诊断：找到漏点](15_diagnosis.ipynb)来问它们说明了什么。
