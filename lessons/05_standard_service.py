# %% [markdown] lang="en"
# # 05 Standard service
#
# *Step 4 of the seven construction steps*
#
# ## Aim
#
# After this lesson you can
#
# - write your solution down as a process that somebody else could run tomorrow,
# - say what serving one member costs, work included, and what is left of the price,
# - tell from how many buyers, and from how large a group, the service pays for itself.

# %% [markdown] lang="zh"
# # 05 标准服务
#
# *社群构建七步之第四步*
#
# ## 学习目标
#
# 学完这一课，你能够
#
# - 把解决方案写成一套流程，换个人明天照着也能做；
# - 算清服务一位成员的成本（含人工），知道定价里还剩多少；
# - 说出要有多少买家、多大的群，这项服务才不亏。

# %% [markdown] lang="en"
# ## What you need
#
# - Time: 40 minutes
# - The need you chose in lesson 03 and your “only we” sentence from lesson 04.
# - A watch: guessed minutes are nearly always too few.
# - The table `costs.csv` of the sample client, or your own with the same columns.

# %% [markdown] lang="zh"
# ## 准备
#
# - 时长：40 分钟
# - 第 03 课选定的需求，第 04 课写下的“只有我们”那句话。
# - 一块表：凭感觉估的分钟数几乎总是偏少。
# - 示例客户的 `costs.csv`，或者列名相同的自己的表。

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("05_standard_service", data, language)

# %% [markdown] lang="en"
# ## Story: a kitchen drawn on a tennis court
#
# In 1948 two brothers in California closed a drive-in restaurant that was doing well. They cut the menu down to what
# sold, drew their kitchen in chalk on a tennis court, and let the staff walk through every move: who takes the order, who
# turns the meat, who wraps. Where two people ran into each other they rubbed out the line and drew it again. When the
# kitchen was built, a new worker could learn one place in it quickly, and a hamburger cost half of what it had cost
# before. Only because the kitchen was a drawing could others build the same one, and a chain grew out of it.
#
# Many communities are the opposite. One warm-hearted person answers every photo, often after midnight. Members love it.
# But when she is ill nobody answers, when the group doubles she sleeps half as much, and nobody can say what a price
# should be, because nobody knows what one member costs. Such a service can be admired; it cannot be priced, handed over
# or made larger.

# %% [markdown] lang="zh"
# ## 故事：画在网球场上的厨房
#
# 1948 年，美国加州一对兄弟把生意不错的免下车餐厅关了。他们先砍菜单，只留卖得动的；再用粉笔把厨房画在网球场上，让店员一遍遍走位：谁接单、谁翻肉饼、谁包装。哪里撞到人，就擦掉重画。等厨房真正建好，新人很快就能顶上一个岗位，汉堡的价钱也降到了原来的一半。正因为厨房是一张图，别人才能照着建第二个、第三个，连锁店就是这样长出来的。
#
# 很多社群恰好相反：靠一个热心人逐条回复，常常回到后半夜。成员都说好。可是这个人一生病就没人回，群一翻倍就得少睡一半；该收多少钱也没人说得清，因为没人知道服务一个人要花多少。这样的服务让人感动，却没法定价、没法交接，也没法做大。

# %% [markdown] lang="en"
# ## The idea
#
# **A standard is a sentence that can be checked.** “Answer quickly” cannot be checked, “confirmed within 10 minutes in
# opening hours” can. Write one row for every step of the service, in the order in which the member meets it:
#
# | step | standard | minutes | cost | owner |
# |---|---|---|---|---|
# | what is done | how well, by when; somebody else could check it | work for **one** member | material for one member | one name, not “we” |
#
# From the rows follow four figures:
#
# - **Cost of serving one member** = minutes × cost of an hour ÷ 60 + material + other costs of each sale (payment fee).
# - **Margin** = price − that cost. It is what one buyer leaves to pay for all that does not grow with buyers.
# - **Break-even buyers** = fixed cost of a month ÷ margin, rounded up. Fixed cost: tools, a share of the rent, base pay.
# - **Break-even size** = break-even buyers ÷ share of members who buy in a month, rounded up.
#
# Two rules keep these figures honest. Your own hours have a price, even if nobody pays them yet. And a figure that you do
# not know stays unknown: it is not zero.

