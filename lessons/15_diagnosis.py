# %% [markdown] lang="en"
# # 15 Diagnosis: find the leak
#
# *50 minutes · no worksheet*
#
# ## Aim
#
# After this lesson you can
#
# - follow newcomers from joining to buying again and say at which step you lose them,
# - tell a bad campaign from a bad group, and a slow leak from a bad week,
# - say how few people carry the talk, and what would happen without them,
# - meet a benchmark with your own eight weeks, and a rate of a small group with an interval.

# %% [markdown] lang="zh"
# # 15 诊断：找到漏点
#
# *50 分钟 · 没有工作表*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 跟着新人从入群走到复购，说出在哪一步丢的人；
# - 分清是活动不行还是群不行，是慢慢漏水还是偶尔一周差；
# - 说出多少人撑起了聊天，没有他们会怎样；
# - 用自己的八周回应“行业标准”，用区间看待小群的比率。

# %% [markdown] lang="en"
# ## What you need
#
# - Lesson 14: you know whom each figure counts.
# - The sample client. With your own data you need members and messages, for the funnel also orders.

# %% [markdown] lang="zh"
# ## 你需要准备
#
# - 学过第 14 课，知道每个数数的是谁。
# - 示例客户的数据。用自己的数据需要成员和消息，看漏斗还要订单。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("15_diagnosis", data, language)

# %% [markdown] lang="en"
# ## Story: the handle of the pump
#
# In the last days of August 1854 cholera broke out in Soho in London; within ten days some five hundred people of a few streets were dead. Most
# doctors blamed bad air. The physician John Snow asked instead where each of the dead had fetched water, and marked them on a map. They
# crowded around the pump in Broad Street. More telling still were the exceptions: a brewery beside the pump had hardly a case, for its men
# drank beer and had a well of their own; a widow far away had died, who had the water of that pump brought to her because she liked its
# taste. On 8 September the parish took the handle off the pump.
#
# The story usually ends there, with the epidemic beaten. Snow himself did not tell it so. The deaths had been falling for days, since
# whoever could had fled. Whether the handle changed anything he left open, and went on looking for evidence. He teaches two things:
# follow the people, one by one, also those who do not fit. And a line that falls after a measure was perhaps falling before.

# %% [markdown] lang="zh"
# ## 故事：水泵的手柄
#
# 1854 年 8 月底，伦敦苏豪区暴发霍乱，十天里几条街死了五百来人。多数医生怪空气污浊。约翰·斯诺医生却去问每个死者喝的是哪儿的水，一个个标到地图上：
# 死者挤在宽街那台水泵周围。更说明问题的是例外：水泵旁边的啤酒厂几乎没人得病，工人喝啤酒，厂里还有自己的井；远处一位寡妇死了，她爱喝那台水泵的水，
# 专门让人送来。9 月 8 日，教区卸下了水泵的手柄。
#
# 故事一般讲到这里，疫情打退，皆大欢喜。斯诺自己可没这么讲。死亡人数已经降了好几天，能逃的早逃了。卸手柄到底起没起作用，他没下结论，继续找证据。
# 他教了我们两件事：跟着一个个人走，对不上的也要跟；措施之后下降的曲线，也许之前就在下降。

# %% [markdown] lang="en"
# ## The idea: five places to look
#
# | where | question | figure |
# |---|---|---|
# | the path | at which step do newcomers stop? | funnel, everybody with the same time |
# | the staying | who is still there, or still active, after n weeks? | cohort retention |
# | the mix | who is active: new, steady, back, gone quiet? | lifecycle, stickiness |
# | the pillars | how few carry the talk? | concentration, absence factor |
# | the line | is this week unlike our own weeks before? | trailing range, interval |
#
# Two habits keep a diagnosis honest. **Follow the same people**: leavers of this week divided by joiners of this week compare two crowds. And
# **give everybody the same time**: who joined yesterday cannot have bought twice.

