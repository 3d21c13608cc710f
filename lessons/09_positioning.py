# %% [markdown] lang="en"
# # 09 Positioning
#
# ## Aim
#
# After this lesson you can
#
# - draw the map of a business, who trades what with whom, and say where in it the community stands and what it is for;
# - give each group its type by the stretch of the buying path that it serves, and judge it by the first metric of that type;
# - tell flash, fan and repurchase groups apart by their figures;
# - put a group to the 5W1H test, its last day included, before it is opened.
#
# ## What you need
#
# - Time: 45 minutes
# - What you know of your service and its price (lessons 05 and 07)
# - The sample client, or a folder of your own with members, messages and orders (`data` in the next cell)

# %% [markdown] lang="zh"
# # 09 社群定位
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 画出业务地图（谁和谁交换什么），说清社群站在哪一步、起什么作用；
# - 按群服务于购买路径的哪一段给群定类型，再用该类型的第一指标去衡量；
# - 用数据分清快闪群、粉丝群和复购群；
# - 建群之前用 5W1H 过一遍，连最后一天是哪天都写上。
#
# ## 准备
#
# - 时长：45 分钟
# - 你的服务和定价（第 05、07 课）
# - 示例客户，或你自己的数据文件夹，含成员、消息、订单（下一个单元格里的 `data`）

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("09_positioning", data, language)

# %% [markdown] lang="en"
# ## The case: one school, two groups that look alike
#
# A firm sells courses. Somebody there proposes “a community”, and everybody nods. Only when they draw who pays whom does it turn out that each had
# another group in mind. The people who buy for themselves meet the firm by chance, in an advertisement or an article. They become curious, they
# hesitate, they pay, they learn, and if they learn well they tell a friend. For them a group in which knowledge is shared makes sense: it
# sells the next course by teaching a piece of it. A company that buys training for its staff goes another way. It is not curious in the
# evening; it asks for an offer, and later whether the staff finished. A chat that shares tips would stand on a stretch of road that it never
# walks.
#
# Same firm, same app, same number of members. What differs is **the place of the group in the business**. That is what positioning settles,
# and “we are a fan group” is only its last line.

# %% [markdown] lang="zh"
# ## 案例：同一家学校，两个看着一样的群
#
# 一家培训机构卖课程。有人提议“做社群”，大家都点头。直到画出谁付钱给谁，才发现各人想的不是一个群。给自己买课的人，是刷广告、看文章时偶然碰上这家机构的：先好奇，再犹豫，付了钱，学起来，学得好就告诉朋友。对他们，一个分享知识的学习群很合理：讲一小段，带出下一门课。给员工买培训的企业走的是另一条路：不会晚上刷着刷着就心动，要的是方案和报价，之后问的是员工学完没有。给他们建一个天天发干货的群，等于站在他们从不经过的路段上。
#
# 同一家机构，同一个平台，一样多的人。不同的是**群在业务里的位置**。定位要定的就是这个；“我们是粉丝群”只是最后一行。

