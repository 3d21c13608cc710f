# %% [markdown] lang="en"
# # 01 Is it a community?
#
# ## Aim
#
# After this lesson you can
#
# - say in one sentence each who a community is for and what its people do together, and notice when one is missing;
# - tell a single-purpose from a multi-purpose community and run each as what it is;
# - hold a group against three characteristics with figures instead of a feeling;
# - choose a carrier on two axes.
#
# ## What you need
#
# - Time: 35 minutes
# - The sample client that comes with the course, or a folder of your own (`data` in the next cell)
# - For the worksheet: a group that you run, or one that you want to start

# %% [markdown] lang="zh"
# # 01 这是社群吗？
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 用两句话说清一个社群“是谁”“一起做什么”，并看出缺了哪一句；
# - 分清单一目的社群和多元目的社群，该怎么运营就怎么运营；
# - 用数据而不是凭感觉，拿三个特征对照一个群；
# - 从两个维度选载体。
#
# ## 准备
#
# - 时长：35 分钟
# - 课程自带的示例客户，或你自己的数据文件夹（下一个单元格里的 `data`）
# - 填工作表用：一个你正在运营的群，或者准备建的群

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("01_is_it_a_community", data, language)

# %% [markdown] lang="en"
# ## Three cases
#
# ### The coupon group
#
# A coffee chain asks the customers of each shop into a group of that shop. One thing happens in it: offers. A coupon in the morning, another at
# noon, the best price to be found online. Members hardly ever speak to one another, and nobody minds. Whoever fancies a coffee
# looks in, takes a coupon, buys.
#
# ### The four-hour flash group
#
# A cosmetics brand opens a group for a single sale. People are called in, warmed up, told when to buy; the same day the group is dissolved.
# From the first greeting to the last it took no more than four hours. Afterwards no member remembers another. The group was
# a tool, and tools are put back.
#
# ### The red packet for the missing
#
# In a writing community each member hands in one article every seven days and comments on those of others. Who hands in nothing, or
# comments on nothing, sends a red packet to the group. The rule makes strangers read one another week after week. After a while they
# meet in person, and then things grow that were not in the plan: circles for video, for early rising, for reading, for sport.
#
# All three work. Are all three communities? Decide before you read on.

# %% [markdown] lang="zh"
# ## 三个案例
#
# ### 领券群
#
# 一家连锁咖啡把每家门店的顾客拉进门店群。群里只有一件事：福利。早上一张券，中午一张券，全网最低价。成员之间几乎不说话，也没人在意。想喝咖啡的人进来看一眼，领券，下单，走人。
#
# ### 四小时快闪群
#
# 一个美妆品牌为一场促销开群：拉人、预热、到点下单，当天解散，从第一句招呼到最后一句道别不超过四小时。事后谁也不记得谁。群只是个工具，用完就收起来。
#
# ### 缺交就发红包
#
# 一个写作社群要求每人七天交一篇文章，还要点评别人的文章。没交的，或者一篇都没点评的，往群里发红包。靠着这条规矩，一群陌生人每周都在读彼此的文字。时间一长，大家线下见了面，又长出计划外的东西：视频、早起、读书、运动，各有各的圈子。
#
# 三个都做成了。三个都是社群吗？先下判断，再往下看。

