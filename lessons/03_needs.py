# %% [markdown] lang="en"
# # 03 Needs
#
# ## Aim
#
# After this lesson you can
#
# - turn a topic into a concrete problem with a moment, a frequency and a pain;
# - draw the chain of what comes before and after it;
# - set up a grid of what members use today, and find what nobody covers;
# - rank needs from a survey, and say how sure their order is.
#
# ## What you need
#
# - Time: 40 minutes
# - Lesson 02: the persona of your target members
# - The sample client’s survey and its list of competitors, or your own (`survey.csv`, `competitors.csv`)

# %% [markdown] lang="zh"
# # 03 用户需求
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 把一个话题变成具体的问题：什么时刻、多常发生、有多难受；
# - 画出需求链：它之前是什么，之后又是什么；
# - 做一张竞品网格，看大家现在靠什么解决，找出没人管的那一格；
# - 用问卷给需求排序，并说清这个顺序有多可靠。
#
# ## 准备
#
# - 时长：40 分钟
# - 第 02 课的人群画像
# - 示例客户的问卷和竞品表，或你自己的（`survey.csv`、`competitors.csv`）

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("03_needs", data, language)

# %% [markdown] lang="en"
# ## Case: a group of mothers, and a full shelf
#
# Somebody gathers young mothers in a group and asks what they need. “Parenting”, they say, and “health”, and “something for the children”. The
# operator posts articles about parenting. Nobody reads them. The words were topics, and a topic does not hurt.
#
# Asked about last week instead, the same mothers tell of Tuesday, three in the morning: the child awake for the fourth time, and no idea
# whether one should go in. That is a problem. It has a moment, it came four times this week, and one would give something to be
# rid of it.
#
# Then comes the second half of the question, which is asked too seldom: **who solves it today?** Online shops sell everything, at every price,
# by tomorrow. It looks as if no need were left. Yet the full shelf makes a new one: which of three hundred is any good? People compare for an evening
# and are still not sure. Where the big shops solve “having it”, nobody had solved “choosing it”. Many communities live in just this
# gap.

# %% [markdown] lang="zh"
# ## 案例：一群妈妈，和满满的货架
#
# 有人把一群年轻妈妈拉到一起，问她们需要什么。“育儿”“健康”“给孩子的东西”。运营就发育儿文章，没人看。这些词是话题，话题不疼。
#
# 换个问法，问上一周。同样这群妈妈说起周二凌晨三点：孩子第四次醒了，不知道该不该进去。这才是问题：有时刻，这周来了四次，谁能解决，她愿意付出点什么。
#
# 接下来是问得太少的后半句：**现在靠谁解决？** 网店什么都卖，什么价位都有，明天就到，看起来没有需求剩下了。可满满的货架又生出一个新的：三百款里哪款靠谱？比了一晚上，心里还是没底。大平台解决了“买得到”，没人解决“怎么选”。很多社群，就活在这道缝里。