# %% [markdown] lang="en"
# ## The idea
#
# ### Step 1: map the business
#
# Two directions are enough. **Parties**: who takes part, what does each give, what does each get. **Transactions**: the steps in which goods,
# money, attention and trust change hands, in order. Put together they make a process map. Then ask of every step whether the community does something in
# it, and write two sentences: its place (between which steps it stands) and its role (what would not happen without it).
#
# ### Step 2: find the type on the AIDASS path
#
# People go from **A**ttention to **I**nterest, **D**esire and **A**ction, then to **S**atisfaction and **S**haring. (The article that we follow speaks of
# five parts and lists six. There are six.) A group leads its members over some stretch of this path, and the stretch fixes its type. The type fixes
# the rest: how long it lives, what is posted in it, and by which figure it is judged first.
#
# | type | leads over | life | first metric |
# |---|---|---|---|
# | lead-in 引流群 | interest → desire | 12 to 48 hours | joins per exposure, share that takes the next step |
# | conversion 转化群 | desire → action | days, one campaign | buyers among those reached, GMV, complaints |
# | flash sale 快闪群 | the whole path at once | 4 hours at most | orders per joined member |
# | learning 学习群 | action → satisfaction | as long as the course | homework, completion, renewal |
# | fan 粉丝群 | satisfaction → share | long | weekly active rate, what members make, referrals |
# | repurchase 复购群 | satisfaction → action again | long | repeat rate, interval, GMV per member |
#
# For learning and repurchase groups the article gives the name and no stretch; the stretch in the table is this course's reading.
#
# ### Step 3: 5W1H, with the end date
#
# **Why** is it opened, **what** does it give, **where** does it live, **who** is in it, **when** does it begin *and end*, **how** is it run (owner, SOP, budget,
# rule for stopping). Most teams answer five and a half of these. The half that is missing is the end, and groups without one turn into
# the muted chats on everybody's telephone. A long-lived group gets a season: ten weeks, then a review, then the next.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 第一步：梳理业务
#
# 两个方向就够。**交易对象**：有哪几方，各给什么、各得什么。**交易结构**：货、钱、注意力、信任按什么顺序转手。两者合起来就是一张业务流程图。然后逐步问：这一步社群做什么？再写两句话：位置（站在哪两步之间）和作用（没有它，什么就不会发生）。
#
# ### 第二步：在 AIDASS 路径上定类型
#
# 用户从**注意**（Attention）到**兴趣**（Interest）、**欲望**（Desire）、**行动**（Action），再到**满意**（Satisfaction）、**分享**（Share）。（我们参考的文章说五部分，列出来是六个，就按六个讲。）一个群把成员带过其中一段，这一段决定类型，类型再决定其余：活多久、发什么、首先看哪个数。
#
# | 类型 | 带过哪一段 | 生命周期 | 第一指标 |
# |---|---|---|---|
# | 引流群 | 兴趣 → 欲望 | 12–48 小时 | 入群率、下一步转化率 |
# | 转化群 | 欲望 → 行动 | 几天，一次活动 | 触达用户中的下单率、GMV、客诉 |
# | 快闪群 | 一口气走完全程 | 不超过 4 小时 | 人均单数 |
# | 学习群 | 行动 → 满意 | 与课程同长 | 作业、完课、续费 |
# | 粉丝群 | 满意 → 分享 | 长期 | 周活跃率、成员原创、老带新 |
# | 复购群 | 满意 → 再次行动 | 长期 | 复购率、复购间隔、人均 GMV |
#
# 学习群和复购群，原文只给了名字，没说对应哪一段；这里的对应是本课程的理解。
#
# ### 第三步：5W1H，写上结束日
#
# **为什么**（Why）建，**给什么**（What），**建在哪**（Where），**谁**（Who）在里面，**什么时候**（When）开始**和结束**，**怎么**（How）运营（负责人、SOP、预算、停止规则）。多数团队能答五个半，缺的那半个就是结束日。没有结束日的群，最后都成了手机里那些免打扰的群。长期群就按季来：十周一季，复盘，再开下一季。

# %%
from shequn.course import operating
from shequn.course import pictures_c as pictures
from shequn.course.tables import shown

pictures.draw_types(lesson)

# %% [markdown] lang="en"
# Pale is where a group takes its members over, dark is where it leaves them. The repurchase group runs backwards: who is satisfied is to act once
# more. The flash group does in one evening what the others share among them, which is why it needs people who are interested already.

# %% [markdown] lang="zh"
# 浅色圆点是接手的阶段，深色圆点是交棒的阶段。复购群往回走：让满意的人再行动一次。快闪群一个晚上干完别的群分头干的活，所以进来的人得先有兴趣。

# %% [markdown] lang="en"
# ## Practice: three groups of one client
#
# ### Where the community stands
#
# Sample Coffee wrote its business down as steps, and beside each step what the community does in it.

# %% [markdown] lang="zh"
# ## 实操：一个客户的三个群
#
# ### 社群站在哪里
#
# 示例咖啡把业务写成一步一步，旁边写上社群在这一步做什么。

# %%
from shequn.worksheets import BusinessMap, FiveWOneH, TypeChoice, load

business = load(BusinessMap)
shown(operating.process_steps(business.process), lesson)

# %% [markdown] lang="en"
# Only the first step does without the community: the table card works by itself. From the second on there is always a line, and still the group
# is not “everywhere”. The client wrote the place down as *between the first box and the second*, since that is where people were lost: one
# failed bake, and they did not come back. Everything else in the map could be done without a group, only more dearly.
#
# A test for your own map: take the community out of it. Where does it tear?

# %% [markdown] lang="zh"
# 只有第一步用不着社群，桌卡自己就能干活。从第二步起每一步都有，但这不等于“哪里都是社群”。客户写的位置是**第一盒和第二盒之间**，因为人就是在这里丢的：烤砸一次，就不来了。图上其余的事，没有群也能做，只是更贵。
#
# 检验你自己的地图：把社群拿掉，哪里会断？

# %% tags=["assert"]
steps = operating.process_steps(business.process)
if data == "sample":
    assert (steps["community"] == "–").tolist() == [True] + [False] * (len(steps) - 1)

