# %% [markdown] lang="en"
# # 11 People
#
# ## Aim
#
# After this lesson you can
#
# - name the roles of a community, in the team and among the members, and help members up the ladder;
# - layer members by activity and, apart from it, by purchase, and say why the two must not be mixed;
# - see how members move between layers, and what that does and does not prove;
# - score the strength of relations from proxies that everybody can see, and measure the team by on-time rate and first response.
#
# ## What you need
#
# - Time: 45 minutes
# - The sample client, or a folder of your own with members, messages and orders
# - For the worksheet: the names of functions in your team (no names of people)

# %% [markdown] lang="zh"
# # 11 人员管理
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 说出团队和成员里各有哪些角色，并帮成员往上走一级；
# - 给成员做活跃分层，另外单独做消费分层，并说清为什么不能混；
# - 看懂成员在各层之间的迁移，知道它能证明什么、不能证明什么；
# - 用人人看得见的代理指标给关系强度打分，用按时率和首次响应衡量团队。
#
# ## 准备
#
# - 时长：45 分钟
# - 示例客户，或你自己的数据文件夹，含成员、消息、订单
# - 填工作表用：团队里的岗位名称（不写人名）

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("11_people", data, language)

# %% [markdown] lang="en"
# ## The case: what the red packet really bought
#
# In the writing community of lesson 01 everybody hands in an article each week and comments on others; who misses pays a red packet into the group. Seen from
# outside, that is a fine. Seen from inside, three things happen at once.
#
# The packet is money, and there is something to gain and to lose: an *interest relation*. The comments are what people remember: somebody read me, and said what moved
# them. That is an *emotional relation*, and it was the rule that forced strangers into it. And everybody obeys the same rule, knows whose turn it is, and sooner or
# later is asked to look after the new ones: an *organisational relation*. After a year most would pay without being told, and some run circles of their own.
#
# Operators who copy only the packet get a group in which people pay for a while and then leave. It was never the money that held them.

# %% [markdown] lang="zh"
# ## 案例：红包买到的是什么
#
# 第 01 课的写作社群，人人每周交一篇文章、点评别人，缺交就往群里发红包。从外面看，这是罚款；从里面看，三件事同时在发生。
#
# 红包是钱，有得有失，这是**利益关系**。点评才是大家记住的：有人认真读了我写的，还说出哪句打动了他，这是**情感关系**，而把陌生人推到一起的正是那条规矩。所有人守同一条规矩，知道轮到谁，早晚还会被请去带新人，这是**组织关系**。一年下来，多数人不用催也会交，有人还自己带起了小圈子。
#
# 只抄红包的运营，得到的是一个交一阵子钱然后走人的群。留住人的从来不是那点钱。

# %% [markdown] lang="en"
# ## The idea
#
# ### Two kinds of people work on a community
#
# - **The team**: operations runs the SOP, service answers, content prepares, data counts. In a small shop one person wears several hats; write the hats down all the
#   same.
# - **Members with a part**: the owner, admins, seed members (种子用户) who were there first and set the tone, KOL whose word counts because they know, KOC whose word
#   counts because they are customers like everybody.
#
# ### The ladder
#
# Exploring → participating → contributing → leading. A rung is a *sign that can be seen* (has answered another member three times) and a *help* towards
# the next one (is offered a box to test a week early). Nobody climbs because of a badge alone; people climb because somebody asked them.
#
# ### Layers, twice
#
# - **By activity**: last seen (R), days active (F), depth (M, messages an active day). Who has been quiet for 30 days is silent, for 90 days lost. Both numbers
#   are parameters: a group that meets once a quarter needs others.
# - **By purchase**: last order (R), orders (F), money (M), the classic RFM.
#
# Never add the two up. A score in which a chatterbox without an order and a silent regular customer come out alike helps neither.
#
# ### Strength of relations
#
# **Interest + emotional + organisational relation** (利益 + 情感 + 组织). It is a way of looking, no law of nature. If you want a number, choose for each of the three a
# proxy that can be counted, say which value would count as full, and show all of it beside the score. Without its proxies the score is worth nothing.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 两类人在做社群
#
# - **团队**：运营跑 SOP，客服答问，内容备料，数据计数。小店里一人身兼数职，也要把每顶帽子写下来。
# - **有角色的成员**：群主、管理员；最早进来、定下调性的种子用户；因为懂行而有分量的 KOL；因为和大家一样是顾客而有分量的 KOC。
#
# ### 成长阶梯
#
# 观望 → 参与 → 贡献 → 引领。每一级要有**看得见的标志**（回答过其他成员三次），还要有**推一把的动作**（请对方提前一周试烤）。没人只为一枚勋章往上走，人往上走，是因为有人邀请了他。
#
# ### 两套分层
#
# - **按活跃**：最近一次（R）、活跃天数（F）、深度（M，活跃日的平均发言数）。30 天没动静算沉默，90 天算流失边缘。两个数都是参数，一季度聚一次的群就该换别的。
# - **按消费**：最近下单（R）、单数（F）、金额（M），也就是经典的 RFM。
#
# 两套不能相加。一个光聊天不下单的人，和一个不吭声的老顾客，算出同样的分，对谁都没用。
#
# ### 关系强度
#
# **社群关系强度 = 利益关系 + 情感关系 + 组织关系**。这是一种看法，不是自然规律。真想要个数，就给三种关系各选一个数得出来的代理指标，写明到多少算满分，并且和得分一起亮出来。不带代理指标的得分一文不值。