# %% [markdown] lang="zh"
# ## 核心方法
#
# **标准，就是能检查的一句话**。“尽快回复”没法检查，“营业时间 10 分钟内确认”可以。按成员经历的先后，一步写一行：
#
# | 步骤 | 标准 | 分钟 | 成本 | 负责人 |
# |---|---|---|---|---|
# | 做什么 | 做到什么程度、什么时候前做完，别人也能检查 | 服务**一位**成员的工时 | 一位成员的物料 | 写一个人，不写“大家” |
#
# 有了这张表，就能推出四个数：
#
# - **服务一位成员的成本** = 分钟数 × 每小时人工 ÷ 60 + 物料 + 每单其他成本（如支付手续费）。
# - **毛利** = 售价 − 这项成本。不随买家增加的开支，全靠每位买家留下的毛利来付。
# - **保本买家数** = 每月固定成本 ÷ 毛利，向上取整。固定成本：工具、分摊的房租、底薪。
# - **保本群规模** = 保本买家数 ÷ 每月购买占比，向上取整。
#
# 守住两条，数字才不骗人：自己的时间也要算钱，哪怕现在没人发工资；不知道的就写不知道，不要当成零。

# %% [markdown] lang="en"
# ## Practice: the sample client's baking box
#
# The sample coffee shop found (lessons 02 to 04) that beginners do not lack ingredients; they are afraid that the bake
# fails. Its answer: a box for one bake, and help until it succeeds. These are the steps behind one box.

# %% [markdown] lang="zh"
# ## 实操：示例客户的烘焙材料盒
#
# 示例咖啡在第 02–04 课里发现：新手缺的不是材料，是怕烤砸。它的办法是一款一盒的材料盒，再加上帮到烤成为止。一盒背后有这些步骤：

# %%
from shequn.course.tables import shown

costs = lesson.table("costs")
shown(costs[["step", "minutes", "cost", "owner"]], lesson)

# %% [markdown] lang="en"
# ### What one box costs
#
# An hour of work costs this client 36 yuan, and the payment fee is 0.50 a box. The picture adds work and material of each
# step. Before you look: which steps besides packing will be dear?

# %% [markdown] lang="zh"
# ### 一盒的成本
#
# 这家店一小时人工 36 元，每盒支付手续费 0.5 元。下图把每一步的人工和物料加在一起。先别看，猜一猜：除了装盒，哪几步花钱多？

# %%
from shequn.course import pictures_b as pictures

pictures.step_costs(costs, 36, lesson)

# %% [markdown] lang="en"
# The box itself is dearest, of course. But look at what follows: four minutes of Sunday sharing cost nearly as much as the
# whole hand-over, bag and delivery included. Minutes are a cost that nobody sees, because nobody gets a bill for them.
#
# The price is 68 yuan, the fixed cost of a month 1,400, and the client expects 18 % of the members to buy in a month.

# %% [markdown] lang="zh"
# 最贵的当然是装盒。但往下看：4 分钟的周日分享，花费跟连包装带配送的交付差不多。工时是看不见的成本，因为没有人会给你寄账单。
#
# 这款盒子卖 68 元，每月固定成本 1,400 元，店里预计每月有 18% 的成员购买。

# %%
import pandas as pd

from shequn.planning import unit_economics

plan = {"hourly_cost": 36, "other_cost": 0.5, "fixed_cost": 1400}
unit = unit_economics(costs, price=68, buyer_percent=18, **plan)
shown(pd.DataFrame([unit])[["cost", "price", "margin", "margin_rate", "break_even_buyers", "break_even_size"]], lesson)

# %% tags=["assert"]
assert data != "sample" or (unit.cost, unit.margin, unit.break_even_buyers, unit.break_even_size) == (40, 28, 50, 278)

# %% [markdown] lang="en"
# A box costs 40 yuan and leaves 28. Fifty of them pay the month; at 18 % buyers that takes a group of 278. Below that size
# every month is a loss, however lively the chat is.

# %% [markdown] lang="zh"
# 一盒成本 40 元，毛利 28 元。卖出 50 盒才够付这个月的固定成本；按 18% 的购买占比，群里要有 278 人。不到这个规模，群里再热闹，每个月也是亏的。

# %%
pictures.profit(unit, range(0, 601, 50), lesson)

# %% [markdown] lang="en"
# ### What if?
#
# Three screws can be turned: the price, the cost, the share of buyers. Start with the price: members ask for a cheaper
# box. How large does the group have to be then?

# %% [markdown] lang="zh"
# ### 换个条件再算
#
# 能拧的螺丝有三颗：价格、成本、购买占比。先看价格：成员希望便宜一点，那群得多大才保本？