# %% [markdown] lang="en"
# ### Which stretch each group serves
#
# Before you run the cell: there is a fan group, a weekend baking group and a four-hour group before the mid-autumn festival. Over which
# stretch does each lead?

# %% [markdown] lang="zh"
# ### 各群服务于哪一段
#
# 运行之前先想：一个粉丝群，一个周末烘焙学习群，一个中秋前的四小时快闪群，各带过哪一段？

# %%
types = load(TypeChoice)
pictures.draw_groups(lesson, types.groups)

# %% [markdown] lang="en"
# ### Does each do what its type is for?
#
# Here the plan meets the data. For each group the first metric of its type is measured and held to the target that was written down *before*. A
# share of people comes with its 95 % interval, and the verdict is “reached” only when the whole interval lies above the target.

# %% [markdown] lang="zh"
# ### 是不是名副其实
#
# 计划在这里和数据碰面：按类型的第一指标逐群实测，和**事先**写下的目标对照。人数比例都带 95% 区间，整个区间都在目标之上，结论才写“达到”。

# %%
shown(operating.type_fits(lesson, types.groups), lesson)

# %% [markdown] lang="en"
# - The **fan group** reaches its 28 %, and not only by luck: even the lower end of the interval lies above. It has not always been so; lesson 08 showed what
#   changed in August.
# - The **flash group** sold 0.40 orders per member who joined. Orders are no share of people, so there is no interval, and one evening is one
#   evening: the figure is right, but whether the next sale repeats it is another question.
# - The **learning group** gets no verdict. The tables of members, messages and orders do not know what a homework is. That is no excuse to take another
#   figure that happens to be there.
#
# In this client's chat, homework is a *column*: on Thursday evening members post under the heading 作业. So the figure can be counted after all:
# distinct people who wrote under the column in a week, of the members at the end of that week.

# %% [markdown] lang="zh"
# - **粉丝群**达到了 28%，而且不是碰运气：区间下限也在目标之上。它并非一直如此，第 08 课讲过 8 月发生了什么。
# - **快闪群**人均 0.40 单。单数不是人数比例，所以没有区间；一个晚上就是一个晚上，数没错，下一场能不能重现是另一回事。
# - **学习群**没有结论。成员、消息、订单三张表不知道什么叫作业。但这不是随手换一个现成指标的理由。
#
# 好在这个客户的群里，作业是一个**栏目**：周四晚上成员在“作业”栏目下发言。所以还是数得出来：一周内在该栏目下发言的去重人数，除以周末在群人数。

# %%
homework = operating.column_weekly(lesson, "G02", "作业")
lesson.lacks("members", "messages") or shown(homework.tail(4), lesson)

# %%
pictures.draw_weeks(lesson, homework, "rate", "homework")

# %% [markdown] lang="en"
# Two things to see. The figure is small and stays small: punctual Thursdays alone do not make people hand in. And it is a figure of very few
# people; exercise 09-1 lets you find out how few. What the group *is* good at (people bake, show, talk) stands in another metric. A
# first metric is not there to flatter; it says whether the group does what it was opened for.

# %% [markdown] lang="zh"
# 看两点。第一，这个数很低，而且一直低：光是周四准点收作业，人家也不会交。第二，背后的人非常少，少到什么程度，练习 09-1 会让你算出来。这个群**擅长**的事（烤、晒、聊）在别的指标里。第一指标不是用来好看的，它只回答：建这个群要做的事，做到没有。

# %% tags=["assert"]
fits = operating.type_fits(lesson, types.groups)
if data == "sample":
    assert fits["verdict"].tolist() == ["reached", "unknown", "reached"] and fits["measured"][2] == "0.40"
    assert homework["rate"].max() < 0.04

# %% [markdown] lang="en"
# ### Flash, fan, repurchase: the same yardstick for all?
#
# A manager who likes simple tables lays all groups on one yardstick. Which group would you close?

# %% [markdown] lang="zh"
# ### 快闪、粉丝、复购：一把尺子量到底？
#
# 有的老板喜欢简单，所有群用同一把尺子量。看这张表，你会关掉哪个群？

# %%
lesson.lacks("members", "messages", "orders") or shown(operating.side_by_side(lesson), lesson, gmv_per_member="money")