# %% [markdown] lang="en"
# ## The idea
#
# ### A need is a sentence with a moment in it
#
# | topic | need |
# |---|---|
# | baking | My cake has sunk, guests come at six, and nobody tells me why |
# | parenting | It is three in the morning, and I do not know whether to go in |
# | fitness | I skip training as soon as my partner is ill and I would have to go alone |
#
# Test: can you film it? Would the person say it in these words?
#
# ### The need chain
#
# No need stands alone. Before “the bake fails” comes “bakes alone from a video”; after it comes “gives up”, or “tries again with the same
# mistake”. Ask forwards and backwards until you meet a link that nobody serves. Often it lies one step **after** the point where
# everybody sells: recipes, ingredients and seats in a class are all sold before the oven is hot.
#
# ### Frequency × intensity × unmet share
#
# Three questions of each need: how often (times a month), how much does it hurt (1 to 5), is what you use today enough (yes or no)? The
# product of the three puts needs in order:
#
# - a frequent need that hurts little is a habit, and a habit is well served already;
# - a painful need that comes once in ten years keeps no community together;
# - a frequent and painful need that is solved belongs to whoever solved it.
#
# The product is a **heuristic**. It gives an order, no quantity: a score of 9 is not “twice the need” of 4.5. And it rests on a sample: had other people
# answered, the order could be another. So each rank gets a range, worked out by drawing the respondents anew many times
# (bootstrap). Where ranges overlap, do not build a business on the difference.
#
# ### The competitor grid
#
# Down the side the needs, across the top everything members use **today**, also what costs nothing: a video, a neighbour, putting up with it. In each cell,
# how well it covers the need, 1 to 5. A low row is a gap. It may be low because nobody thought of it, or because nobody can earn
# with it. Lessons 04 and 05 tell the two apart.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 需求是一句带时刻的话
#
# | 话题 | 需求 |
# |---|---|
# | 烘焙 | 蛋糕塌了，客人六点到，没人告诉我错在哪 |
# | 育儿 | 凌晨三点，我不知道该不该进去 |
# | 健身 | 搭子一请病假，我就不去练了 |
#
# 检验：拍得出来吗？本人会这么说吗？
#
# ### 需求链
#
# 需求不会单独出现。“烤砸了”之前是“照着视频自己烤”，之后是“放弃”，或“带着同样的错再烤一次”。往前问、往后问，问到没人服务的那一环。它常常就在大家扎堆卖东西的**下一步**：配方、材料、课程座位，都是进烤箱之前卖的。
#
# ### 频次 × 强度 × 未满足占比
#
# 每项需求问三句：每月几次？有多难受（1–5 分）？现在的办法够不够用（是／否）？三者相乘，排出先后：
#
# - 高频但不疼的，是习惯，习惯早就有人服务了；
# - 很疼但十年一次的，撑不起一个社群；
# - 高频又疼、但已经解决的，属于解决它的那一家。
#
# 这个乘积是**经验算法**，给的是先后，不是数量：9 分并不等于 4.5 分的“两倍需求”。它还来自一个样本，换一批人作答，顺序可能就变了。所以每个排名都附一个范围：把受访者反复重新抽样算出来的（自助法）。范围重叠的地方，别拿那点差别当依据做生意。
#
# ### 竞品网格
#
# 竖着列需求，横着列成员**现在**用的一切办法，不花钱的也算：看视频、问邻居、忍着。每一格打分：满足得怎么样，1–5 分。整行都低，就是空档。低，可能是没人想到，也可能是没人靠它挣得到钱。第 04、05 课来分辨。

# %% [markdown] lang="en"
# ## Practice: 120 answers
#
# Sample Coffee asked 120 people of its target. Five needs had come up in talks at the counter; the survey asked how often, how bad, and
# whether what they use is enough. First the raw means. Which need would you go for?

# %% [markdown] lang="zh"
# ## 实操：120 份问卷
#
# 示例咖啡问了 120 位目标人群。五项需求是在柜台聊出来的，问卷只问多常、多难受、现在的办法够不够。先看原始平均值，换你会做哪一项？

# %%
from shequn.course.pictures_a import draw_grid, draw_ranks
from shequn.course.tables import shown
from shequn.planning import competitor_grid, rank_needs

survey = lesson.table("survey")
ranking = rank_needs(survey)
parts = ranking[["need", "having", "frequency", "intensity", "unmet_share"]]
shown(parts.sort_values("frequency", ascending=False), lesson, frequency="number")

# %% [markdown] lang="en"
# The most frequent need is to have no idea what to bake: four times a month, nearly everybody knows it. It is what a survey that only asks “what
# would you like?” brings to light, and what a group that posts recipes is built on. Now multiply.

# %% [markdown] lang="zh"
# 最常出现的是“不知道烤什么”：每月四次，几乎人人都有。只问“你想要什么”的问卷，问出来的就是它；天天发配方的群，也是冲着它建的。现在乘一乘。

# %%
shown(ranking[["need", "rank", "score", "rank_low", "rank_high", "low", "high"]], lesson)

# %%
draw_ranks(lesson, ranking)