# %% [markdown] lang="zh"
# ## 核心方法：五个地方要看
#
# | 看哪里 | 问什么 | 看哪个数 |
# |---|---|---|
# | 路径 | 新人停在哪一步？ | 漏斗，给每个人同样长的时间 |
# | 留存 | 几周以后谁还在、谁还活跃？ | 同期群留存 |
# | 构成 | 活跃的是谁：首次、持续、回流，还是沉寂了？ | 生命周期、黏性 |
# | 支柱 | 多少人撑起了聊天？ | 集中度、缺席系数 |
# | 走势 | 这一周和自己前几周不一样吗？ | 近八周范围、区间 |
#
# 两个习惯让诊断站得住脚。**跟着同一批人**：用本周退群除以本周入群，比的是两拨人。**给每个人同样的时间**：
# 昨天才进群的人，不可能已经复购。

# %% [markdown] lang="en"
# ## Practice: the client's leaks
#
# ### The path
#
# The fan group. Everybody who joined is followed for 28 days; who joined too late for that is left out. Where is the largest loss?

# %% [markdown] lang="zh"
# ## 实操：客户漏在哪里
#
# ### 路径
#
# 先看街坊粉丝群。每个入群的人都跟 28 天，入群太晚、不满 28 天的不算。损失最大的是哪一步？

# %%
from shequn import metrics
from shequn.course import diagnosis
from shequn.course.tables import shown

group = lesson.community.group_ids[0]
diagnosis.draw_funnel(lesson, group, window_days=28)

# %% [markdown] lang="en"
# “Bought again” is the smallest bar, and yet the least certain answer: few buy twice in four weeks. A window must suit the step. The step to judge by
# 28 days is the first one. And before you repair it, ask whether it has always been like that. Here are the newcomers of three times: up to the
# give-away of June, between it and the release of 17 August, and from then on.

# %% [markdown] lang="zh"
# “复购”那一条最短，却最不能说明问题：四周里买两回的人本来就少。时间窗要配得上那一步，28 天适合看前两步。动手修之前，先问一句：一直都这样吗？
# 下面把新人按时间分成三批：到 6 月赠品活动为止，赠品之后到 8 月 17 日上线之前，以及上线以后。

# %%
lesson.lacks("members", "messages", "orders") or shown(diagnosis.newcomer_funnels(lesson, group), lesson)

# %% tags=["assert"]
if data == "sample":
    parts = diagnosis.newcomer_funnels(lesson, "G01")
    assert parts["spoke_rate"].round(2).tolist() == [0.47, 0.73, 0.91]
    assert parts["bought_rate"].round(2).tolist() == [0.16, 0.24, 0.25]

# %% [markdown] lang="en"
# The share who speak went from 47 to 73 to 91 %. The first jump is none of the operator's doing: a crowd that had come for something else stopped
# coming. The second one coincides with the welcome message. But of those who speak a quarter buys, before and after. So the first step is
# mended, and the leak is now the second: **three of four who speak do not buy within four weeks**. Money spent on still more welcoming would be spent
# on the wrong step.
#
# ### The staying
#
# The same three crowds, followed by the week. The last point of a curve rests on the fewest people.

# %% [markdown] lang="zh"
# 发言占比从 47% 到 73%，再到 91%。第一次跳升不是运营的功劳：冲着别的来的那拨人不来了而已。第二次与入群欢迎同时发生。可是发过言的人里买的一直是四分之一左右，
# 前后没变。也就是说，第一步已经补好，漏点移到了第二步：**发过言的人，四个里有三个四周内没买**。这时候再加码欢迎，
# 钱就花错了地方。
#
# ### 留存
#
# 还是这三批人，一周一周跟下去。曲线最后一点的人数最少。

# %%
diagnosis.draw_retention(lesson, group)

# %% [markdown] lang="en"
# ### A week of records
#
# The week from 1 June brought more newcomers than any other, and the operator was praised for it. Follow these people two weeks further.