# %% [markdown] lang="en"
# ## Practice: the members of one client
#
# ### Who is who by activity
#
# All members of all groups at the end of October, each person once. Before you look: what share do you expect in the best cell?

# %% [markdown] lang="zh"
# ## 实操：一个客户的成员
#
# ### 按活跃看谁是谁
#
# 10 月底全部社群的成员，一个人只算一次。先猜：最好的那一格占多大比例？

# %%
from shequn.course import pictures_c as pictures
from shequn.course import team
from shequn.course.tables import shown
from shequn.worksheets import People, load

lesson.lacks("members", "messages") or pictures.draw_layers(lesson)

# %% [markdown] lang="en"
# The best cell is small: about one member in seven. It is larger than the twelve people who write half of the fan group's messages (lesson 01), and
# smaller than anything a headline would call “our active community”. Every cell has an action of its own. A layer without an action and an
# owner is a decoration:

# %% [markdown] lang="zh"
# 最好的那一格不大，大约七个人里一个。它比写出粉丝群一半消息的那 12 个人多（第 01 课），又比宣传里“我们活跃的社群”少得多。每一层都要有对应的动作；没有动作、没有负责人的分层，只是装饰：

# %%
people = load(People)
lesson.lacks("members", "messages") or shown(team.team_layers(lesson, people.layers), lesson)

# %% tags=["assert"]
if data == "sample":
    from shequn import metrics

    everybody = metrics.activity_layers(lesson.community).query("group_id == 'ALL'")
    assert round(len(everybody) / (everybody["layer"] == "core").sum(), 1) == 6.5

# %% [markdown] lang="en"
# ### Who buys is another question
#
# Now purchases, by themselves: buyers by their last order and the number of their orders.

# %% [markdown] lang="zh"
# ### 谁在买，是另一个问题
#
# 再单独看消费：按最近下单和订单数。

# %%
lesson.lacks("members", "messages", "orders") or pictures.draw_purchases(lesson)

# %% [markdown] lang="en"
# Last, lay both side by side, without mixing them. How many of the quiet members are customers?

# %% [markdown] lang="zh"
# 最后把两套分层并排放，但不混算。不吭声的成员里，有多少是顾客？

# %%
both = None if lesson.lacks("members", "messages", "orders") else team.buyers_by_layer(lesson)
lesson.lacks("members", "messages", "orders") or shown(both, lesson)

# %% [markdown] lang="en"
# Two things stand out.
#
# - The core buys most often. Active members do buy more; that was put into this sample client, and it is found in many groups. But mind the direction: perhaps people
#   talk more *because* they bought.
# - Of the lost more have bought than of the occasional ones. The occasional layer is full of newcomers, the lost one of old customers who buy and say nothing. One
#   score for both would have put them at the bottom.