# %% [markdown] lang="en"
# - **First place is sure.** However the respondents are drawn anew, “it fails and nobody says why” stays first.
# - **The most frequent need comes last.** It hurts little, and only a third are not content with what they have: videos are good enough.
# - **From place two on, neighbours cannot be told apart** with certainty: their ranges overlap. The order in the table is the best guess, no more. If you must choose
#   between two of them, choose by what you can do (lesson 04), not by the second decimal.
#
# The last two columns are the 95 % interval of the unmet share. Of those who have the first need, some three in five to four in five are not content.
# Wide enough to stay modest, far enough above half to act.

# %% [markdown] lang="zh"
# - **第一名是稳的。** 受访者怎么重抽，“烤砸了，没人告诉我错在哪”都在第一。
# - **最高频的反而垫底。** 不怎么疼，只有三分之一的人对现有办法不满意：看视频就够了。
# - **从第二名起，相邻的分不出先后**：范围都有重叠。 表里的顺序是最好的猜测，仅此而已。非要二选一，就看自己能做哪个（第 04 课），别看小数点后第二位。
#
# 最后两列是未满足占比的 95% 区间。有第一项需求的人里，大约六成到八成不满意。区间够宽，话别说满；离一半够远，可以动手。

# %% tags=["assert"]
if data == "sample":
    assert survey["respondent"].nunique() == 120 and len(ranking) == 5
    assert ranking["rank_low"].tolist() == [1, 2, 2, 3, 4]
    assert ranking["rank_high"].tolist() == [1, 3, 4, 5, 5]
    assert ranking["frequency"].idxmax() == 4 and round(ranking["frequency"][4]) == 4
    assert round(ranking["low"][0], 1) == 0.6 and round(ranking["high"][0], 1) == 0.8
    assert round(ranking["unmet_share"][4], 2) == 0.35

# %% [markdown] lang="en"
# ### Who solves it today?

# %% [markdown] lang="zh"
# ### 现在靠谁解决？

# %%
grid = competitor_grid(lesson.table("competitors"))
draw_grid(lesson, grid)

# %% [markdown] lang="en"
# Read it by rows. For the last need someone scores 5: leave it to them. For the need that ranked first nobody gets beyond 2, although two of the four are
# paid for. Rank and grid point at the same row, and they come from different sources: 120 people asked, and a look at four offers. That is as good as
# evidence gets before a pilot.
#
# Then read it by columns. The baking studio is nobody's enemy on this map: it is good at teaching, and it ends when you go home. The neighbourhood chat is
# near, and drowns the answer by evening. Each gap says something about what your own service must be: it must see **your** oven, and the answer
# must still be there tomorrow.

# %% [markdown] lang="zh"
# 先横着看。最后一项需求，有人拿了 5 分：让给他们。排第一的那项，谁都没超过 2 分，而四家里有两家还是收费的。排名和网格指向同一行，来源却不同：一个是 120 位受访者，一个是对四家的逐一比较。做小范围测试之前，证据也就能好到这个程度。
#
# 再竖着看。烘焙工作室在这张图上不是谁的敌人：教得好，可你一回家就结束了。业主群离得近，答案到晚上就被刷没了。每个空档都在提示你的服务该是什么样：要看得到**你家**的烤箱，答案明天还得找得着。

# %% tags=["assert"]
if data == "sample":
    best = grid.set_index("need")["best"]
    assert best[ranking["need"][0]] == 2 == best.min() and best[ranking["need"][4]] == 5
    assert (lesson.table("competitors").groupby("competitor")["price"].first() > 0).sum() == 2

# %% [markdown] lang="en"
# ## Worksheet: needs
#
# Begin with the chain, not with the list: write down one real case from last week, link by link. Then list the needs in the words of the person.
# The column “evidence” may say “guess”; but then lesson 06 must test it first.

# %% [markdown] lang="zh"
# ## 工作表：用户需求
#
# 先写需求链，再列清单：拿上周的一件真事，一环一环写下来，再用当事人的原话列需求。“依据”一栏可以写“猜的”，那第 06 课就要先测它。

# %%
from shequn.worksheets import Needs
from shequn.worksheets.form import form

form(Needs)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 03-1 A need that not everybody has
#
# The need of rank 3 is felt by a part of the respondents only; the others answered 0 times. What is its score among those who have it?

