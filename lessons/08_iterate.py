# %% [markdown] lang="en"
# # 08 Iterate
#
# *Step 7 of the seven construction steps*
#
# ## Aim
#
# After this lesson you can
#
# - keep a release log and a fixed rhythm of review,
# - compare the weeks before and after a change without being fooled by chance, growth or a spoilt comparison,
# - follow the people who joined before and after a change, and say what only an experiment could add.

# %% [markdown] lang="zh"
# # 08 优化迭代
#
# *社群构建七步之第七步*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 建一份上线记录，按固定节奏复盘；
# - 比较改动前后的数据，不被运气、人数增长或失真的对比骗到；
# - 对比改动前后入群的两批人，并说清哪些问题只有做实验才能回答。

# %% [markdown] lang="en"
# ## What you need
#
# - Time: 40 minutes
# - The dates on which something was changed in your community, even small things.
# - Weekly numbers from before the first of these dates: eight weeks are good, four the least.
# - The table `releases.csv` of the sample client, or your own: `release_id, day, change, group_id, metric`.

# %% [markdown] lang="zh"
# ## 准备
#
# - 时长：40 分钟
# - 你的社群每次改动的日期，小改动也算。
# - 第一次改动之前的周数据：最好八周，至少四周。
# - 示例客户的 `releases.csv`，或自己的表：`release_id, day, change, group_id, metric`。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("08_iterate", data, language)
case = Lesson("08_iterate", "sample", language)

# %% [markdown] lang="en"
# ## Story: the writers who did not stop at writing
#
# A Chinese writing community began with one rule: every seven days each member hands in an article and comments on those of others;
# who does not pays a red packet. A single rule, and for years it held. But people who had written every week for a year
# wanted something more, and those who left wanted something less strict. The community did not loosen the rule. It kept
# the core and let new things grow beside it: a gentler branch for those who had dropped out, then groups for reading,
# early rising, sports and video. Every addition answered a wish that the members had shown first.
#
# A service has a life like any product: start, growth, maturity, decline. New members bring new needs, old members get used to what
# delighted them. Who never changes anything slides into decline without noticing; who changes something every day never
# learns what worked. Between the two lies a rhythm.

# %% [markdown] lang="zh"
# ## 故事：不止写作的写作社群
#
# 国内有个写作社群，起步时只有一条规矩：每人七天交一篇文章，还要点评别人的；不交就发红包。靠这一条，撑了好几年。可是写满一年的人想要更多，掉队的人想要宽松些。社群没有把规矩放松，而是守住核心，在旁边长出新东西：先为掉队的人开了一个温和些的分支，再有阅读、早起、运动、视频号。每加一样，都是成员先露出了这个需求。
#
# 服务和产品一样有生命周期：导入、成长、成熟、衰退。新人带来新需求，老人对当初的惊喜也会习以为常。从不改动，会不知不觉滑向衰退；天天改动，又永远不知道哪样有用。中间的路，叫节奏。

# %% [markdown] lang="en"
# ## The idea
#
# **A fixed rhythm.** Once a month (or every two weeks) the same people look at the same numbers for an hour, and part with one
# idea to release and one to drop. Not more: two changes in one week cannot be told apart.
#
# **A release log.** One line for each change, written **before** it goes out: day, what changes, for which group, which
# metric it is to move, by how much.
#
# **Read the log carefully.** “It went up afterwards” has five explanations:
#
# | explanation | how to notice |
# |---|---|
# | the change worked | all weeks after lie outside the range of the weeks before, and a group without the change did not move |
# | chance | weeks scatter; compare with the range of eight weeks, not with last week |
# | regression to the mean | one acts when things are worst, and after the worst week comes a better one by itself |
# | growth | more members make more buyers; look at the rate |
# | something else at the same time | a campaign, a holiday, another release in the weeks compared |
#
# **Rising certainty:** before and after · before and after beside a group without the change · an experiment in which the lot
# decides who gets it. Say which of the three you have.

