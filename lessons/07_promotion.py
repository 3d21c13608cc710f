# %% [markdown] lang="en"
# # 07 Promotion
#
# *Step 6 of the seven construction steps*
#
# ## Aim
#
# After this lesson you can
#
# - choose a bait that lets the right people in and keeps the others out,
# - follow each channel from being seen to being bought from, and say what a join and a buyer cost,
# - see when a channel wears out, and decide where the next money goes.

# %% [markdown] lang="zh"
# # 07 推广服务
#
# *社群构建七步之第六步*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 选对入群诱饵：想要的人进得来，不想要的人懒得来；
# - 逐个渠道看从曝光到购买的漏斗，算出每个入群、每位买家花了多少钱；
# - 看出哪个渠道已经疲软，决定下一笔钱投哪里。

# %% [markdown] lang="en"
# ## What you need
#
# - Time: 40 minutes
# - The decision of lesson 06: a service that works. Without it, go back; promotion makes a bad service known faster.
# - The margin of lesson 05 and the people you exclude from lesson 02.
# - The table `channels.csv` of the sample client, or your own with the same columns.

# %% [markdown] lang="zh"
# ## 准备
#
# - 时长：40 分钟
# - 第 06 课的决定：一项经过验证的服务。没有就先回去；服务不行，推广只会让坏名声传得更快。
# - 第 05 课的毛利，第 02 课写下的“不要哪些人”。
# - 示例客户的 `channels.csv`，或列名相同的自己的表。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("07_promotion", data, language)
case = Lesson("07_promotion", "sample", language)

# %% [markdown] lang="en"
# ## Story: ninety new members in a week
#
# In June, before anything was tested, the sample coffee shop wanted to grow and did what many do: join the group, get a
# gift. It worked at once. In an ordinary week a good dozen people joined the fan group; in the first week of June it was
# ninety. (The story is told with the sample client's data, whichever data you opened.)

# %% [markdown] lang="zh"
# ## 故事：一周进了九十人
#
# 6 月，服务还没测过，示例咖啡急着涨人，用了最常见的一招：进群就送。立竿见影。粉丝群平时一周进十来个人，6 月第一周进了九十个。（无论你打开的是哪份数据，这个故事都用示例客户的数据来讲。）

# %%
from shequn.course.tables import shown
from shequn.metrics import weekly

weeks = weekly(case.community)
june = weeks[(weeks["group_id"] == "G01") & weeks["week"].between("2026-W21", "2026-W26")]
shown(june[["week", "new_members", "churned_members", "total_members", "active_rate"]], lesson)

# %% tags=["assert"]
assert june.set_index("week").loc["2026-W23", "new_members"] == 90
assert weeks[(weeks["group_id"] == "G01") & (weeks["week"] < "2026-W23")]["new_members"].median() == 12

# %% [markdown] lang="en"
# The number that was reported upstairs was the first one. Look at the next column, and at the weeks after: the people of
# that week leave again. Put them beside those who joined in other weeks.

# %% [markdown] lang="zh"
# 当时往上汇报的是第一列。再看后一列和后面几周：那周来的人又走了。把他们和其他各周入群的人放在一起看。

# %%
from shequn.course import pictures_b as pictures
from shequn.metrics import cohorts

present = cohorts(case.community, by="present")
fans = present[(present["group_id"] == "G01") & (present["cohort"] < "2026-W34")]
gift = fans["cohort"] == "2026-W23"
pictures.retained({"gift_week": fans[gift], "other_weeks": fans[~gift]}, 9, lesson, "present")

# %% tags=["assert"]
after = fans[(fans["age"] == 2)].groupby(gift)[["retained", "size"]].sum()
assert after.loc[True].tolist() == [22, 90] and after.loc[False, "retained"] / after.loc[False, "size"] > 0.85

# %% [markdown] lang="en"
# Two weeks later 22 of the 90 were still there; of the people of other weeks, more than 85 % were. Did those who came for
# the gift at least talk and buy?