# %% [markdown] lang="en"
# ## The idea
#
# ### A group is only a carrier
#
# A chat group is a vessel. A **community** is people gathered for one thing or for several. Square dancers were one long before anybody
# could pull them into a chat. Two questions decide:
#
# 1. **Who are these people?**
# 2. **What do they do together?**
#
# Pulling users in before both are answered wastes time and, what is worse, trust: people who have muted you once do not unmute you for your
# second idea.
#
# By this test all three cases are communities. The coupon group has customers of one shop who take offers; that is a thin answer to the
# second question, but it is one. The group that a manager orders, with “everybody in it”, has none.
#
# ### One thing or several
#
# | | single-purpose | multi-purpose |
# |---|---|---|
# | is there for | one thing | a first thing, and what grows out of it |
# | members' relations | matter little | are what holds it together |
# | plays like | a real-time battle: meet, play, part | a role-playing game: you stay, and become somebody |
# | cases | coupon group, flash group | writing community |
# | is judged by | whether the one thing happens: taken, bought | whether people come back and do things for one another |
# | is spoilt by | forcing chatter on people who came for a coupon | filling it with offers until nobody talks |
#
# Neither is better. What fails is to run one as if it were the other.
#
# ### Three characteristics
#
# Research on organisations asks of any set of people whether it is a group in the full sense:
#
# 1. **Something ties them together**: a product, content or a tool that everybody has in hand. It is the carrier product, the way in.
# 2. **They share a goal and keep interacting.**
# 3. **They share a consciousness and norms**: they say “we”, and there is a rule that members uphold, not only the owner. The red packet is
#    such a rule.
#
# The first can be looked up, the third can be heard. The second can be measured, and that is what this lesson does.
#
# ### The carrier: two axes
#
# “Which app is best?” has no answer. Two questions have:
#
# - **Tools.** Live QR codes that do not expire, a welcome message, automatic replies, protection against advertisers, statistics: can one person
#   run ten groups, without tools that the platform forbids?
# - **Ownership.** Whose is the customer when staff leave? In a personal WeChat group the owner may hand the group to anybody; in a WeCom customer
#   group ownership can pass only within the company, and a leaver's customers are handed over.
#
# The same two axes serve for QQ, Discord, Telegram or WhatsApp. There is a question before them, though: which of them do your people open
# anyway?

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 群只是载体
#
# 群是容器，**社群**是为一件事或几件事聚在一起的人。广场舞队早就是社群了，那时还没有微信。判断只看两个问题：
#
# 1. **这是一群什么样的人？**
# 2. **他们一起做什么？**
#
# 两个问题没想清楚就拉人，白费工夫，更伤信任：把你设成免打扰的人，不会为你的第二个主意再打开。
#
# 照这个标准，三个案例都是社群。领券群是一家店的顾客一起领福利，第二问答得很薄，但答得上来。领导一句话拉起来、“全员都在”的群，答不上来。
#
# ### 一件事，还是几件事
#
# | | 单一目的社群 | 多元目的社群 |
# |---|---|---|
# | 为什么存在 | 只为一件事 | 从第一件事里不断长出新的事 |
# | 成员关系 | 不太重要 | 靠关系维系 |
# | 像哪种游戏 | 即时对战：开局、打完、散场 | 角色扮演：留下来，有身份 |
# | 案例 | 领券群、快闪群 | 写作社群 |
# | 看什么 | 那件事成没成：领了没有，买了没有 | 人回不回来，会不会互相帮忙 |
# | 怎么做砸 | 人家来领券，你非要他聊天 | 天天发广告，发到没人说话 |
#
# 两种没有高下。怕的是拿一种的做法去运营另一种。
#
# ### 三个特征
#
# 组织行为学判断一批人算不算群体，看三点：
#
# 1. **有东西把大家连在一起**：人人手里都有的产品、内容或工具，也就是载体产品，是入口。
# 2. **有共同目标，并且持续互动。**
# 3. **有群体意识和规范**：会说“咱们”，有一条成员自己会维护的规矩，而不是只靠群主。缺交发红包就是这样的规矩。
#
# 第一点看得见，第三点听得出，第二点量得出来，这一课就来量一量。
#
# ### 载体：两个维度
#
# “哪个平台最好”没有答案，下面两个问题有：
#
# - **运营工具。** 不过期的活码、入群欢迎语、自动回复、防骚扰、数据统计：不靠违规外挂，一个人能不能管十个群？
# - **资产归属。** 员工离职，客户归谁？个人微信群的群主想转给谁就转给谁；企业微信客户群只能转给本企业的成员，离职员工的客户可以统一交接。
#
# QQ、Discord、Telegram、WhatsApp 也可以放到这两个维度上比。不过前面还有一问：你的人平时本来就在用哪个？