# %% [markdown] lang="zh"
# ## 核心方法
#
# **节奏要固定**。每月（或每两周）一次，同一批人、同一张表、一小时，散会前定一项上线、一项砍掉。不要多：一周改两处，就分不清谁的功劳。
#
# **要有上线记录**。每次改动一行，**上线之前**写好：哪天、改什么、哪个群、想动哪个指标、动多少。
#
# **读记录要小心**。“改完就涨了”有五种解释：
#
# | 解释 | 怎么看出来 |
# |---|---|
# | 改动真的有效 | 之后几周全都跑出之前的范围，没改的群没有动 |
# | 运气 | 每周本来就有起伏；要和前八周的范围比，不和上周比 |
# | 均值回归 | 人总在最差的时候出手，而最差的一周之后，不管也会好转 |
# | 人数增长 | 人多了买家自然多，要看比率 |
# | 同时发生的别的事 | 对比的几周里有活动、节假日或另一项上线 |
#
# **把握由低到高**：前后对比；前后对比，再加一个没改的群作参照；抽签决定谁用上改动的实验。下结论时要说清自己处在哪一级。

# %% [markdown] lang="en"
# ## Practice: five releases of the sample client
#
# Here is its log. Guess before you go on: which of the five made a difference?

# %% [markdown] lang="zh"
# ## 实操：示例客户的五次上线
#
# 先看记录，猜一猜：五次里哪几次真的有用？

# %%
from shequn.course.tables import shown

releases = lesson.table("releases").sort_values("day")
shown(releases.filter(["release_id", "day", "change", "group_id", "metric"]), lesson)

# %%
from shequn.course import pictures_b as pictures
from shequn.metrics import weekly

weeks = weekly(lesson.community)
shop = weekly(case.community)
fans = shop[(shop["group_id"] == "G01") & shop["complete"]]
log = case.table("releases")
pictures.released(fans, log[log["group_id"] == "G01"], "active_rate", lesson)

# %% [markdown] lang="en"
# The picture shows the fan group's weekly active rate; the band is the range of the eight weeks before each week. Now every
# release against **its own** metric:

# %% [markdown] lang="zh"
# 图中是粉丝群的周活跃率，阴影是每周之前八周的范围。再把每次上线和**它自己**要动的指标放在一起：

# %%
from shequn.course import trials
from shequn.planning import release_effects

lesson.lacks("releases", "members", "messages") or trials.effects(release_effects(releases, weeks), lesson)

# %% tags=["assert"]
effects = release_effects(log, shop).set_index("release_id")
assert effects.index[effects["verdict"] != "none"].tolist() == ["V04"]
assert [round(effects.loc["V04", name], 2) for name in ("before", "after")] == [0.20, 0.29]

# %% [markdown] lang="en"
# Only V04 passes: all four weeks after it lie above all eight weeks before it, 20 % became 29 %. By chance alone four given
# weeks beat eight others once in 495 times. Two other lines look dramatic and are not. (The following cells use the sample
# client's data, whichever you opened.)
#
# ### V02 seems to do harm
#
# The pinned notice of 20 July: new members fell by half! Look at the eight weeks that are called “before”:

# %% [markdown] lang="zh"
# 只有 V04 过关：之后四周全部高于之前八周，20% 变成 29%。纯靠运气，指定的四周全部超过另外八周，495 次才有一次。另有两行看着惊人，其实不然。（下面几格都用示例客户的数据，不管你打开的是哪份。）
#
# ### V02 好像帮了倒忙
#
# 7 月 20 日置顶公告之后，新增人数少了一半！看看所谓“之前”的八周：

# %%
before = fans[fans["week"].between("2026-W22", "2026-W29")]
shown(before[["week", "new_members", "churned_members"]], lesson)

# %% tags=["assert"]
from math import comb

assert comb(12, 4) == 495
assert round(before["new_members"].mean(), 1) == 22.5
assert round(before[before["week"] != "2026-W23"]["new_members"].mean(), 1) == 12.9

# %% [markdown] lang="en"
# The give-away of June (lesson 07) is among them. With its week the mean is 22.5, without it 12.9, and after the release it is
# 11.5: nothing happened. A comparison is only as good as its “before”.
#
# ### V05 seems to help
#
# The price list as a picture: 28 % more buyers a week. But the group had grown, and V04 had started two weeks earlier. Use
# the rate instead of the number:

# %% [markdown] lang="zh"
# 6 月的赠品周（第 07 课）就在里面。算上它，均值 22.5；去掉它，12.9；上线之后 11.5：等于什么也没发生。对比好不好，全看“之前”选得好不好。
#
# ### V05 好像有用
#
# 价目表改成长图，每周转化人数多了 28%。可是群本来就变大了，V04 又刚在两周前上线。把人数换成比率再看：

# %%
as_rate = log[log["release_id"] == "V05"].assign(metric="conversion_rate")
trials.effects(release_effects(as_rate, shop), lesson)

# %% tags=["assert"]
assert round(effects.loc["V05", "change_rate"], 2) == 0.28
assert round(release_effects(as_rate, shop)["change_rate"].item(), 2) == 0.11

# %% [markdown] lang="en"
# Less than half of the rise is left, it lies within the range of the weeks before, and V04 has a claim on it too. Verdict: we
# cannot know. Next time at least four weeks between two releases in one group.
#
# ### After the worst week it gets better by itself
#
# In the learning group nothing moved the active rate in the whole half year. Take its worst weeks and its best weeks, and
# look at the week after each:

# %% [markdown] lang="zh"
# 涨幅只剩不到一半，没有超出之前几周的范围，而且 V04 也有份。结论：无法判断。下次同一个群的两次上线，至少隔四周。
#
# ### 最差的一周之后，不管也会好
#
# 学习群这半年里，没有什么动过它的活跃率。挑出最差的几周和最好的几周，看看各自的下一周：

# %%
calm = shop[(shop["group_id"] == "G02") & shop["complete"]].set_index("week")["active_rate"]
after = calm.shift(-1)
worst, best = calm <= calm.quantile(0.25), calm >= calm.quantile(0.75)
trials.regression(calm, after, {"worst": worst, "best": best}, lesson)

# %% tags=["assert"]
assert after[worst].mean() - calm[worst].mean() > 0.01 and calm[best].mean() - after[best].mean() > 0.01
assert abs(after[worst].mean() - calm.mean()) < 0.01 and abs(after[best].mean() - calm.mean()) < 0.01

# %% [markdown] lang="en"
# After the worst weeks the rate rose, after the best it fell, both back to about the average, and nobody had done anything. Whoever starts a rescue in
# the worst week will be praised for it; whoever rewards the best week will find that rewards do harm. Both are regression
# to the mean. The cure is the same: judge by a range of many weeks, and decide the day of a release by the calendar, not by
# last week's alarm.
#
# ### Was it V04? A group without it
#
# The learning group had no new Q&A on 17 August. If a holiday or the weather had moved people, it should have moved too:

# %% [markdown] lang="zh"
# 最差的几周之后回升，最好的几周之后回落，都回到平均水平附近，谁也没做什么。谁在最差那周出手“救群”，谁就会被表扬；谁奖励了最好那周，就会觉得奖励有害。这都是均值回归。对策也一样：和多周的范围比；哪天上线看日历，不看上周的警报。
#
# ### 真是 V04 吗？找个没改的群对照
#
# 学习群 8 月 17 日没有新增答疑。如果是假期或天气的缘故，它也该跟着动：

# %%
import pandas as pd

here = log[log["release_id"] == "V04"]
both = release_effects(pd.concat([here, here.assign(group_id="G02")]), shop)
trials.effects(both, case, by="group_id")

# %% tags=["assert"]
assert both["verdict"].tolist() == ["up", "none"] and (both["after"] - both["before"]).iloc[1] < 0.02

# %% [markdown] lang="en"
# It stayed within its range. The two groups differ in much else, so this is no proof, but holiday or weather alone can hardly be
# the cause.
#
# ### Do newcomers stay? Two sets of cohorts
#
# V04 had a second half: every newcomer was welcomed. The client wrote down before what should come of it: more of them active
# **four weeks after joining**. Compare the people who joined in the weeks before (whose week 4 lies before 17 August;
# without the give-away) with those who joined from then on.