# %% [markdown] lang="zh"
# 有两点很显眼。
#
# - 核心层买得最多。活跃的人确实买得多；这是示例客户里埋好的，很多群也如此。但要当心方向：也许正是**因为**买了才多说。
# - 流失边缘的人买过的比例，比“偶尔”层还高。“偶尔”层里多是新人，流失边缘里多是老顾客：买东西，不说话。两套混成一个分，他们就被排到最底了。

# %% tags=["assert"]
if data == "sample":
    share = both.set_index("activity_layer")["buyer_share"]
    assert share.idxmax() == "core" and share["lost"] > share["occasional"]

# %% [markdown] lang="en"
# ### How old is old? Stages are parameters
#
# Textbooks give a member a life: a honeymoon of 7 days, a trial up to day 30, maturity up to day 180, then decline. Hold that against the data.

# %% [markdown] lang="zh"
# ### 多久算老？阶段只是参数
#
# 教科书给成员排了一生：7 天蜜月期，到第 30 天考察期，到第 180 天成熟期，之后衰退。拿数据来对一对。

# %%
ends = [people.honeymoon_days or 7, people.trial_days or 30, people.mature_days or 180]
stages = None if lesson.lacks("members", "messages") else team.life_stages(lesson, ends)
lesson.lacks("members", "messages") or shown(stages[["life_stage", "members", "active_share", "silent_share"]], lesson)

# %% [markdown] lang="en"
# The honeymoon is real: newcomers are twice as lively as the rest. But after half a year nobody “declines”: those members are no less active than the mature ones.
# The reason is no secret. Who was going to leave has left; what remains are those who stay. (What rises is the share of silent ones, and it cannot be otherwise: on day 20
# nobody can have been silent for 30 days.)
#
# So treat 7, 30 and 180 as a way to ask, not as an answer. The same goes for silent and lost: see how many get a personal note under three meanings of silent.

# %% [markdown] lang="zh"
# 蜜月期是真的：新人的活跃程度是其他人的两倍左右。但过了半年并没有谁“衰退”，这些人的活跃程度并不比成熟期低。道理不神秘：要走的早走了，剩下的就是愿意留的。（沉默占比倒是上升的，这也必然：进群才 20 天的人，不可能沉默满 30 天。）
#
# 所以 7、30、180 是提问的方式，不是答案。“沉默”“流失边缘”的天数也一样：看看三种定义下，各有多少人会收到那条私聊。

# %%
lesson.lacks("members", "messages") or shown(team.layer_counts(lesson, [14, 30, 45]), lesson)

# %% tags=["assert"]
if data == "sample":
    rates = stages.set_index("life_stage")["active_share"]
    assert 1.9 < rates["honeymoon"] / rates["decline"] < 2.4 and rates["decline"] > rates["mature"]

# %% [markdown] lang="en"
# ### Who moves where
#
# A photograph of layers does not tell whether people come or go. Two photographs do: the end of July (before the Q&A and the welcome began) and the end of October. Rows are
# the layers then, columns the layers now; who stayed stands on the diagonal.

# %% [markdown] lang="zh"
# ### 谁往哪里走
#
# 一张快照看不出人在往上还是往下，两张就可以：7 月底（问答和欢迎还没开始）与 10 月底。行是当时的层，列是现在的层，对角线上是没动的人。

# %%
change = None if lesson.lacks("members", "messages") else team.moves(lesson, "2026-07-26")
lesson.lacks("members", "messages") or pictures.draw_moves(lesson, change)

# %% [markdown] lang="en"
# Read it row by row. Most of the core is still core. Of the silent, many are back, many are still quiet, some have left. So “silent” is a state that people pass through.
#
# What does it prove about the Q&A? Less than one would like. There is no second pair of photographs from a quarter *without* the Q&A to compare with, and people at the edge of
# a layer drift towards the middle by themselves. To know what your note to the silent does, leave out every second one by lot and compare (lesson 06).

# %% [markdown] lang="zh"
# 一行一行看。核心多数仍是核心；沉默的人里，不少回来了，不少还是不吭声，也有人退了群。可见“沉默”是人会经过的一种状态。
#
# 它对问答栏目证明了什么？没有想象的多。没有另一个**不开问答**的季度做两张快照来比；况且处在某层边缘的人，本来就会往中间回摆。想知道给沉默成员的私聊有没有用，就抽签留一半人不发，再比（第 06 课）。