# %% [markdown] lang="en"
# ## Practice: three groups of one client
#
# Sample Coffee is the made-up client of this course, a neighbourhood coffee and baking brand. It has three groups: a **fan group** of
# neighbours, a **learning group** that bakes at weekends, and a **flash group** that lived for four hours before the mid-autumn
# festival. Guess first: in which of them do most members write, and in which does talk hang on the fewest people?

# %% [markdown] lang="zh"
# ## 实操：一个客户的三个群
#
# “示例咖啡”是本课程虚构的客户，一个社区咖啡烘焙品牌。它有三个群：街坊**粉丝群**、周末烘焙**学习群**，还有中秋前只开了四小时的**快闪群**。先猜一猜：哪个群里发过言的人占比最高？哪个群的聊天最依赖少数人？

# %%
from shequn.course.pictures_a import draw_carriers, draw_rhythm, who_talks
from shequn.course.tables import shown

lesson.lacks("members", "messages") or shown(who_talks(lesson), lesson)

# %% [markdown] lang="en"
# Read the table from left to right, and see how your judgement changes.
#
# - **Wrote at least once.** In both long groups more than four in five did. That sounds like a lively place, and it is the figure that is put on
#   slides. It is also the softest: half a year is long, and one “received” is enough.
# - **Wrote on 4 days or more.** Here the flash group falls to zero, and it must: it had only one evening. A zero that follows from the plan
#   is no fault. For a single-purpose group this is the wrong question; ask how many bought.
# - **Half is written by.** In the fan group 12 people write half of what 734 people write. Should the busiest three lose interest, a
#   fifth of the talk is gone. How to find these people and what to offer them is the matter of lesson 11.
#
# None of the three figures proves a community. Together they tell whether “keep interacting” is true, and for how many.

# %% [markdown] lang="zh"
# 从左往右读这张表，看看自己的判断怎么变。
#
# - **发过言。** 两个长期群都有八成以上的人发过言。听起来很热闹，汇报里也爱放这个数。可它最虚：半年这么长，回一个“收到”就算。
# - **4 天以上发言。** 快闪群掉到零，这是必然的：它只有一个晚上。由计划决定的零不算毛病。对单一目的社群，这个问题本来就问错了，该问的是多少人买了。
# - **半数消息出自。** 粉丝群里 734 人发过言，一半消息出自其中 12 人。要是最活跃的三个人没了兴致，五分之一的话就没了。怎么找到这些人、给他们什么，第 11 课再讲。
#
# 三个数单独拿出来，都证明不了这是社群。合在一起才说得清“持续互动”是不是真的，以及对多少人是真的。

# %% tags=["assert"]
from shequn import metrics

talk = None if lesson.lacks("members", "messages") else who_talks(lesson).set_index("group_id")
if data == "sample":
    assert (talk.loc[["G01", "G02"], "wrote_share"] > 0.8).all() and talk.loc["G03", "often"] == 0
    assert talk.loc["G01", ["wrote", "absence_factor"]].tolist() == [734, 12]
    written = metrics.message_counts(lesson.community).query("group_id == 'G01'")["messages"]
    assert round(written.nlargest(3).sum() / written.sum(), 1) == 0.2

# %% [markdown] lang="en"
# ### Does the group have a rhythm of its own?
#
# Norms leave traces in time. Where people have an appointment with one another, the same hours come back each week; where only the operator
# posts, the picture is dark at posting time and pale for the rest. This is the learning group.

# %% [markdown] lang="zh"
# ### 这个群有没有自己的节奏？
#
# 规范会在时间上留下痕迹。成员之间有约定，每周同样的时段就会热起来；只有运营在发，图上就只有发送那一刻深，其余都浅。下面是学习群。

# %%
draw_rhythm(lesson, 1)