# %% [markdown] lang="zh"
# 两周后，90 人里还剩 22 人；其他各周入群的人，留下的超过 85%。那冲着赠品来的人，至少说过话、买过东西吗？

# %%
import pandas as pd

from shequn.metrics import funnel

periods = {"gift_week": ("2026-06-01", "2026-07-04"), "other_weeks": ("2026-06-08", "2026-08-16")}
parts = [funnel(case.community, *days, window_days=28) for days in periods.values()]
first = pd.concat(parts, keys=map(lesson.words, periods), names=["cohort"]).reset_index("cohort")
first = first[first["group_id"] == "G01"]
shown(first[["cohort", "stage", "members", "rate_of_first"]], lesson, rate_of_first="percent")

# %% tags=["assert"]
people = first.set_index(["cohort", "stage"])["members"]
assert people[lesson.words("gift_week"), "bought"] == 2 and people[lesson.words("gift_week"), "joined"] == 90

# %% [markdown] lang="en"
# Within 28 days two of them had spoken and then bought. And they did harm: the weekly active rate fell, because silent
# people count in the denominator; the old members saw strangers come and go; and every later comparison with these weeks
# is spoilt (lesson 08 meets this trap again). What the gifts cost nobody wrote down. It is unknown, not zero.

# %% [markdown] lang="zh"
# 28 天里，发过言又买了东西的只有两个人。坏处倒不少：周活跃率被拉低（不说话的人也算在分母里），老成员看着陌生人来来去去，以后凡是拿这几周作对比都会失真（第 08 课还会碰到这个坑）。赠品花了多少钱，没人记账，只能算“不知道”，不能算零。

# %% [markdown] lang="en"
# ## The idea
#
# **Promote only what is verified.** Concentrate the money on the one service that passed its pilot, online and offline at
# the same time and with the same words.
#
# **The bait is a filter.** It should be worth much to the people you want and nothing to the others. Ask of every bait:
# who would come for this alone?
#
# | bait | who comes | filter |
# |---|---|---|
# | a free gift for joining | everybody who likes gifts | none |
# | a voucher for any drink | everybody nearby | weak: place |
# | “bring a photo of a bake that failed, the baker tells you why” | people who bake and failed | strong: the need itself |
# | a friend is invited, both get a small voucher when the friend shows a first bake | friends who bake | strong: act and trust |
#
# **Follow the channel to the end.** Exposures → scans → joins → buyers. From these follow the cost per join, the cost per
# buyer, and the **payback**: the months until the margin of a buyer has paid what the buyer cost. A channel that is cheap to
# be seen in can be dear to be bought from.
#
# **Channels wear out.** Those who are interested join first. Compare what a join costs in the first and in the second half
# of the time.

# %% [markdown] lang="zh"
# ## 核心方法
#
# **只推验证过的服务**。钱集中投在通过测试的那一项上，线上线下同步，话术一致。
#
# **诱饵就是筛子**。它对想要的人很值钱，对其他人一文不值。每个诱饵都问一句：只冲着它来的，会是谁？
#
# | 诱饵 | 来的是谁 | 筛选力 |
# |---|---|---|
# | 进群就送 | 喜欢赠品的所有人 | 没有 |
# | 任意饮品券 | 附近的所有人 | 弱：只筛了地点 |
# | “带一张烤砸的照片来，烘焙师告诉你原因” | 真在烤、也真烤砸过的人 | 强：需求本身 |
# | 老带新：好友晒出第一次成品，双方各得一张小额券 | 会烤的朋友 | 强：有行动、有信任 |
#
# **渠道要跟到底**：曝光 → 扫码 → 入群 → 购买。由此算出单个入群成本、单个买家成本和**回本月数**：一位买家的毛利要几个月才能付清拉他来的钱。曝光便宜的渠道，买家可能很贵。
#
# **渠道会疲软**。感兴趣的人总是最先进来。把投放期分成前后两半，比一比单个入群成本。