# %% [markdown] lang="zh"
# ## 练习
#
# ### 03-1 不是人人都有的需求
#
# 排第 3 的需求只有一部分人有，其余的人填了 0 次。只看有这项需求的人，它的得分是多少？

# %%
answer = ...
lesson.check("03-1", answer)

# %%
lesson.hint("03-1")

# %% tags=["solution"]
mine = survey[(survey["need"] == ranking["need"][2]) & (survey["frequency"] > 0)]
answer = rank_needs(mine)["score"][0]
lesson.check("03-1", answer)

# %% [markdown] lang="en"
# ### 03-2 Twenty answers
#
# The shop manager would have stopped after twenty answers. Take the first twenty respondents (R001 to R020). How many of the needs could then be
# in first place?

# %% [markdown] lang="zh"
# ### 03-2 二十份问卷
#
# 店长本来想收二十份就停。请只取前二十位受访者（R001 到 R020）。这时有几项需求可能排第一？

# %%
answer = ...
lesson.check("03-2", answer)

# %%
lesson.hint("03-2")

# %% tags=["solution"]
few = survey[survey["respondent"].isin(sorted(survey["respondent"].unique())[:20])]
answer = (rank_needs(few)["rank_low"] == 1).sum()
lesson.check("03-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In pairs, then together, twenty minutes:
#
# - Interview one another about last week; forbidden words: “would you”, “interesting”, “useful”. Write down one need in the other's words.
# - Draw its chain. At which link do people pay today, and which link does nobody serve?
# - A need is frequent, painful and unmet, and no competitor has touched it for years. Give three reasons why that may be bad news.

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 先两人一组，再一起讨论，二十分钟：
#
# - 互相采访上一周发生的事，禁用“你会不会”“有意思”“有用”。用对方的原话写下一项需求。
# - 画出它的需求链。大家现在在哪一环付钱？哪一环没人服务？
# - 一项需求高频、很疼、没被满足，却多年没有竞品去碰。说三个“这可能是坏消息”的理由。

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. “Our members need health.” What is wrong with it?</summary>
#
# It is a topic. There is no moment, no frequency, no pain; nobody could say whether it has been met.
#
# </details>
# <details><summary>2. Two needs score 6.0 and 4.4, and their ranges of rank overlap. What do you conclude?</summary>
#
# That the first is more likely ahead, and that the survey cannot settle it. Ask more people, or choose by what you can do well.
#
# </details>
# <details><summary>3. Why does the competitor grid hold things that cost nothing?</summary>
#
# Because members compare you with what they do now. A free video that is good enough beats a paid service that is a little better.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. “我们的成员需要健康。”问题在哪？</summary>
#
# 这是话题。没有时刻，没有频次，没有痛感，满足没满足也没人说得出来。
#
# </details>
# <details><summary>2. 两项需求得 6.0 分和 4.4 分，排名范围有重叠，能得出什么？</summary>
#
# 前一项更可能领先，但这份问卷定不下来。再多问些人，或者看自己更擅长哪个。
#
# </details>
# <details><summary>3. 竞品网格里为什么要放不花钱的办法？</summary>
#
# 因为成员拿你跟现在的办法比。够用的免费视频，赢过只好一点点的付费服务。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A need has a moment, a frequency and a pain; a topic has none.
# - The chain shows the link that nobody serves, often one step after everybody sells.
# - Frequency × intensity × unmet share gives an order. Say how sure it is.
# - The grid holds all that people use today. A low row is a gap, not yet a business.
#
# ## What feeds the next lesson
#
# The ranking and the chosen need. Lesson 04 sets them against yourself: what can you do, what do you want to do, and what will you still do
# in two years?

# %% [markdown] lang="zh"
# ## 小结
#
# - 需求有时刻、有频次、有痛感，话题没有。
# - 需求链能照出没人服务的那一环，常常在大家扎堆卖东西的下一步。
# - 频次 × 强度 × 未满足占比排出先后，并说清有多可靠。
# - 网格要列出现在用的一切办法。整行都低是空档，还不等于生意。
#
# ## 下一课用到
#
# 需求排序和选定的需求。第 04 课拿它对照自己：能做什么，想做什么，两年后还愿意做什么？