# %%
prices = [unit_economics(costs, price=price, buyer_percent=18, **plan) for price in (48, 58, 68, 78)]
shown(pd.DataFrame(prices)[["price", "margin", "margin_rate", "break_even_buyers", "break_even_size"]], lesson)

# %% tags=["assert"]
assert data != "sample" or [each.break_even_size for each in prices] == [973, 434, 278, 206]

# %% [markdown] lang="en"
# Ten yuan less is 15 % off the price but more than a third off the margin, and the group needs 434 members instead of 278
# now. Twenty yuan less, and it needs 973. A discount is paid from the margin, not from the price: before you give one, read
# this table from right to left.

# %% [markdown] lang="zh"
# 降价 10 元，售价只少了 15%，毛利却少了三分之一还多，保本的群要从 278 人变成 434 人；降 20 元，就要 973 人。折扣是从毛利里出的，不是从售价里出的。打折之前，把这张表从右往左读一遍。

# %% [markdown] lang="en"
# ### How sure is the share of buyers?
#
# The 18 % is the weakest of all inputs: it is a guess about people. The July of the sample client's learning group gives a
# hint. Any order counts here, not only a box.

# %% [markdown] lang="zh"
# ### 购买占比有多可靠？
#
# 几个输入里最不可靠的就是这 18%：它猜的是人。示例客户学习群 7 月的数据可以参考（这里各类订单都算，不只材料盒）。

# %%
from shequn.metrics import conversion

case = Lesson("05_standard_service", "sample", language)
july = conversion(case.community, "2026-07-01", "2026-07-31")
shown(july[["group_id", "buyers", "members_end", "conversion_rate"]].head(3), case)

# %%
from shequn.findings import wilson

learning = july.set_index("group_id").loc["G02"]
ends = wilson(learning["buyers"], learning["members_end"])
bounds = [unit_economics(costs, price=68, buyer_percent=share * 100, **plan) for share in ends]
shown(pd.DataFrame(bounds)[["buyer_share", "break_even_buyers", "break_even_size"]], lesson)

# %% tags=["assert"]
assert (learning["members_end"], learning["buyers"]) == (214, 48)
assert data != "sample" or (280 < bounds[0].break_even_size < 300 and 170 < bounds[1].break_even_size < 200)

# %% [markdown] lang="en"
# The two rows are the two ends of the 95 % interval: 48 of 214 members bought. The break-even size lies anywhere between
# under 200 and nearly 300 members. So the client plans with 18 %, close to the careful end, and does not yet say that the
# service pays. It says that at 68 yuan the group has to grow first, and that the share has to be tested.

# %% [markdown] lang="zh"
# 两行是 95% 区间的两端：214 位成员里有 48 人购买。保本规模可能不到 200 人，也可能接近 300 人。所以店里按靠近保守一端的 18% 做计划，不急着说“这项服务赚钱”，只说：卖 68 元，群还得再做大一些；购买占比要先测一测。

# %% [markdown] lang="en"
# ## Worksheet: standard service
#
# Write your own service down. Three hints:
#
# - First the promise in one sentence with a time in it, then the steps that keep it.
# - Measure the minutes of one real round, and divide work done for all at once by the number it is done for.
# - A step without a standard that somebody else can check is not finished.

# %% [markdown] lang="zh"
# ## 工作表：标准服务
#
# 写下你自己的服务。三点提示：
#
# - 先用一句话写承诺，里面要有时间；再写靠哪些步骤兑现它。
# - 分钟数要实测一轮；一次服务全群的工作，按服务的人数摊到每人。
# - 哪一步的标准别人没法检查，哪一步就还没写完。

# %%
from shequn.worksheets import StandardService
from shequn.worksheets.form import form

form(StandardService)

# %% [markdown] lang="en"
# When it is saved, the same figures are computed from your sheet:

# %% [markdown] lang="zh"
# 保存之后，用你的工作表算出同样几个数：

# %%
from shequn.planning import service_economics
from shequn.worksheets import load

own = service_economics(load(StandardService))
shown(pd.DataFrame([own])[["cost", "price", "margin", "margin_rate", "break_even_buyers", "break_even_size"]], lesson)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 05-1 The cheaper box
#
# The shop sells the box for 58 yuan and all else stays as it was. How many **members** must the group have so that a month
# ends without a loss?

# %% [markdown] lang="zh"
# ## 练习
#
# ### 05-1 便宜一点的盒子
#
# 盒子改卖 58 元，其他条件不变。群里至少要有多少**成员**，一个月才不亏？