# %% [markdown] lang="en"
# ## Practice: four weeks, five channels
#
# After the pilot the shop promoted the Q&A as a “failed-bake clinic”, from 24 August to 20 September, with a budget of
# 3,000 yuan. The monthly margin of a buyer is taken as 28 yuan: one box a month.

# %% [markdown] lang="zh"
# ## 实操：四周，五个渠道
#
# 测试通过后，店里把答疑包装成“烤砸门诊”，8 月 24 日到 9 月 20 日推广，预算 3,000 元。一位买家每月的毛利按 28 元算，即每月买一盒。

# %%
from shequn.planning import channel_funnel

channels = lesson.table("channels")
found = channel_funnel(channels, monthly_margin=28).replace({"channel": {"ALL": lesson.words("all")}})
shown(found[["channel", "exposures", "scans", "joins", "buyers", "cost"]], lesson)

# %%
pictures.channel_steps(found, lesson.words("all"), lesson)

# %% tags=["assert"]
assert data != "sample" or found.loc[0, ["joins", "buyers", "cost"]].tolist() == [128, 42, 2790]

# %% [markdown] lang="en"
# 128 joined and 42 of them bought, for 2,790 yuan. But “all channels” is nobody. What does a join cost in each, and what
# does a buyer?

# %% [markdown] lang="zh"
# 花 2,790 元，进群 128 人，其中 42 人购买。但“合计”不是任何一个渠道。分开看：每个渠道，拉一个人进群多少钱？拉一位买家多少钱？

# %%
each = found.iloc[1:]
money = {"cost_per_join": "money", "cost_per_buyer": "money", "payback_months": "number"}
shown(each[["channel", "scan_rate", "join_rate", "buyer_rate", *money]], lesson, **money)

# %%
pictures.prices(each, "cost_per_buyer", lesson)

# %% tags=["assert"]
cheap = each.assign(per_view=each["cost"] / each["exposures"]).set_index("channel")["per_view"].astype(float)
dear = each.set_index("channel")["cost_per_buyer"].astype(float)
assert data != "sample" or (cheap.idxmin() == dear.idxmax() and round(cheap.min(), 2) == 0.11 and dear.max() == 300)

# %% [markdown] lang="en"
# The notes on Xiaohongshu are the cheapest way to be seen, 0.11 yuan a view, and the dearest way to be bought from: 300 yuan
# a buyer, more than ten months of margin. The table cards cost 26 a buyer and pay back within a month.
#
# ### Careful with small numbers
#
# A rate of 2 of 7 is hardly a rate. Before a channel is called better, look at the intervals:

# %% [markdown] lang="zh"
# 小红书笔记曝光最便宜，每次 0.11 元，买家却最贵：300 元一位，要十个多月的毛利才回本。桌卡一位买家 26 元，不到一个月回本。
#
# ### 人少，别急着下结论
#
# 7 人里 2 人，几乎谈不上“率”。说哪个渠道更好之前，先看区间：

# %%
overall = float(found["buyer_rate"].iloc[0])
pictures.shares(each, lesson, "buyers", name="channel", rate="buyer_rate", whole="joins", reference=overall)

# %% tags=["assert"]
assert data != "sample" or ((each["buyer_rate_low"] < overall) & (overall < each["buyer_rate_high"])).all()
assert data != "sample" or (each["cost_per_join"].min(), round(each["cost_per_join"].max())) == (10, 86)

# %% [markdown] lang="en"
# Every interval holds the rate of all channels. With so few joins nobody can tell that the people of one channel buy more
# readily than those of another (and lesson 06 warns: this does not show that they are alike). What does differ clearly is
# the cost of getting somebody to the door, from 10 to 86 yuan. Work on that first, not on a sales talk for each channel.
#
# ### Online or offline?

# %% [markdown] lang="zh"
# 每个区间都包含合计的购买率。人这么少，谁也看不出哪个渠道来的人更爱买（第 06 课提醒过：这也不等于“都一样”）。真正差别明显的，是“把人请到门口”的花费：从 10 元到 86 元。先从这里下手，不必给每个渠道另配一套销售话术。
#
# ### 线上还是线下？