# %% tags=["assert"]
if data == "sample":
    assert change.loc["core", "core"] / change.loc["core"].sum() > 0.5
    silent = change.loc["silent"]
    assert (
        silent[["core", "regular", "occasional"]].sum() > 90
        and silent[["silent", "lost"]].sum() > 70
        and silent["absent"] > 20
    )

# %% [markdown] lang="en"
# ### What holds them: a heuristic, with its proxies shown
#
# The client chose one proxy for each relation of the learning group, in August, and said what would count as full.

# %% [markdown] lang="zh"
# ### 靠什么维系：经验判断，代理指标一并亮出来
#
# 客户 8 月给学习群的三种关系各选了一个代理指标，并写明到多少算满分。

# %%
from shequn import planning

strength = planning.relation_strength(people.relations)
shown(strength.proxies, lesson, score="percent")

# %%
pictures.draw_relations(lesson, strength)

# %% [markdown] lang="en"
# Use it to talk, not to report. “Organisational is our weakest; what would members run by themselves?” is a good question. “Our relation strength rose from 44 to 47”
# is none: double the full mark of one proxy, and the score falls without anything having happened. So never compare it between groups with different
# proxies.

# %% [markdown] lang="zh"
# 拿它来讨论，别拿它来汇报。“组织关系最弱，有什么事能让成员自己来张罗？”是个好问题。“关系强度从 44 升到 47”什么也不是：把一个代理指标的满分值翻倍，分数就掉下来，而什么都没发生。代理指标不同的群之间，更不能比。

# %% tags=["assert"]
scores = strength.proxies.set_index("relation")["score"]
assert data != "sample" or (scores.idxmin() == "organisational" and round(strength.overall * 100) == 44)

# %% [markdown] lang="en"
# ### The team: first response
#
# Two figures for the team. The on-time rate of the SOP comes in lesson 12. The other is the time until somebody of the team answers a member. The client promised 30 minutes in
# working hours, in 90 % of cases.

# %% [markdown] lang="zh"
# ### 团队：首次响应
#
# 衡量团队看两个数。SOP 按时率放到第 12 课；另一个是成员发言后多久有客服回应。客户承诺：工作时间内 30 分钟，做到 90%。

# %%
hours = team.WorkingHours(people.work_from or "09:00", people.work_to or "21:30", people.first_response_minutes or 30)
lesson.lacks("members", "messages") or shown(team.first_responses(lesson, hours), lesson, median_minutes="int")

# %% [markdown] lang="en"
# The promise is kept in neither group, and in the learning group most clearly not: even the upper end of the interval stays far below 90 %. And this is still the friendly
# reading, since only messages that *were* answered are in it. Who got no answer at all does not appear. There are no message texts in the data either, so nobody knows which
# message was a question. A first-response figure without the number of unanswered questions is half a figure: have the team mark open questions, and count
# those too.

# %% [markdown] lang="zh"
# 两个群都没兑现，学习群尤其明显：区间上限都远低于 90%。而这还是往好里算的，因为只统计了**有人回**的消息；压根没人回的不在里面。数据里也没有消息正文，哪条是提问谁也不知道。只报首次响应、不报多少问题没人回，只算报了一半：让团队把未答的问题标出来，一起数。

# %% tags=["assert"]
if data == "sample":
    kept = team.first_responses(lesson, hours)
    assert kept["group_id"].tolist() == ["G01", "G02"] and (kept["high"] < 0.8).all() and kept["high"][1] < 0.5

# %% [markdown] lang="en"
# ## Worksheet: people
#
# Roles first, by function and not by name; then the ladder with signs that can be seen; then days, layers with an action and an owner each, and the three proxies.

# %% [markdown] lang="zh"
# ## 工作表：人员
#
# 先写角色，写岗位不写人名；再写阶梯，标志要看得见；然后是天数、各层的动作和负责人，以及三个代理指标。

# %%
from shequn.worksheets.form import form