# %% [markdown] lang="en"
# Sunday evening is when members show what came out of the oven (the weekly sharing), Thursday evening is homework. Saturday has no column in
# this group: that is when they bake, and they talk while they do. Something that people do together, and a part of it that nobody had to
# schedule: of the three groups, this one answers the second question best.
#
# Put 0 or 2 in the place of 1 in the cell above to look at the other groups. The flash group has a single row. It is not worse for
# it.

# %% [markdown] lang="zh"
# 周日晚上晒成品（周分享），周四晚上交作业。周六在这个群里没有栏目，那是大家动手烤的时间，边烤边聊。有一起做的事，还有一部分不用谁安排，三个群里，这个群对第二问答得最好。
#
# 把上面单元格里的 1 换成 0 或 2，看看另外两个群。快闪群只有一行是亮的，但它并不因此更差。

# %% tags=["assert"]
if data == "sample":
    hours = metrics.rhythm(lesson.community).query("group_id == 'G02'")
    assert hours.groupby("weekday")["messages"].sum().nlargest(3).index.tolist() == [7, 6, 4]

# %% [markdown] lang="en"
# ### Where should it live?
#
# Sample Coffee compared three carriers. The scores from 1 to 5 are the client's own judgement, no measurement: what counts is that both axes were
# asked, and that the reason was written down. The shaded corner is where a carrier is both well equipped and yours.

# %% [markdown] lang="zh"
# ### 放在哪里？
#
# 示例咖啡比较了三种载体。1–5 分是客户自己打的，不是测量结果；要紧的是两个维度都问过，理由也写了下来。右上角的浅色区域，是工具够用、资产也归自己的地方。

# %%
draw_carriers(lesson)

# %% [markdown] lang="en"
# ## Worksheet: community check
#
# Fill it in for your own group; in the notebook as you see it here, it shows the answers of Sample Coffee. Leave a field empty rather than write something
# that suits every group in the world. “People who love life” excludes nobody, and so includes nobody.

# %% [markdown] lang="zh"
# ## 工作表：社群自检
#
# 请为你自己的群填写；这里展示的是示例咖啡的答案。宁可空着，也别写放到哪个群都成立的话。“热爱生活的人”谁也没排除，也就谁也没圈住。

# %%
from shequn.worksheets import CommunityCheck
from shequn.worksheets.form import form

form(CommunityCheck)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 01-1 Each person once
#
# Of all people who were ever a member of any of the client's groups, what share wrote at least once? Give the share, such as 0.5. The tables you
# need are `metrics.people(lesson.community)` and `metrics.concentration(lesson.community)`.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 01-1 一个人只算一次
#
# 在该客户任何一个群里待过的人，有多大比例至少发过一次言？请给比例，例如 0.5。要用的表是 `metrics.people(lesson.community)` 和`metrics.concentration(lesson.community)`。

# %%
answer = ...
lesson.check("01-1", answer)

# %%
lesson.hint("01-1")

# %% tags=["solution"]
if not lesson.lacks("members", "messages"):
    members = metrics.people(lesson.community).set_index("group_id")["members"]
    wrote = metrics.concentration(lesson.community).set_index("group_id")["contributors"]
    answer = wrote["ALL"] / members["ALL"]
lesson.check("01-1", answer)

# %% [markdown] lang="en"
# ### 01-2 Which of these are communities?
#
# Ask the two questions of each. The answer is a list of letters, such as `["A", "F"]`.
#
# - **A** A supermarket's group: 400 customers, pulled in at the till with a free egg; the shop posts offers that hardly anybody opens.
# - **B** Forty cat owners of one district; a photo of the cat is the entry ticket. They feed each other's cats in the holidays.
# - **C** People of one office tower who order milk tea together at two o'clock every working day, because one delivery is cheaper.
# - **D** “All staff”, opened because the head office asked for it. Notices are posted and confirmed.
# - **E** Sixty people who run the half marathon in October, post what they trained, and wait for the slowest on Sundays.
# - **F** A public account with 30,000 followers. They read the same articles and never meet.