# %% [markdown] lang="en"
# GMV per member is nearly the same in all three. But the long groups took 26 weeks for it, and the flash group two hours. By *orders per member* the
# fan group looks best, because it had half a year. By *repeat rate* the flash group is at zero, because it was dissolved before anybody could buy twice.
# By *active rate* it has no value at all, since it did not live for a whole week. None of these is news about how well the groups were run; each is the type,
# seen through a metric of another type.
#
# What a flash group must be asked is what it leaves behind. It was to hand people on to the fan group, and that can be counted.

# %% [markdown] lang="zh"
# 人均 GMV 三个群差不多。可长期群用了 26 周，快闪群用了两小时。看**人均单数**，粉丝群最好，因为它有半年；看**复购率**，快闪群是零，因为没等人买第二次就散了；看**周活跃率**，它连数都没有，因为没活满一周。这些都说明不了运营得好不好，只是拿一种类型的指标去照另一种类型。
#
# 快闪群真正该问的是：散了之后留下什么。它要把人交给粉丝群，这是数得出来的。

# %%
groups = lesson.community.group_ids
lesson.lacks("members") or shown(operating.handed_over(lesson, groups[-1], groups[0]), lesson)

# %% [markdown] lang="en"
# More than one in five went on to the fan group, and six weeks later nearly all of them were still in it. Compare that with the give-away in June, after which most of
# those who had joined were gone within two weeks: an evening that asked people to buy something filtered better than a day that gave
# something away.

# %% [markdown] lang="zh"
# 五个人里有一个多进了粉丝群，六周后几乎都还在。对比 6 月那次送赠品：拉来的人两周内大半退群。让人花钱的一晚，筛人比白送的一天准得多。

# %% tags=["assert"]
if data == "sample":
    alike = operating.side_by_side(lesson).set_index("group_id")
    assert alike["gmv_per_member"].round().tolist() == [64, 56, 58] and alike.loc["G03", "repeat_rate"] == 0
    assert operating.handed_over(lesson, "G03", "G01")[["people", "moved", "stayed"]].values.tolist() == [[275, 61, 57]]

# %% [markdown] lang="en"
# ### The end date, and what the worksheet notices
#
# Worksheets do not only store answers. Here is a flash group that somebody planned in a hurry: no last day, and judged by likes.

# %% [markdown] lang="zh"
# ### 结束日，以及工作表会提醒什么
#
# 工作表不只是存答案。下面是有人匆忙填的一个快闪群：没写最后一天，还拿点赞数当第一指标。

# %%
hasty = TypeChoice.model_validate({"groups": [{"group": "G03", "type": "flash", "first_metric": "likes"}]})
operating.worded_advice(lesson, hasty)

# %% [markdown] lang="en"
# The sample client's season for the learning group has both ends: how many days does it live?

# %% [markdown] lang="zh"
# 示例客户给学习群定的这一季，头尾都写了：一共多少天？

# %%
season = load(FiveWOneH)
(season.end - season.start).days + 1 if season.start and season.end else None

# %% [markdown] lang="en"
# Ten weeks of seven days. Long enough for a habit, short enough that “what do we do on the last evening?” is a real question. The answer to it (sign up for the
# next season, or go back to the fan group with a personal note) stands in the sheet as *end action*, and so does a rule for stopping early, in
# figures.

# %% [markdown] lang="zh"
# 正好十周。够养成习惯，又不至于长到“最后一晚做什么”成了空话。答案写在表里的“结束动作”：报名下一季的留下，没下单的私聊后请回粉丝群。提前停止的规则也在，带着数字。

# %% tags=["assert"]
assert data != "sample" or (season.end - season.start).days + 1 == 70

# %% [markdown] lang="en"
# ## Worksheets
#
# Three sheets, in this order: each one takes up what the one before has settled.
#
# ### Business map

# %% [markdown] lang="zh"
# ## 工作表
#
# 三张表按顺序填，后一张接着前一张。
#
# ### 业务地图

# %%
from shequn.worksheets.form import form

form(BusinessMap)

# %% [markdown] lang="en"
# ### Community type
#
# One row a group. Write the target before you look at the figure; a target that is set afterwards is a description.

# %% [markdown] lang="zh"
# ### 社群类型
#
# 一个群一行。先写目标，再看数据；看完数据才定的目标，只是描述。

# %%
form(TypeChoice)

# %% [markdown] lang="en"
# ### 5W1H

# %% [markdown] lang="zh"
# ### 5W1H

# %%
form(FiveWOneH)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 09-1 The homework rate of the last week
#
# What share of the learning group's members handed in homework in the last complete week? Give the share, such as 0.05, with at least four decimals.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 09-1 最近一周的作业提交率
#
# 最近一个完整周，学习群有多大比例的成员交了作业？请给比例（例如 0.05），至少四位小数。