# %%
answer = ...
lesson.check("05-1", answer)

# %%
lesson.hint("05-1")

# %% tags=["solution"]
from shequn.planning import read_table

box = read_table("costs")
answer = unit_economics(box, price=58, buyer_percent=18, **plan).break_even_size
lesson.check("05-1", answer)

# %% [markdown] lang="en"
# ### 05-2 A price for a small group
#
# Your group has 200 members and will not grow this year; 18 % buy in a month. What is the lowest **price** at which a month
# ends without a loss? Two decimals are enough.

# %% [markdown] lang="zh"
# ### 05-2 小群该卖多少钱
#
# 群里有 200 人，今年也不打算再扩，每月 18% 的人购买。**售价**最低定多少，一个月才不亏？保留两位小数即可。

# %%
answer = ...
lesson.check("05-2", answer)

# %%
lesson.hint("05-2")

# %% tags=["solution"]
cost = unit_economics(box, price=68, **plan).cost
answer = cost + 1400 / (200 * 0.18)
lesson.check("05-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three or four, 15 minutes:
#
# 1. Each reads one step of the own blueprint aloud. The others try to misunderstand the standard. Rewrite it until they
#    cannot.
# 2. Which step would members miss least? What would leaving it out change in the break-even size?
# 3. The baker says: “I like to answer at night, that costs nothing.” What do you reply?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三四人一组，15 分钟：
#
# 1. 每人读出自己流程中的一步，其他人故意往歪里理解这条标准；改到没有空子可钻为止。
# 2. 去掉哪一步成员最不在意？去掉之后，保本规模会变成多少？
# 3. 烘焙师说：“我乐意晚上回，不要钱。”你怎么接？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why does a discount of 15 % cost much more than 15 %?</summary>
#
# Because the cost of serving stays the same: the discount is taken from the margin, which is smaller than the price. The
# smaller the margin rate, the more buyers a discount has to bring only to leave the month as it was.
#
# </details>
#
# <details><summary>2. Why is “answers quickly” no standard?</summary>
#
# Nobody can check it, so it can neither be handed over nor measured, and it costs any number of minutes. A standard names
# how well and by when: then the on-time rate of lesson 12 can be computed from it.
#
# </details>
#
# <details><summary>3. The group is below its break-even size. What are the three ways out?</summary>
#
# More members who fit (lesson 07), a higher share of buyers (lesson 06 tests how), or a better margin: a higher price or
# fewer minutes. If none of them is in sight, the service is not bad, but it is a hobby and should be called one.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 打八五折，代价为什么远不止 15%？</summary>
#
# 服务成本没变，折扣全从毛利里出，而毛利比售价小得多。毛利率越低，就要靠折扣多拉来越多的买家，才能跟原来打平。
#
# </details>
#
# <details><summary>2. “尽快回复”为什么不算标准？</summary>
#
# 没法检查，也就没法交接、没法统计，花多少分钟也没个准。标准要写清做到什么程度、什么时候前做完，第 12 课的按时率才算得出来。
#
# </details>
#
# <details><summary>3. 群规模低于保本点，有哪三条出路？</summary>
#
# 拉来更多合适的人（第 07 课）；提高购买占比（第 06 课教你怎么测）；提高毛利，要么涨价，要么省工时。三条都看不到希望，服务本身也不算差，只是它是个爱好，就按爱好来对待。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A service that stands as steps with checkable standards can be priced, handed over and made larger.
# - Minutes are a cost. Cost, margin, break-even buyers and break-even size follow from one table.
# - The margin pays for everything: discounts come out of it first.
# - The share of buyers is a guess until it is tested; plan with the careful end of its interval.

# %% [markdown] lang="zh"
# ## 小结
#
# - 写成步骤、标准可检查的服务，才能定价、能交接、能做大。
# - 工时就是成本。一张表推出四个数：成本、毛利、保本买家数、保本群规模。
# - 一切开支都靠毛利来付，打折最先吃掉的也是毛利。
# - 购买占比没测过就只是猜测；做计划取区间里保守的一端。

# %% [markdown] lang="en"
# ## What feeds the next lesson
#
# Your promise, your price and the share of buyers that you hope for. The price says what one more buyer is worth; the
# share is what lesson 06 tests with few people before you spend on many.

# %% [markdown] lang="zh"
# ## 下一课用到
#
# 你的承诺、售价和期望的购买占比。售价决定多一位买家值多少钱；占比是不是真的，第 06 课先拿一小批人测，再决定要不要大投入。