# %% [markdown] lang="zh"
# ### 01-2 哪些是社群？
#
# 对每一个都问那两个问题。答案是字母列表，例如 `["A", "F"]`。
#
# - **A** 超市群：400 位顾客，结账时用一个鸡蛋拉进来的；店里发优惠，几乎没人点开。
# - **B** 同一个片区的 40 位养猫人，入群要交猫的照片。放假时互相上门喂猫。
# - **C** 同一栋写字楼的人，每个工作日下午两点一起点奶茶，拼一单便宜。
# - **D** “全体员工群”，总部要求建的。发通知，回“收到”。
# - **E** 60 个人，十月一起跑半马，每天晒训练，周日跑步等最慢的那一个。
# - **F** 一个公众号，3 万粉丝。看同样的文章，从不见面。

# %%
answer = ...
lesson.check("01-2", answer)

# %%
lesson.hint("01-2")

# %% tags=["solution"]
answer = ["B", "C", "E"]
lesson.check("01-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - Each shows the group on their telephone that they open most often, and one they have muted. Which of the two questions does the muted one fail?
# - The coupon group's manager is told to “raise activity”. Argue for and against a daily quiz. What would you measure instead?
# - The red packet makes people write. Would it make your members write, or leave? What would be a norm that they uphold themselves?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 各自翻出手机里最常点开的一个群，和一个设了免打扰的群。免打扰的那个，两个问题里哪一个没答上来？
# - 领券群的负责人被要求“提升活跃”。每天来一次有奖问答，正反各说一个理由。你会改看什么数？
# - 红包让人动笔。放到你的群里，是让人写，还是让人走？有没有哪条规矩，成员自己就会维护？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. A brand has 50 WeCom groups with live QR codes, welcome message and statistics. How many communities does it have?</summary>
#
# That cannot be told from it. All of this describes the carrier. Ask of each group who is in it and what they do together.
#
# </details>
# <details><summary>2. In a flash group nobody wrote on a second day. Is that a bad sign?</summary>
#
# No. It was planned to live for four hours. Judge it by orders per member who joined, not by coming back.
#
# </details>
# <details><summary>3. “85 % of our members have spoken.” What do you ask?</summary>
#
# In which time, and how often; of whom (present now, or ever in the group); and how few of them write half of it.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 一个品牌有 50 个企业微信群，活码、欢迎语、数据统计样样齐全。它有几个社群？</summary>
#
# 看不出来。这些说的都是载体。要逐个群问：里面是谁，一起做什么。
#
# </details>
# <details><summary>2. 快闪群里没有人在第二天发过言，这是坏信号吗？</summary>
#
# 不是。它本来就只开四小时。看人均下单，别看回访。
#
# </details>
# <details><summary>3. “我们 85% 的成员都发过言。”你会追问什么？</summary>
#
# 多长时间内，发了几次；分母是谁（现在在群的，还是曾经在群的）；一半消息出自多少人。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A group is a carrier; a community is people gathered for one thing or several. Two questions decide.
# - Single-purpose and multi-purpose communities are both real. Judge each by what it is there for.
# - Tie, goal with interaction, norms: the second can be measured by who writes, how often, and how few write half of it.
# - Choose the carrier by tools and by ownership, among those that your people open anyway.
#
# ## What feeds the next lesson
#
# Your answer to “who”. In lesson 02 it is made precise: a list of candidates, a class, a layer, an entry threshold, and a count of who is left
# behind it.

# %% [markdown] lang="zh"
# ## 小结
#
# - 群是载体，社群是为一件事或几件事聚在一起的人，两个问题定是不是。
# - 单一目的和多元目的都是真社群，各看各的目的达成没有。
# - 连接、目标与互动、规范：第二点可以量，看谁在说、多久说一次、一半话出自几个人。
# - 选载体看运营工具和资产归属，前提是你的人本来就在用。
#
# ## 下一课用到
#
# 你对“是谁”的回答。第 02 课把它做实：候选名单、分类、分层、准入门槛，再数一数门槛后面还剩多少人。