# %%
place = channel_funnel(channels, by="place", monthly_margin=28).iloc[1:]
shown(place[["place", "joins", "buyers", "cost", "cost_per_join", "cost_per_buyer"]], lesson, **money)

# %% [markdown] lang="en"
# The two are close together. Both sides of the table hide a cheap and a dear channel, so “offline is better” would be the
# wrong lesson. Online and offline belong together: the card on the table and the sentence of the staff lead to the same
# clinic as the note.
#
# ### Does a channel wear out?
#
# The table cards look best. Here is the same channel week by week:

# %% [markdown] lang="zh"
# 两边差得不多，而且每一边都有便宜的和贵的渠道，所以“线下更好”是错误的结论。线上线下本来就要一起做：桌上的卡片、店员的一句话，和笔记指向的是同一个门诊。
#
# ### 渠道疲软了吗？
#
# 桌卡看起来最好。把它拆到每一周：

# %%
cards = each.sort_values("cost_per_buyer")["channel"].iloc[0]
pictures.joins_by_week(channels, cards, lesson)

# %%
from shequn.planning import saturation

worn = saturation(channels)
halves = {"cost_per_join_first": "money", "cost_per_join_second": "money"}
shown(worn[["channel", "joins_first", "joins_second", *halves, "wear"]], lesson, **halves)

# %% tags=["assert"]
first_half = worn.set_index("channel").loc[cards] if data == "sample" else {}
assert data != "sample" or (first_half["joins_first"], first_half["joins_second"]) == (21, 5)
assert data != "sample" or (worn["wear"] == "saturating").sum() == 1

# %% [markdown] lang="en"
# 21 joins in the first two weeks, 5 in the last two, for the same money: the guests of the shop have seen the card. Its
# average of 26 yuan a buyer is a picture of the past. “Few” means that fewer than 20 joined: nothing can be said about wear
# there. “Members bring a friend” holds its price.

# %% [markdown] lang="zh"
# 前两周 21 人，后两周 5 人，钱花得一样多：店里的常客都看过这张卡了。“平均 26 元一位买家”说的是过去。“人数太少”表示入群不足 20 人，谈不上疲软不疲软。老带新的成本则一直稳定。

# %% [markdown] lang="en"
# ## Worksheet: promotion
#
# Your own plan: bait, budget, channels. Write the figures of a channel down only when you have them; the empty cells tell you what to
# count first.

# %% [markdown] lang="zh"
# ## 工作表：推广服务
#
# 写下你的计划：诱饵、预算、渠道。渠道数字有了再填；空着的格子，就是接下来要先数的东西。

# %%
from shequn.worksheets import Promotion
from shequn.worksheets.form import form

form(Promotion)

# %%
from shequn.planning import channel_rows
from shequn.worksheets import load

plan = load(Promotion)
own = channel_funnel(channel_rows(plan.channels), monthly_margin=plan.monthly_margin).iloc[1:]
shown(own[["channel", "joins", "buyers", *money]], lesson, **money)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 07-1 The next 300 yuan
#
# The sample client has 300 yuan for the coming two weeks and can put them into **one** channel: not the flash group, which
# was a single evening, but one of those that run every day. Which channel is likely to bring the most buyers? Answer with its name as in
# the table, in quotes.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 07-1 下一笔 300 元
#
# 接下来两周，示例客户还有 300 元，只能投**一个**天天都能做的渠道（快闪群只有一个晚上，不算）。投哪个最可能带来更多买家？用表里的渠道名作答，加引号。

# %%
answer = ...
lesson.check("07-1", answer)

# %%
lesson.hint("07-1")

# %% tags=["solution"]
from shequn.planning import read_table

shop = read_table("channels", language=language)
wear = saturation(shop).set_index("channel")["wear"]
answer = channel_funnel(shop).set_index("channel").loc[wear.index[wear == "steady"], "cost_per_buyer"].idxmin()
lesson.check("07-1", answer)

