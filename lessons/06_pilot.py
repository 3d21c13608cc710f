# %% [markdown] lang="en"
# # 06 Pilot
#
# *Step 5 of the seven construction steps*
#
# ## Aim
#
# After this lesson you can
#
# - plan a small test that can fail: one change, one metric, enough people, a rule for stopping,
# - read a result as an interval, and compare two versions by the interval of their difference,
# - say “too few to tell” when it is so, and explain why looking every day misleads.

# %% [markdown] lang="zh"
# # 06 调研测试
#
# *社群构建七步之第五步*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 设计一次可能失败的小测试：只改一处、只看一个指标、人数够、停止规则写在前面；
# - 用区间看结果，用“差异的区间”比较两个版本；
# - 该说“人数太少，看不出来”时敢这么说，并讲清天天看数为什么会误判。

# %% [markdown] lang="en"
# ## What you need
#
# - Time: 45 minutes
# - Your promise and your price from lesson 05, your entry threshold from lesson 02.
# - A list of people who pass the threshold and can be reached one by one.
# - The table `pilot.csv` of the sample client, or your own: one row per person with `version` and `converted`.

# %% [markdown] lang="zh"
# ## 准备
#
# - 时长：45 分钟
# - 第 05 课的承诺和售价，第 02 课的准入门槛。
# - 一份过了门槛、能逐个联系到的名单。
# - 示例客户的 `pilot.csv`，或自己的表：一人一行，有 `version` 和 `converted` 两列。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("06_pilot", data, language)

# %% [markdown] lang="en"
# ## Story: the lady and eight cups of tea
#
# In the 1920s, at a research station in the English countryside, a lady said that she could taste whether the milk or the
# tea had been poured first. The others did not believe her. The statistician R. A. Fisher did not argue; he planned. Eight cups, four of
# each kind, in random order; she is to name the four with milk first. Before the first sip he worked out what guessing can
# do: there are 70 ways to choose four cups of eight, so a guesser gets all of them right once in 70 times.
#
# Notice the order. What counts as success, how many cups, and what chance alone would do were all settled **before** the
# tasting. In most groups it is the other way round: something new is tried, after some days somebody says “people like it”,
# and no result could have shown that they do not. Such a test cannot fail, so it cannot teach anything.

# %% [markdown] lang="zh"
# ## 故事：女士品茶
#
# 上世纪二十年代，英国乡下的一个研究站里，一位女士说她尝得出一杯奶茶是先倒奶还是先倒茶。大家都不信，统计学家费希尔没有争，而是动手设计：八杯，两种各四杯，顺序随机，请她挑出先倒奶的四杯。第一口还没喝，他就算好了瞎猜能猜成什么样：八杯里挑四杯有 70 种挑法，瞎猜全对的机会只有 70 分之一。
#
# 注意先后顺序。怎样算成功、要几杯、纯靠运气能怎样，全在品尝**之前**定好。多数群里正好相反：先上一个新玩法，过几天有人说“反响不错”，而且无论什么结果都证明不了“反响不好”。这样的测试不会失败，所以也学不到东西。

# %% tags=["assert"]
from math import comb

assert comb(8, 4) == 70

# %% [markdown] lang="en"
# ## The idea
#
# Six things are written down before the first person is invited:
#
# | what | a good one | a bad one |
# |---|---|---|
# | hypothesis | “If …, then at least 35 % instead of 12 %, because …” | “Members will like it” |
# | one change | with or without the Wednesday Q&A; all else alike | new box, new price and new poster at once |
# | metric | paid at the till within 14 days of the invitation | likes, “positive feedback” |
# | people | so many per version, drawn by lot | whoever answers first |
# | end and stop rule | the day on which it ends; what stops it earlier | “until it works” |
# | decision | what is done at which result | “then we will see” |
#
# **By lot**, because then the two versions get the same kind of people. If the keen ones choose version B themselves, B wins
# even when it is worth nothing.
#
# **An interval instead of a number.** 2 of 20 is 10 %, but with 20 people the true share may be anything from 3 % to 30 %
# (Wilson's 95 % interval). The interval of the **difference** answers the real question: by how much is B better?
#
# - It lies above zero: B is better. Below zero: B is worse.
# - It holds zero: **too few to tell.** This is not “no difference”. It means that you did not ask enough people.
# - It holds zero but lies below the improvement you planned for: whatever B brings, it is short of the target.