# %% [markdown] lang="zh"
# 它没有超出自己的范围。两个群别的地方也不同，这不算证明，但单说假期或天气，已经很难解释了。
#
# ### 新人留下了吗？两批人对比
#
# V04 还有另一半：欢迎每位新人。店里事先写好，要看的是**入群后第 4 周**还活跃的人有没有变多。把之前入群的人（第 4 周落在 8 月 17 日以前，不含赠品那周）和之后入群的人放在一起比。

# %%
from shequn.metrics import cohorts

joined = cohorts(case.community)
joined = joined[(joined["group_id"] == "G01") & (joined["cohort"] != "2026-W23")]
parts = {"later": joined[joined["cohort"] >= "2026-W34"], "earlier": joined[joined["cohort"] < "2026-W30"]}
pictures.retained(parts, 7, lesson, "active")

# %%
from shequn.findings import compare

rows = {name: part[(part["age"] == 4) & part["retained"].notna()] for name, part in parts.items()}
sums = {name: tuple(part[["retained", "size"]].sum()) for name, part in rows.items()}
found = compare(sums["earlier"], sums["later"])
trials.comparison(found, sums, lesson)

# %% tags=["assert"]
assert (sums["earlier"], sums["later"]) == ((20, 137), (50, 134)) and found.certainty == "clear"
flash = rows["later"][rows["later"]["cohort"] != "2026-W37"]
assert compare(sums["earlier"], tuple(flash[["retained", "size"]].sum())).certainty == "clear"

# %% [markdown] lang="en"
# 20 of 137 became 50 of 134; the intervals do not overlap. One doubt was worth checking: in the week of the flash sale 70
# people came over from the flash group, and they may be different. Without them the answer stays the same.
#
# ### What an experiment would add
#
# Before and after, a group beside it, two sets of cohorts: all point the same way. One thing stays open. The Q&A and the welcome began on
# one day, so nobody knows which of them did it. The lot could tell: each newcomer is drawn, half are welcomed, half are
# not (they get the welcome four weeks later). How long would that take?

# %% [markdown] lang="zh"
# 137 人中 20 人，变成 134 人中 50 人，两个区间没有重叠。有一处疑问值得查：快闪那周，有 70 人从快闪群过来，他们可能是另一类人。去掉他们，结论不变。
#
# ### 做实验还能多知道什么
#
# 前后对比、对照群、两批新人，都指向同一个方向。还有一点不清楚：答疑和欢迎是同一天开始的，到底是谁的功劳？抽签可以回答：每位新人抽一次，一半欢迎，一半不欢迎（四周后补上）。要多久？

# %%
from shequn.planning import sample_size

needed = sample_size(found.before, found.after)
a_week = fans[~fans["week"].isin(["2026-W23", "2026-W37"])]["new_members"].mean()
trials.duration(needed, a_week, lesson)

# %% tags=["assert"]
assert round(2 * needed / a_week) == 9

# %% [markdown] lang="en"
# About nine weeks for an effect of that size. That is long, but then one would know. Perhaps it is enough to keep both: an
# experiment is worth it when the answer changes what you do.

# %% [markdown] lang="zh"
# 这么大的效果，大约要九周。不算短，但能得到确切答案。也可能两样都留着就够了：只有答案会改变做法时，实验才值得做。

# %% [markdown] lang="en"
# ## Worksheet: iteration
#
# Your rhythm and your backlog. For each idea write the metric and the expected figure **before** the release.

# %% [markdown] lang="zh"
# ## 工作表：优化迭代
#
# 写下你的节奏和待办。每个想法，**上线之前**就写好指标和预期数值。

# %%
from shequn.worksheets import Iteration
from shequn.worksheets.form import form

form(Iteration)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 08-1 Which release moved its metric?
#
# Answer with a list of the `release_id` whose own metric moved in a way that chance does not explain.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 08-1 哪次上线真的动了指标？
#
# 列出那些让自己的指标真正变化、运气解释不了的 `release_id`，用列表作答。

# %%
answer = ...
lesson.check("08-1", answer)

# %%
lesson.hint("08-1")