# %%
answer = ...
lesson.check("09-1", answer)

# %%
lesson.hint("09-1")

# %% tags=["solution"]
answer = homework["rate"].iloc[-1] if len(homework) else ...
lesson.check("09-1", answer)

# %% [markdown] lang="en"
# ### 09-2 The fan group as a repurchase group
#
# Somebody proposes to run the fan group as a *repurchase group* from now on, judged first by its repeat rate, with a target of 50 %. Measure it. Which
# verdict does it get: `"reached"`, `"missed"` or `"open"` (cannot be told yet)? A row begins with `GroupType(group=groups[0], type="repurchase", …`, and the
# metric's code is `"repeat_rate"`.

# %% [markdown] lang="zh"
# ### 09-2 把粉丝群当复购群
#
# 有人提议：以后粉丝群按**复购群**来做，第一指标看复购率，目标 50%。请实测，结论是哪一个：`"reached"`（达到）、`"missed"`（未达到）还是 `"open"`（尚不能判断）？行这样写起：`GroupType(group=groups[0], type="repurchase", …`，指标代码是 `"repeat_rate"`。

# %%
from shequn.worksheets.operations import GroupType

answer = ...
lesson.check("09-2", answer)

# %%
lesson.hint("09-2")

# %% tags=["solution"]
row = GroupType(group=groups[0], type="repurchase", first_metric="repeat_rate", target=50)
answer = operating.type_fits(lesson, [row])["verdict"][0]
lesson.check("09-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups of three to five, twenty minutes:
#
# - Each draws the business map of their own organisation in five minutes, parties and steps only. The others put a cross where they would place a group.
#   Compare with where the group is now.
# - “Our fan group must sell more.” Which stretch of the path does that sentence speak of? Would you change the group, or open another beside it?
# - Which of your groups should have been dissolved already? What keeps you from it, and what would its last message be?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 三到五人一组，二十分钟：
#
# - 各自用五分钟画出自己单位的业务地图，只画对象和步骤。其他人在自己会放群的位置打叉，再看现在的群放在哪。
# - “粉丝群要多出单。”这句话说的是路径上的哪一段？你会改造这个群，还是在旁边另开一个？
# - 你手上哪个群早该散了？为什么没散？最后一条消息打算怎么写？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. What fixes the type of a group: its size, its app, or something else?</summary>
#
# The stretch of the path from attention to sharing over which it leads its members. Size and app say nothing about it.
#
# </details>
# <details><summary>2. A conversion group has an active rate of 60 %. Is it a good one?</summary>
#
# Unknown. It was opened to turn desire into orders: look at buyers among those reached, at GMV and at complaints.
#
# </details>
# <details><summary>3. Why write down an end date for a group that is to live long?</summary>
#
# It forces a review: a season ends, what works is renewed, and people who are no longer there for it can leave without a fuss. A group without an end is
# never judged.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 群的类型由什么决定：规模、平台，还是别的？</summary>
#
# 由它把成员带过“注意到分享”这条路径的哪一段决定。规模和平台都说明不了。
#
# </details>
# <details><summary>2. 一个转化群的活跃率有 60%，算好吗？</summary>
#
# 不知道。它是为了把欲望变成订单而建的，要看触达用户里多少人下单、GMV 和客诉。
#
# </details>
# <details><summary>3. 打算长期做的群，为什么也要写结束日？</summary>
#
# 逼自己复盘：一季结束，有效的续上，不再需要的人也能体面离开。没有结束日的群，永远不会被检验。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Positioning is the place of the group in the business: parties, steps, and what would tear without it.
# - Six stages, six types. The type fixes life, duties, content and the first metric.
# - Hold the first metric to a target that was written before, with an interval where it is a share of people.
# - A metric of another type makes every group look good or bad for no reason.
# - 5W1H, and the second half of When.
#
# ## What feeds the next lesson
#
# The type decides how much product content a group bears. Lesson 10 takes the groups from here and looks at what is posted in them.

# %% [markdown] lang="zh"
# ## 小结
#
# - 定位就是群在业务里的位置：对象、步骤，以及没有它哪里会断。
# - 六个阶段，六种类型。类型决定寿命、职责、内容和第一指标。
# - 第一指标对照事先写下的目标；凡是人数比例，都带上区间。
# - 拿别的类型的指标来量，好坏都不作数。
# - 5W1H，别漏了 When 的后半句。
#
# ## 下一课用到
#
# 类型决定一个群能承受多少产品内容。第 10 课接着看这些群里都发了什么。