# %% [markdown] lang="zh"
# ## 核心方法
#
# 邀请第一个人之前，先写下六件事：
#
# | 要写什么 | 好的写法 | 不好的写法 |
# |---|---|---|
# | 假设 | “如果……，至少 35% 而不是 12%，因为……” | “大家应该会喜欢” |
# | 只改一处 | 有没有周三答疑，其他都一样 | 换盒子、换价格、换海报一起上 |
# | 指标 | 收到邀请后 14 天内到店付款 | 点赞、“反馈不错” |
# | 人数 | 每个版本多少人，抽签分组 | 谁先回复就给谁 |
# | 结束与停止 | 哪天结束，出现什么情况提前停 | “做到有效果为止” |
# | 决定 | 什么结果对应什么做法 | “到时候再看” |
#
# **为什么要抽签**：这样两个版本拿到的才是同一类人。如果让积极的人自己选 B 版，B 版一文不值也会赢。
#
# **看区间，不看单个数**。20 人里有 2 人是 10%，但只有 20 个人，真实占比从 3% 到 30% 都有可能（Wilson 95% 区间）。真正要问的是 B 好多少，答案就在**差异**的区间里：
#
# - 整段在零以上：B 更好。整段在零以下：B 更差。
# - 跨过零：**人数太少，看不出来**。这不等于“没有差别”，而是问的人不够多。
# - 跨过零，但整段低于计划的提升：B 无论带来多少，都达不到目标。

# %% tags=["assert"]
from shequn.findings import wilson

assert [round(end, 2) for end in wilson(2, 20)] == [0.03, 0.3]

# %% [markdown] lang="en"
# ## Practice: box alone, or box with help?
#
# The sample client believes that fear of failing keeps beginners from buying, not missing ingredients. Version A is the
# box with its recipe card. Version B is the same box, and every Wednesday evening the baker answers questions.
#
# ### How many people?
#
# The client expects that 12 % order the box alone, and the Q&A is worth the baker's evening only if it brings 35 %. How
# many people does each version need, so that such a difference is found in four of five pilots? And how many for smaller
# differences?

# %% [markdown] lang="zh"
# ## 实操：只卖盒子，还是盒子加答疑？
#
# 示例客户认为，拦住新手的是怕烤砸，不是缺材料。A 版：材料盒加配方卡。B 版：同样的盒子，每周三晚上再由烘焙师答疑。
#
# ### 要多少人？
#
# 只卖盒子，估计 12% 的人下单；答疑要占用烘焙师一个晚上，做到 35% 才值。要想五次测试里有四次能发现这么大的差别，每个版本要多少人？差别小一些，又要多少人？

# %%
import pandas as pd

from shequn.course.tables import shown
from shequn.planning import sample_size

needed = pd.DataFrame({"baseline_rate": 0.12, "target_rate": [0.35, 0.25, 0.20, 0.17]})
needed["people_per_version"] = [sample_size(0.12, target) for target in needed["target_rate"]]
shown(needed, lesson)

# %% tags=["assert"]
assert needed["people_per_version"].iloc[0] == 54 and needed["people_per_version"].iloc[-1] > 700

# %% [markdown] lang="en"
# 54 people each are enough for the large difference; for a rise by 5 points it takes more than 700. That is the price of
# small effects, and the reason why a pilot tests something that could matter much. The picture turns the question round:
# if the change really lifts orders from 12 % to 35 %, how often does a pilot of a given size show it?

# %% [markdown] lang="zh"
# 差别够大，每版 54 人就行；如果只想发现 5 个百分点的提升，每版要 700 多人。小效果就是这么贵，所以测试要挑可能带来大变化的事。下图反过来问：如果改动真能把下单率从 12% 提到 35%，不同规模的测试有多大机会看得出来？

# %%
from shequn.course import pictures_b as pictures

pictures.chances([10, 20, 40, 55, 80], 0.12, 0.35, lesson, planned=55)

# %% [markdown] lang="en"
# With 20 people in each version a change that almost triples the orders is missed more often than it is found. Whoever
# tests with “a few members” will bury good ideas.
#
# ### The result
#
# 110 people were drawn by lot, invited from 13 July, and nobody looked before 26 July.

# %% [markdown] lang="zh"
# 每版只有 20 人时，能让订单翻近三倍的改动，看不出来的时候比看出来的还多。随便找几个成员试一试，好点子就是这样被埋掉的。
#
# ### 结果
#
# 110 人抽签分组，7 月 13 日起邀请，7 月 26 日前谁都不看数据。

# %%
from shequn.planning import power, versions

pilot = lesson.table("pilot")
found = versions(pilot)
shown(found[["version", "people", "successes", "rate", "low", "high"]], lesson)

# %% tags=["assert"]
assert power(20, 0.12, 0.35) < 0.5
assert data != "sample" or (len(pilot) == 110 and found["successes"].tolist() == [7, 19])

# %%
pictures.shares(found, lesson, "versions", name="version", rate="rate", whole="people", reference=0.35)