# %% tags=["solution"]
answer = effects.index[effects["verdict"].isin(["up", "down"])].tolist()
lesson.check("08-1", answer)

# %% [markdown] lang="en"
# ### 08-2 A fair “before”
#
# How many new members a week did the fan group have, on average, in the weeks 2026-W22 to 2026-W29, **without** the week of
# the give-away (2026-W23)? The frame `before` has them.

# %% [markdown] lang="zh"
# ### 08-2 公平的“之前”
#
# 2026-W22 到 2026-W29 这几周，**去掉**赠品那周（2026-W23），粉丝群平均每周新增多少人？数据在 `before` 里。

# %%
answer = ...
lesson.check("08-2", answer)

# %%
lesson.hint("08-2")

# %% tags=["solution"]
answer = before[before["week"] != "2026-W23"]["new_members"].mean()
lesson.check("08-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three or four, 15 minutes:
#
# 1. Which success of your community could be regression to the mean? What would you have to look up?
# 2. Three ideas lie on the table, the team wants all three on Monday. Agree on an order and on the days.
# 3. What do your members get used to at the moment? What would they miss if it were gone tomorrow?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三四人一组，15 分钟：
#
# 1. 你们社群哪次“成功”可能只是均值回归？要查什么数据才能确认？
# 2. 桌上有三个想法，团队想周一全上。商量出先后顺序和日期。
# 3. 成员现在对什么已经习以为常？明天要是没了，他们会想念哪一样？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why is last week a bad “before”?</summary>
#
# One week is mostly chance, and people tend to act after a bad one: then nearly any change looks like a success. The range
# of eight weeks shows how much weeks scatter by themselves.
#
# </details>
#
# <details><summary>2. What does a group without the change add?</summary>
#
# It shows what would have happened anyway: holiday, weather, a change in the app. It is no proof, because the two groups
# differ in other ways, but it rules out what would have moved both.
#
# </details>
#
# <details><summary>3. Why must the metric be written down before the release?</summary>
#
# Of twenty metrics one will move by chance. Who chooses the metric afterwards always finds a success; who named it before can be wrong, and
# therefore can be right.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 为什么拿上周当“之前”不好？</summary>
#
# 单独一周多半是运气，而人又总在差的一周之后出手，于是改什么都像成功。前八周的范围，才说明每周自己会晃多大。
#
# </details>
#
# <details><summary>2. 没改的群能多说明什么？</summary>
#
# 它说明“不改会怎样”：假期、天气、平台改版都会体现在它身上。两个群别处也不同，所以不算证明，但能排除那些会同时影响两个群的原因。
#
# </details>
#
# <details><summary>3. 指标为什么要在上线前写好？</summary>
#
# 二十个指标里，总有一个会碰巧动一动。事后挑指标，永远能挑出成功；事先写好，才可能错，也才可能对。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A service has a life cycle; a fixed rhythm keeps it alive, one change at a time.
# - The release log is written before: day, change, group, metric, expectation.
# - Judge by the range of the weeks before, by the rate, with a clean “before” and beside a group without the change.
# - Cohorts show whether newcomers stay. Only the lot shows which of two changes did it.

# %% [markdown] lang="zh"
# ## 小结
#
# - 服务有生命周期，靠固定节奏、一次一改来保持活力。
# - 上线记录写在前面：日期、改动、群、指标、预期。
# - 和之前多周的范围比，看比率，“之前”要干净，旁边放一个没改的群。
# - 看同期群才知道新人有没有留下；要分清两处改动谁起作用，只能抽签做实验。

# %% [markdown] lang="en"
# ## What feeds the next lesson
#
# The seven steps are done once, and begin again with every iteration. Lessons 09 to 12 turn to running the community every
# day: its place in the business, its content, its people, its processes. Take along your release log; lesson 14 shows
# how the weekly numbers in it are counted.

# %% [markdown] lang="zh"
# ## 下一课用到
#
# 七步走完一轮，每次迭代又从头来过。第 09–12 课讲日常运营：社群在生意里的位置、内容、人员、流程。带上你的上线记录；记录里的周数据怎么数，第 14 课细讲。