# %% [markdown] lang="en"
# ### 07-2 Gone again
#
# Of the people who joined the fan group in the week of the give-away (2026-W23): which **share** was no longer there at the end of the
# second week after it (age 2)? The frame `fans` has what you need.

# %% [markdown] lang="zh"
# ### 07-2 又走了多少
#
# 赠品那周（2026-W23）进粉丝群的人，到之后第二周末（age 为 2），**有多大比例**已经不在群里？数据就在 `fans` 里。

# %%
answer = ...
lesson.check("07-2", answer)

# %%
lesson.hint("07-2")

# %% tags=["solution"]
answer = 1 - fans[gift & (fans["age"] == 2)]["retention"].item()
lesson.check("07-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three or four, 15 minutes:
#
# 1. Each names the bait of a group they have joined. Who came for it? Who stayed?
# 2. Invent for your own community a bait that a gift hunter would not pick up if it lay on the street.
# 3. Your boss wants “a thousand members by the end of the month”. Which number do you offer instead, and how do you argue for it?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三四人一组，15 分钟：
#
# 1. 每人说一个自己进过的群当初的诱饵。来的是谁？留下的是谁？
# 2. 给自己的社群想一个诱饵：丢在路边，羊毛党都懒得捡。
# 3. 老板要“月底一千人”。你拿哪个数字去换？怎么说服他？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why does a give-away lower the active rate even before people leave?</summary>
#
# The people who came for the gift count as members at the end of the week, but they do not speak. The numerator stays, the
# denominator grows. This is correct, and it is why joins alone are no success.
#
# </details>
#
# <details><summary>2. A channel has the lowest cost per join. Why may it still be the wrong one?</summary>
#
# Its people may not buy (cost per buyer), it may be worn out (second half against first), or the figure may rest on a
# handful of joins (interval). And it may bring people whom you exclude.
#
# </details>
#
# <details><summary>3. What does a payback of 10 months ask of a community?</summary>
#
# That the buyer stays and buys every month for 10 months before the first yuan is earned. Look up how long your members
# stay: if most leave or fall silent earlier, the money never comes back.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 为什么人还没走，送赠品就已经拉低了活跃率？</summary>
#
# 冲赠品来的人，周末还在群里，算进了成员数，但不说话。分子没变，分母变大了。这样算没有错，所以才说：光看入群人数不算成绩。
#
# </details>
#
# <details><summary>2. 某渠道单个入群成本最低，为什么仍可能投错？</summary>
#
# 来的人可能不买（看单个买家成本），渠道可能已经疲软（后半期比前半期），数字可能只靠寥寥几个人撑着（看区间），来的还可能正是你要排除的人。
#
# </details>
#
# <details><summary>3. 回本要 10 个月，对社群意味着什么？</summary>
#
# 买家得留下来，连续买满 10 个月，才开始赚第一块钱。查一查你的成员一般待多久：多数人更早就走了、不说话了，这笔钱就收不回来。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Promote what is verified, and nothing else.
# - A bait is a filter: worth much to the right people, nothing to the rest.
# - Follow each channel to the buyer: cost per join, cost per buyer, payback. Look at intervals before you rank.
# - Channels wear out; averages hide it.

# %% [markdown] lang="zh"
# ## 小结
#
# - 只推验证过的服务。
# - 诱饵就是筛子：对的人觉得值，别人觉得不值。
# - 每个渠道都跟到买家：单个入群成本、单个买家成本、回本月数；排名之前先看区间。
# - 渠道会疲软，平均数看不出来。

# %% [markdown] lang="en"
# ## What feeds the next lesson
#
# The dates on which you changed something, and the trap of the June weeks. Lesson 08 asks of every change: did it help, or
# did it only happen at the same time?

# %% [markdown] lang="zh"
# ## 下一课用到
#
# 每次改动的日期，还有 6 月那几周的坑。第 08 课对每次改动都要问一句：是它起了作用，还是只是碰巧同时发生？