# %% [markdown] lang="en"
# Do not judge by whether the two lines overlap: each line is about one version alone. Ask for the difference.

# %% [markdown] lang="zh"
# 不要看两条线有没有重叠：每条线只说自己那一版。要比较，就看差异的区间。

# %%
from shequn.course import trials
from shequn.planning import compare_versions

old, new = found[["successes", "people"]].head(2).itertuples(index=False, name=None)
result = compare_versions(old, new, baseline=0.12, target=0.35)
trials.differences({found["version"].iloc[1]: result}, lesson)

# %% tags=["assert"]
assert data != "sample" or [round(x, 2) for x in (result.difference, *result.interval)] == [0.22, 0.06, 0.36]
assert data != "sample" or (result.decision == "better" and result.old_interval.high > result.new_interval.low)

# %% [markdown] lang="en"
# B is 22 points ahead, and the interval runs from 6 to 36. So the gain is real (the interval lies above zero) although the
# two lines in the picture overlap a little; but its size is not sure, and whether B alone reaches 35 % stays open. An
# honest sentence: “The Q&A helps. By how much, we will know when more people have bought.”
#
# ### Why nobody looked before 26 July
#
# Suppose somebody had looked now and then, and stopped at the first good news:

# %% [markdown] lang="zh"
# B 高出 22 个百分点，区间是 6 到 36。结论：确实有用（整段在零以上），哪怕图上两条线略有重叠；但幅度还说不准，B 版本身够不够 35% 也还没有定论。老实的说法是：“答疑有用，具体多大用，等更多人买过再说。”
#
# ### 为什么 26 日之前谁都不看
#
# 假设有人隔几天就看一眼，一见好消息就喊停：

# %%
days = ["2026-07-16", "2026-07-19", "2026-07-20", "2026-07-22", "2026-07-23", "2026-07-26"]
trials.looks(pilot, days, lesson)

# %% tags=["assert"]
seen = [trials.until(pilot, day).decision for day in days] if data == "sample" else []
assert data != "sample" or seen == ["too_few", "too_few", "better", "too_few", "better", "better"]

# %% [markdown] lang="en"
# On the 20th “better”, on the 22nd “too few to tell” again, on the 23rd “better” once more. Here B was really better. But
# results wobble in just the same way when two versions are **alike**, and who looks often will sooner or later meet a
# moment in which one seems to win:

# %% [markdown] lang="zh"
# 20 日“更好”，22 日又变回“看不出来”，23 日再次“更好”。这一次 B 是真的好。可是两个版本**完全一样**时，数字也照样上下晃；看得越勤，越容易碰上某一刻“好像赢了”：

# %%
pictures.peeking([1, 2, 5, 10, 14], lesson)

# %% tags=["assert"]
from shequn.planning import peeking_risk

assert round(peeking_risk(1), 2) == 0.05 and peeking_risk(14) > 0.2

# %% [markdown] lang="en"
# With one look at the end, two equal versions are called different in 5 of 100 pilots. With a look on each of 14 days it is
# more than one in five. So: fix the day, look once. The stop rule is for harm (a complaint about an allergen), not for good news.
#
# ### The decision
#
# The client had written down: drop the Q&A if B does not lead by 10 points. B leads by 22. Three minutes of the baker are
# 1.80 yuan a box, the margin is 28. The Q&A stays, becomes a step of the blueprint, and from 17 August it is held in
# the fan group. What came of it there is the story of lesson 08.

# %% [markdown] lang="zh"
# 只在最后看一次，两个一样的版本被误判为不同的机会是 5%；14 天天天看，就超过五分之一。所以：定好日子，只看一次。停止规则是防出事的（比如过敏投诉），不是用来提前报喜的。
#
# ### 决定
#
# 店里事先写好：B 领先不到 10 个百分点就放弃答疑。结果领先 22 个百分点。烘焙师 3 分钟合 1.8 元一盒，毛利 28 元。于是答疑保留，写进标准流程，8 月 17 日起放到粉丝群里做。后来怎样，见第 08 课。

# %% [markdown] lang="en"
# ## Worksheet: pilot
#
# Plan your own pilot. Fill in everything above “result” **now**, and the rest on the day on which it ends. The form computes how many
# people your plan needs.

# %% [markdown] lang="zh"
# ## 工作表：调研测试
#
# 设计你自己的测试。“结果”之前的内容**现在**就填，其余等结束那天再填。表单会算出你的计划需要多少人。

# %%
from shequn.worksheets import Pilot
from shequn.worksheets.form import form

form(Pilot)

# %%
from shequn.planning import pilot_results
from shequn.worksheets import load