# %% [markdown] lang="zh"
# ### 创纪录的一周
#
# 6 月 1 日那一周，新增创了纪录，运营还受了表扬。再跟这批人两周看看。

# %%
diagnosis.draw_newcomers(lesson, group)

# %% [markdown] lang="en"
# The peak is not the group's fault: newcomers of the weeks before and after stay. It is a campaign that asked for nothing and so selected people
# who wanted nothing but the gift. It also spoils every other figure of June: totals, rates, retention. That is why a diagnosis looks at cohorts
# first.
#
# ### The slow leak
#
# Now the learning group. The line shows how many left each week, the band is the range of the eight weeks before. Is anything wrong?

# %% [markdown] lang="zh"
# 这个尖峰不怪群：前后几周进来的人都留得住。怪的是活动：什么门槛都没设，筛出来的就是只要赠品的人。它还弄脏了 6 月其他所有的数：总人数、占比、留存。
# 所以诊断要先看同期群。
#
# ### 慢慢漏
#
# 再看周末烘焙学习群。折线是每周流失人数，阴影是之前八周的范围。有问题吗？

# %%
learning = lesson.community.group_ids[len(lesson.community.group_ids) // 2]
diagnosis.draw_weeks(lesson, learning, "churned_members")

# %%
lesson.lacks("members") or shown(diagnosis.lately(lesson, learning), lesson)

# %% tags=["assert"]
if data == "sample":
    recent = diagnosis.lately(lesson, "G02").set_index("span_weeks")
    assert recent.loc[8, "leaves"] == 37 and recent.loc[4, "leaves"] == 33

# %% [markdown] lang="en"
# One week of October breaks out at the top, the next ones are within the range, since the range has widened by the very weeks that were
# bad. A slow leak teaches the alarm to be silent. Put four weeks together: 33 leaves against 37 in the **eight** weeks before. That is nearly
# twice as many a week, and it is what lesson 12 saw from the other side, when welcomes began to come late.
#
# Did the late welcomes cause it? Both changed at the end of September, and so did the weather. This is where lesson 16 goes on: with a test.
#
# ### The mix
#
# Who is active in the learning group? The bars below the line are those who were active last week and are not in this one.

# %% [markdown] lang="zh"
# 10 月有一周冲出了上沿，后面几周又“回到范围内”，因为范围已经被这几个坏周撑宽了。慢慢漏的水，会教警报闭嘴。把四周合起来看：退群 33 人次，
# 而之前**八周**一共才 37 人次。每周接近翻倍，和第 12 课从另一头看到的（欢迎开始拖延）正好对上。
#
# 是欢迎拖延造成的吗？两件事都发生在 9 月底，天气也是那时变的。这正是第 16 课要接着做的：做测试。
#
# ### 构成
#
# 学习群里活跃的是谁？横线以下，是上周活跃、这周没动静的人。

# %%
diagnosis.draw_lifecycle(lesson, learning)

# %%
lesson.lacks("messages") or shown(metrics.stickiness(lesson.community), lesson)

# %% [markdown] lang="en"
# Stickiness, the active of a day as a share of the active of 28 days, is near 15 % in both long groups: on average a member who is active at all is
# so on one day in seven. For a weekly column that is what it must be. The flash group's figure is smaller and means nothing: it lived for one day.
# A figure has to suit the type of the group.
#
# ### The pillars
#
# The **absence factor** is the fewest people who together wrote half of the messages. Eight people wrote 1000, 202, 90, 33, 332, 343, 42 and 433
# messages: sort, add from the top, stop at half.

# %% [markdown] lang="zh"
# 黏性是“日活跃占 28 天活跃的比例”，两个长期群都在 15% 上下：一个会活跃的成员，平均七天里有一天活跃。一周一次的栏目，本来就该如此。快闪群的数更小，
# 但没有意义，它只活了一天。看什么数，要配得上群的类型。
#
# ### 支柱
#
# **缺席系数**，是合起来写出一半消息的最少人数。八个人分别发了 1000、202、90、33、332、343、42、433 条：
# 从多到少排，往下加，加到一半为止。

# %%
few = metrics.absence_factor([1000, 202, 90, 33, 332, 343, 42, 433])
few

# %%
assert few == 2

# %%
lesson.lacks("messages") or shown(metrics.concentration(lesson.community), lesson)

# %%
diagnosis.draw_lorenz(lesson, group)

# %% [markdown] lang="en"
# Such a curve is usual; few groups look much different. Nor is it bad that few write much, as long as they are not all staff, and others follow when
# one of them stops. The figure is a list of people to be looked after, and to be thanked.
#
# ### Against whom do you compare?
#
# “Healthy is 15 to 25 %.” Sites that sell tools publish such values. Look closely and you will find the same range given for a day in one
# article and for a week in the next, without a word about the kind of group or how members were counted. Do not argue with it. Show your own line with its own
# eight weeks, and like groups side by side.

# %% [markdown] lang="zh"
# 这样的曲线很常见，各群大同小异。少数人写得多也不是坏事，只要不全是员工，并且有人歇下来时有人接得上。这个数其实是一份名单：
# 这些人要照顾好，也要谢谢他们。
#
# ### 跟谁比？
#
# “健康值是 15%–25%。”卖工具的网站爱发这种数。细看会发现，同一个范围，这篇说是日活，那篇说是周活，什么类型的群、成员怎么数，一字不提。不用跟它争。
# 拿出自己的曲线和自己的前八周，再把同类群摆在一起看。

# %%
diagnosis.draw_weeks(lesson, group, "active_rate")

# %% [markdown] lang="en"
# ### Small groups
#
# And in a small group a rate says little. Three groups, each with one in ten active:

# %% [markdown] lang="zh"
# ### 小群
#
# 群小的时候，一个比率说明不了什么。三个群，都是十个人里一个活跃：

# %%
diagnosis.draw_small(lesson)

# %% [markdown] lang="en"
# Of the 20 people’s group nobody can say whether it is below the benchmark. Of the 2000 people’s group one can. The dot is the same, the line is not.

# %% [markdown] lang="zh"
# 20 个人的群，谁也说不准它是不是低于那个“健康值”；2000 人的群就说得准。点是同一个点，线不一样长。

# %% [markdown] lang="en"
# ## Worksheet
#
# None of its own. Write the leak you have found into the backlog of [08 Iterate](08_iterate.ipynb): the step, the figure, what you will change, and which
# figure must move by when. One line; the largest leak, not all of them.

# %% [markdown] lang="zh"
# ## 工作表
#
# 这一课没有单独的工作表。把找到的漏点写进[08 优化迭代](08_iterate.ipynb)的待办：漏在哪一步、是哪个数、打算改什么、哪个数到什么时候必须动。
# 只写一行，写最大的那个，别全写。

# %% [markdown] lang="en"
# ## Exercises
#
# ### 15-1 From talk to purchase
#
# Of the people who joined the first group and spoke, what share bought within 28 days of joining? Give the share, such as 0.5.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 15-1 从发言到购买
#
# 进了第一个群并且发过言的人，有多大比例在入群 28 天内买了？请给比例，例如 0.5。

# %%
answer = ...
lesson.check("15-1", answer)

# %%
lesson.hint("15-1")

# %% tags=["solution"]
stages = diagnosis.funnel_of(lesson, group, window_days=28).set_index("stage")
answer = stages.loc["bought", "rate_of_previous"]
lesson.check("15-1", answer)

# %% [markdown] lang="en"
# ### 15-2 What the record was worth
#
# Of those who joined the first group in its week with the most newcomers, what share was gone 14 days after joining? `diagnosis.fullest_week` finds the
# week, `diagnosis.newcomers` counts.

# %% [markdown] lang="zh"
# ### 15-2 这个纪录值多少
#
# 第一个群新增最多的那一周，进来的人有多大比例在 14 天后已经不在群里？`diagnosis.fullest_week` 找出那一周，
# `diagnosis.newcomers` 负责数人。

# %%
answer = ...
lesson.check("15-2", answer)

# %%
lesson.hint("15-2")

# %% tags=["solution"]
found = diagnosis.newcomers(lesson, group)
answer = found.loc[found["week"] == diagnosis.fullest_week(lesson, group), "gone_share"].max()
lesson.check("15-2", answer)

# %% [markdown] lang="en"
# ### 15-3 Two of twenty
#
# In a group of 20 people 2 were active. How high may the true rate be? Give the upper end of the 95 % interval after Wilson as a share.

# %% [markdown] lang="zh"
# ### 15-3 二十分之二
#
# 一个 20 人的群，2 人活跃。真实的活跃率最高可能是多少？给出 Wilson 95% 区间的上限，写成比例。

# %%
answer = ...
lesson.check("15-3", answer)

# %%
lesson.hint("15-3")

# %% tags=["solution"]
from shequn.findings import wilson

answer = wilson(2, 20).high
lesson.check("15-3", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - The give-away is to be repeated at the end of the year. What entry threshold would have kept out the gift hunters and let in the bakers?
# - Three of four who speak do not buy. List five explanations, then say for each which figure or which talk would tell it from the others.
# - Two of the twelve who write half of the fan group’s messages are leaving town. What do you do this week?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 年底还想再办一次赠品活动。当初设什么门槛，能挡住薅羊毛的，放进真烘焙的？
# - 发过言的人四个里三个不买。列出五种解释，再逐个说：看哪个数、找谁聊，才能把它和别的区分开？
# - 撑起粉丝群一半消息的十二个人里，有两个要搬走了。这一周你做什么？

# %%
if data == "sample":
    assert metrics.concentration(lesson.community).set_index("group_id").loc["G01", "absence_factor"] == 12

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. This week 10 joined and 8 left. Is that a loss of 80 % of the newcomers?</summary>
#
# No. The 8 may all be old members. Take the 10 and look at them in two weeks.
#
# </details>
# <details><summary>2. The churn is “within range” for the third week, and you are uneasy. What do you look at?</summary>
#
# At what the range was made of. If bad weeks are in it, compare with the weeks before those, several weeks together.
#
# </details>
# <details><summary>3. The absence factor rose from 8 to 15. Good?</summary>
#
# As a rule: the talk rests on more shoulders. But look whether the busiest have fallen silent: then it rises as well.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 本周进 10 人、退 8 人，新人流失了 80% 吗？</summary>
#
# 不是。退的 8 个可能全是老成员。把这 10 个人记下来，两周后再看。
#
# </details>
# <details><summary>2. 流失连续第三周“在范围内”，你却不放心，看什么？</summary>
#
# 看范围是由哪些周构成的。坏周要是已经在里面，就和坏周之前的比，并且几周合起来比。
#
# </details>
# <details><summary>3. 缺席系数从 8 升到 15，是好事吗？</summary>
#
# 一般是：聊天由更多人撑着。但也要看是不是最活跃的几个人不说话了，那样它也会升。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Same people, same time, then the step with the largest loss that you can change.
# - The client’s leaks: a campaign without a threshold, three of four talkers who do not buy, and a learning group that loses twice as many as before.
# - A range that has swallowed bad weeks is no comfort; a rate without its people is no figure.
#
# ## What feeds the next lesson
#
# One leak, one explanation. [16 Playbook](16_playbook.ipynb) puts the sheets together and turns the explanation into a test.

# %% [markdown] lang="zh"
# ## 小结
#
# - 同一批人、同样的时间，再找你改得动、损失又最大的那一步。
# - 客户的漏点：一场没设门槛的活动；发过言的人四个里三个不买；学习群退群比之前多了近一倍。
# - 吞下了坏周的范围，不能当安慰；没写人数的比率，算不上数据。
#
# ## 下一课用到什么
#
# 一个漏点，一种解释。[16 运营手册](16_playbook.ipynb)把工作表汇总起来，并把解释变成测试。