form(People)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 11-1 Quiet customers
#
# How many members who are silent or lost by activity have bought? Use `both` from above.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 11-1 不吭声的顾客
#
# 按活跃分层属于沉默或流失边缘的成员里，有多少人买过？用上面的 `both`。

# %%
answer = ...
lesson.check("11-1", answer)

# %%
lesson.hint("11-1")

# %% tags=["solution"]
if both is not None:
    answer = both.set_index("activity_layer").loc[["silent", "lost"], "buyers"].sum()
lesson.check("11-1", answer)

# %% [markdown] lang="en"
# ### 11-2 How many came back?
#
# Of all who were silent at the end of July, what share was active again (core, regular or occasional) at the end of October? Use `change`, and give the share.

# %% [markdown] lang="zh"
# ### 11-2 有多少人回来了？
#
# 7 月底沉默的人里，到 10 月底有多大比例重新活跃（核心、常客或偶尔）？用 `change`，请给比例。

# %%
answer = ...
lesson.check("11-2", answer)

# %%
lesson.hint("11-2")

# %% tags=["solution"]
if change is not None:
    then = change.loc["silent"]
    answer = then[["core", "regular", "occasional"]].sum() / then.sum()
lesson.check("11-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - Think of the one member whose leaving would hurt your group most. On which rung does this person stand, and when were they last asked for something?
# - “Remove everybody who has not spoken for 90 days; it keeps the group clean.” Argue with the table of buyers by layer in hand.
# - Agree on three proxies for the relations in one of your groups. Which of the three is hardest to find, and what does that say?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 想一个走了最伤群的成员。这个人在哪一级？上次有人请他帮忙是什么时候？
# - “90 天没说话的都移出去，群才干净。”拿着“各层买家”那张表，正反辩一辩。
# - 给你们其中一个群商定三个代理指标。哪种关系最难找？这说明什么？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why are activity and purchase layered apart?</summary>
#
# Because they are different things that call for different actions: a silent buyer needs no invitation to talk, a lively non-buyer no discount for loyalty. One score hides
# both.
#
# </details>
# <details><summary>2. Is “silent after 30 days” right for your group?</summary>
#
# It is a parameter. Take the group's rhythm: if the ordinary member writes once in six weeks, 30 days would call most of them silent.
#
# </details>
# <details><summary>3. The relation strength of group A is 60, that of group B 45. Which one is stronger?</summary>
#
# It cannot be told unless both were scored from the same proxies with the same full marks. It is a heuristic and serves for talk within one group.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 活跃和消费为什么分开分层？</summary>
#
# 因为是两回事，动作也不同：不吭声的买家不需要被催着聊天，爱聊不买的人也不需要忠诚优惠。合成一个分，两种人都看不见了。
#
# </details>
# <details><summary>2. “30 天不说话算沉默”适合你的群吗？</summary>
#
# 它是参数。看群自己的节奏：如果普通成员六周才说一次话，30 天就会把大多数人都判成沉默。
#
# </details>
# <details><summary>3. A 群关系强度 60，B 群 45，哪个更强？</summary>
#
# 除非两边用同样的代理指标、同样的满分值，否则没法说。它是经验判断，适合在一个群内部讨论用。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Roles in the team and among members; a ladder of visible signs, and somebody who asks.
# - Two layerings, side by side. A layer has an action and an owner.
# - Silent, lost, honeymoon: parameters. Moves between layers show what happened, not why.
# - Relation strength is a heuristic; its proxies belong beside it.
# - A promise to answer is measured with those who got no answer.
#
# ## What feeds the next lesson
#
# Each action for a layer has an owner. Lesson 12 gives it a day, a window, a script and a backup, and finds out whether it was done.

# %% [markdown] lang="zh"
# ## 小结
#
# - 团队有角色，成员也有角色；阶梯靠看得见的标志，也靠有人去邀请。
# - 两套分层并排看；每层有动作，有负责人。
# - 沉默、流失边缘、蜜月期都是参数。层级迁移说明发生了什么，不说明为什么。
# - 关系强度是经验判断，代理指标要放在旁边。
# - 衡量响应承诺，要把没人回的也算上。
#
# ## 下一课用到
#
# 每层的动作都有负责人了。第 12 课给它定日子、时间窗、话术和替补，再看到底做没做。