trials.differences(pilot_results(load(Pilot)), lesson)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 06-1 A smaller hope
#
# A reading group wants to know whether a reminder on the evening before lifts attendance from 12 % to 20 %. How many people
# does **each** version need?

# %% [markdown] lang="zh"
# ## 练习
#
# ### 06-1 期望小一点
#
# 一个读书群想知道，活动前一晚提醒一次，能不能把到场率从 12% 提到 20%。**每个**版本要多少人？

# %%
answer = ...
lesson.check("06-1", answer)

# %%
lesson.hint("06-1")

# %% tags=["solution"]
answer = sample_size(0.12, 0.20)
lesson.check("06-1", answer)

# %% [markdown] lang="en"
# ### 06-2 More than twice as many!
#
# Another shop tests with 20 people in each version: 3 of 20 buy with version A, 7 of 20 with version B. “More than twice as
# many, we take B!” What does the comparison decide? Answer with one of `"better"`, `"worse"`, `"short_of_target"`,
# `"too_few"`.

# %% [markdown] lang="zh"
# ### 06-2 翻了一倍还多！
#
# 另一家店每版测 20 人：A 版 20 人里 3 人购买，B 版 7 人。“翻了一倍还多，就用 B！”比较的结论是哪一个？从 `"better"`、`"worse"`、`"short_of_target"`、`"too_few"` 里选一个作答。

# %%
answer = ...
lesson.check("06-2", answer)

# %%
lesson.hint("06-2")

# %% tags=["solution"]
answer = compare_versions((3, 20), (7, 20)).decision
lesson.check("06-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three or four, 15 minutes:
#
# 1. Read out one hypothesis each. Which result would prove it wrong? If nobody can name one, rewrite it.
# 2. You have only 40 people who pass your threshold. Which change is large enough to be found with 20 and 20? What do you do if
#    there is none?
# 3. Your boss looks at the figures every morning and wants to stop today. What do you say, and what do you offer instead?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三四人一组，15 分钟：
#
# 1. 每人读一条假设。出现什么结果就算它错了？谁都说不出来，就改写。
# 2. 过门槛的只有 40 人。什么样的改动，20 对 20 也看得出来？如果没有，怎么办？
# 3. 老板每天早上看数，今天就想停。你怎么说？拿什么替代方案？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why is “too few to tell” not the same as “no difference”?</summary>
#
# The interval holds zero, but it holds large differences too. The pilot has not shown that the versions are alike; it has
# only not been able to tell them apart. To show that a change is worth little, the whole interval must lie below what you
# planned for.
#
# </details>
#
# <details><summary>2. Why must only one thing change?</summary>
#
# If box, price and poster change together and orders rise, you do not know which of them to keep. And a good change can be
# hidden by a bad one that was made at the same time.
#
# </details>
#
# <details><summary>3. Why are 80 likes no result?</summary>
#
# Liking costs nothing, so it says little about buying. Choose as metric the act that you want to see more of, counted in the
# same way and for the same time for everybody.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 为什么“人数太少，看不出来”不等于“没有差别”？</summary>
#
# 区间里有零，也有很大的差别。测试没有证明两版一样，只是分不出来。要说“这个改动不值得”，得整段区间都低于计划的提升。
#
# </details>
#
# <details><summary>2. 为什么一次只能改一处？</summary>
#
# 盒子、价格、海报一起换，订单涨了，你不知道该留哪个。而且一处改好，可能正好被另一处改坏抵消掉。
#
# </details>
#
# <details><summary>3. 为什么 80 个赞不算结果？</summary>
#
# 点赞不花钱，跟买不买关系不大。指标要选你真正想多看到的那个动作，对每个人用同样的口径、同样的时长来数。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A pilot is a test that can fail: hypothesis, one change, metric, people by lot, end and stop rule, decision, all written before.
# - The number of people follows from the smallest improvement that would change your decision.
# - Judge by the interval of the difference. “Too few to tell” is an answer.
# - Look once, on the day that was fixed.

# %% [markdown] lang="zh"
# ## 小结
#
# - 测试要可能失败：假设、只改一处、指标、抽签分组的人数、结束与停止规则、决定，全部事先写好。
# - 要多少人，取决于“提升多少才会改变决定”。
# - 用差异的区间下结论。“看不出来”也是一种结论。
# - 到定好的那天，只看一次。

# %% [markdown] lang="en"
# ## What feeds the next lesson
#
# The decision: a service that has been shown to work, in the version that works. Lesson 07 spends money, and it spends it on
# nothing else.

# %% [markdown] lang="zh"
# ## 下一课用到
#
# 决定：哪项服务、哪个版本经过了验证。第 07 课要花钱推广，钱只花在它身上。
