# %% [markdown] lang="en"
# # 02 Target members
#
# ## Aim
#
# After this lesson you can
#
# - describe target members so precisely that you would know one in the street;
# - measure how alike the people on a list are, attribute by attribute;
# - set an entry threshold with a proof, and count who is left behind it;
# - decide into how many groups to split, and when not to.
#
# ## What you need
#
# - Time: 40 minutes
# - Lesson 01, above all your answer to “who are these people?”
# - The sample client’s list of candidates, or your own (`candidates.csv`, one row per person)

# %% [markdown] lang="zh"
# # 02 目标人群
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 把目标人群说得足够准，走在街上都认得出来；
# - 逐个属性量一量，名单上的人到底有多像；
# - 设准入门槛、配上证明方式，再数一数门槛后面还剩谁；
# - 决定拆成几个群，以及什么时候不拆。
#
# ## 准备
#
# - 时长：40 分钟
# - 第 01 课，尤其是你对“这是一群什么样的人”的回答
# - 示例客户的候选名单，或你自己的名单（`candidates.csv`，一人一行）

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("02_target_members", data, language)

# %% [markdown] lang="en"
# ## Two cases
#
# ### A bus full of everybody
#
# Look around on a city bus: a pupil, a nurse after the night shift, two pensioners, a salesman on the phone. They share a vehicle for twenty minutes
# and nothing else. Now sell them something. Whatever you hold up, four out of five look away, and rightly so. A group that took in
# everybody who could be reached is such a bus. It is large, it is loud now and then, and it converts nothing, because no offer is
# for most of them.
#
# ### The pet group that split, in the right order
#
# A community of pet owners began as one group for the whole country. It was small, so it stayed in one piece until it had grown. Then it was
# **classified** twice: by city, so that a lost dog is looked for by people who can walk there, and by breed, so that
# advice fits the animal. Messages began to reach those whom they concern. When a core of keen members had formed, it was **layered**: a VIP group,
# open to those with enough purchases and enough posts. Every step had a **threshold**. For the VIP group that is plain to see. The breed groups
# had one, too, which is easily overlooked: you sent a photo of your pet.

# %% [markdown] lang="zh"
# ## 两个案例
#
# ### 一车什么人都有
#
# 在公交车上看一圈：中学生、下夜班的护士、两位退休老人、打着电话的销售。他们同车二十分钟，除此之外没有任何共同点。现在请你卖点什么。不管举起什么，五个人里四个会扭过头去，扭得没错。够得着的人全拉进来，群就成了这辆公交车：人多，偶尔也热闹，就是不转化，因为没有一样东西是对大多数人说的。
#
# ### 宠物社群：拆得是时候
#
# 一个宠物社群从一个全国大群做起。人少的时候不拆，养大了再说。人多了以后做了两次**分类**：按城市分，狗走丢了，找的人走路就能到；按品种分，建议才对得上自家的宠物，信息从此发给了用得上的人。有了一批种子用户，再做**分层**：VIP 群，消费次数和发帖次数够了才能进。每一步都有**门槛**。VIP 群的门槛一眼看得见，品种群也有，只是容易被忽略：要交一张宠物的照片。

# %% [markdown] lang="en"
# ## The idea
#
# Three tools turn “our users” into people whom you would recognise. They are used in this order, because only they can be made a standard
# that a new colleague applies in the same way as you. “Shared values” cannot: it sounds fine, and nobody can check it at the door.
#
# | tool | question | examples | ends in |
# |---|---|---|---|
# | classify | which kind are they? | region, interest, breed of pet, baby's age | segments side by side |
# | layer | how far along are they? | spending, membership level, posts | levels one above another |
# | threshold | who may come in? | number of purchases, number of posts, a photo as proof | a yes or a no at the door |
#
# **No threshold, no quality.** A threshold costs you members today and saves you from the bus. It needs a proof that can be looked up
# or shown; what people only claim is no threshold. And write down whom you leave out: an exclusion that hurts a little is a sign
# that the target is real.
#
# **Do not over-segment.** Each split makes messages fit better and the room emptier. Keep a basic size, below which a group falls silent.
# Where it lies is your own experience; the course works with 60, which is a heuristic of the sample client and no law.
#
# ### How alike are they? Homogeneity
#
# Take one attribute, and look at how people are spread over its values. Three figures say the same in different words:
#
# - **Share of the most frequent value.** The easiest to explain: “86 in 100 bake”. It hides how the rest is spread.
# - **Evenness.** Entropy over its largest possible value. 0: all alike. 1: spread evenly, as at random. It can be compared between attributes with
#   few and with many values.
# - **Simpson's index.** The chance that two people drawn at random (with replacement) are alike in it. Among six districts of equal size it is
#   one in six.
#
# A target is homogeneous in what it **gathers for** and may be mixed in everything else. To demand that all be alike in everything is the
# other ditch beside the road.

# %% [markdown] lang="zh"
# ## 核心方法
#
# 把“我们的用户”变成认得出来的人，靠三样工具，按这个顺序用。只有它们能做成标准，换个新同事来也照样执行。“价值观一致”不行：听着好，在门口没法核对。
#
# | 工具 | 问什么 | 举例 | 得到什么 |
# |---|---|---|---|
# | 分类 | 是哪一种人？ | 区域、兴趣、宠物品种、宝宝月龄 | 并列的细分人群 |
# | 分层 | 走到哪一步了？ | 消费水平、会员等级、发帖数 | 上下的层级 |
# | 准入门槛 | 谁能进？ | 购买次数、发帖次数、一张照片作证明 | 门口的一句“行”或“不行” |
#
# **质量是门槛筛出来的。** 门槛让你今天少几个人，换来的是不变成公交车。门槛要有能查、能看的证明，光凭自己说不算。还要写下不要谁：排除得有点心疼，说明目标是真的。
#
# **不要过度细分。** 每拆一次，信息更对口，群也更空。要守住一个基本规模，低于它，群就没声了。这条线在哪里靠自己的经验；本课用 60 人，是示例客户的经验值，不是定律。
#
# ### 有多像：同质性
#
# 取一个属性，看人在各个取值上怎么分布。三个数，说的是同一件事：
#
# - **最多取值的占比。** 最好讲：“100 个人里 86 个在烤”。但看不出其余的人怎么分布。
# - **均匀度。** 熵除以它的最大值。0 是人人相同，1 是平均分散、跟随机一样。取值多少不同的属性也能比。
# - **辛普森指数。** 随机抽两个人（可重复），在这一项上相同的概率。六个一样大的片区，就是六分之一。
#
# 目标人群在**为什么而聚**上要像，别的方面不妨各式各样。样样都要求一致，是掉进路另一边的沟里。

# %% [markdown] lang="en"
# ## Practice: 600 candidates
#
# Before Sample Coffee set up its threshold, it put together a list from the till and the mini-program: customers of the past 90 days who were not yet in
# the learning group. Here are the first ones. A dash means: not known. Only people within 3 km were asked for a photo.

# %% [markdown] lang="zh"
# ## 实操：600 位候选人
#
# 设门槛之前，示例咖啡从收银系统和小程序里拉了一份名单：近 90 天消费过、还没进学习群的顾客。下面是前几位，横线表示不知道。只有 3 公里内的人被问过要照片。

# %%
from shequn.course.pictures_a import candidates, draw_spreads, draw_thresholds
from shequn.course.tables import shown

people = candidates(lesson)
hidden = ["segment", "distance", "monthly_spend", "source", "bakes_half_year"]
shown(people.drop(columns=hidden, errors="ignore").head(5), lesson)

# %% [markdown] lang="en"
# ### Step 1: in what are they alike?
#
# Guess before you run the cell. The brand would like to say “we are the community of district X”. Can it?

# %% [markdown] lang="zh"
# ### 第一步：他们在哪方面像？
#
# 先猜再运行。品牌很想说“我们是某某片区的社群”，说得了吗？

# %%
from shequn.planning import homogeneity, segments

wanted = ["interest", "district", "age_band", "source", "distance", "oven", "child", "pet"]
attributes = [name for name in wanted if name in people] or list(people.columns[1:5])
shown(homogeneity(people, attributes).drop(columns=["known", "unknown", "entropy"]), lesson)

# %%
draw_spreads(lesson, people, attributes)

# %% [markdown] lang="en"
# - **Interest** holds the list together: 86 in 100 bake at home. This is what a community can be gathered for.
# - **District** does not: six districts of nearly the same size, evenness close to 1. A group “of district X” would send most of these people
#   home.
# - **Age** has a centre of gravity and no border. That is worth knowing for the tone of voice, it is no threshold.
#
# Beware of attributes with two values. “Has no pet” is true of two thirds and means nothing here. How alike people are in something
# does not tell you whether it matters; that is your judgement, and it belongs in the column “why” of the worksheet.

# %% [markdown] lang="zh"
# - **兴趣**把这份名单拢在一起：100 个人里 86 个在家烘焙。社群可以为它而聚。
# - **片区**拢不住：六个片区几乎一样大，均匀度接近 1。做“某片区的群”，等于把大多数人请出去。
# - **年龄**有重心，没有边界。写文案的语气用得上，当不了门槛。
#
# 小心只有两个取值的属性。“不养宠物”的占三分之二，在这里什么也说明不了。像不像，不等于要不要紧；要不要紧由你判断，写进工作表的“理由”一栏。

# %% tags=["assert"]
if data == "sample":
    found = homogeneity(people, attributes).set_index("attribute")
    assert round(found.loc["interest", "top_share"], 2) == 0.86
    assert found.loc["district", "values"] == 6 and found.loc["district", "evenness"] > 0.99
    assert round(found.loc["pet", "top_share"], 1) == 0.7

# %% [markdown] lang="en"
# ### Step 2: set the threshold
#
# The client wants two purchases in 90 days (the till knows) and a photo of the own oven or of a bake, good or failed (the person
# shows it). Both can be checked. Whoever was never asked for a photo has not shown one: unknown counts as not passed, and the brand must
# decide whether to ask.

# %% [markdown] lang="zh"
# ### 第二步：设门槛
#
# 客户的要求是：90 天内买过两次（收银系统查得到），并且交一张自家烤箱或成品的照片，烤砸的也算（本人出示）。两条都能核对。没被问过的人没有交过照片：不知道按没过算，要不要去问，由品牌自己决定。

# %%
passes = (people["purchases_90d"] >= 2) & people["photo"].fillna(False)
by = "segment" if "segment" in people else attributes[0]
left = segments(people, by, passes, smallest=60)
shown(left, lesson)

# %%
draw_thresholds(lesson, left, smallest=60)

# %% [markdown] lang="en"
# 219 of 600 are left, and they fall into three segments, each above the basic size: beginners with a child, beginners without, practised
# bakers. The two other segments are gone altogether, and each for a reason that can be said aloud: no oven, or too far to fetch the box. Those
# without an oven are no lost customers. They are invited to the fan group, which asks for no oven.
#
# Among people with an oven nearby, about seven in ten pass in each of the three segments. The intervals overlap widely: the threshold does not
# secretly favour one of them.

# %% [markdown] lang="zh"
# 600 人剩下 219 人，分成三类：带孩子的新手、不带孩子的新手、熟手，每一类都够基本规模。另外两类一个不剩，理由都说得出口：没有烤箱，或者太远，来不了取盒。没有烤箱的人不算丢，请他们进粉丝群，那里不要求烤箱。
#
# 在附近又有烤箱的人里，三类的通过率都在七成上下，区间大幅重叠：门槛没有暗地里偏向哪一类。

# %% tags=["assert"]
if data == "sample":
    kept = left.set_index("segment")
    assert len(people) == 600 and kept.loc["ALL", "passing"] == 219
    assert (kept["passing"] >= 60).sum() == 4 and (kept["passing"] == 0).sum() == 2
    assert kept.loc[kept["passing"] > 60, "share"].drop("ALL").round(1).tolist() == [0.7, 0.7, 0.7]

# %% [markdown] lang="en"
# ### Step 3: how far to split?
#
# Somebody will propose: one group for each district and age band, “so that everybody feels at home”. Try it.

# %% [markdown] lang="zh"
# ### 第三步：拆到多细？
#
# 总会有人提议：每个片区、每个年龄段都建一个群，“大家才有归属感”。试试看。

# %%
finer = [name for name in ("district", "age_band") if name in people] or attributes[:2]
shown(segments(people, finer, passes, smallest=60).head(8).drop(columns=["low", "high"]), lesson)

# %% [markdown] lang="en"
# Not one of these parts reaches the basic size; the largest has 22 people. Thirty tidy groups would be thirty silent ones, and each wants an owner,
# a morning post and an answer on Sunday evening. The client starts with **one** learning group for all three segments and tells them
# apart by the recipe: done within two hours for those who bake with a child. It will split when one segment fills a group of its own.
#
# Notice what was decided here with one table: who is in, who is out and why, one group and not thirty.

# %% [markdown] lang="zh"
# 没有一格够基本规模，最大的也只有 22 人。三十个整整齐齐的群，就是三十个没声音的群，每个还要群主、要早报、周日晚上还得有人回话。客户先开**一个**学习群，三类人都在里面，靠配方区分：带孩子的，两小时内能做完。等哪一类够单独撑起一个群，再拆。
#
# 留意一下，一张表就定下了这些：谁进，谁不进、为什么，一个群而不是三十个。

# %% tags=["assert"]
if data == "sample":
    parts = segments(people, ["district", "age_band"], passes, smallest=60).iloc[1:]
    assert len(parts) == 30 and parts["passing"].max() == 22

# %% [markdown] lang="en"
# ## Worksheet: target members
#
# Three entries deserve most of your time: the situation (a moment that can be filmed), the proof (how does somebody check it, in how many
# seconds?), and the exclusion. Sample Coffee wrote down a sore experience there: in June a give-away brought people who left at once.

# %% [markdown] lang="zh"
# ## 工作表：目标人群
#
# 三处最值得花时间：情境（拍得出来的一个瞬间）、证明（谁来核对，要几秒？）、排除谁。示例咖啡在最后一项里写下了一次教训：六月送赠品，拉来的人转头就走。

# %%
from shequn.worksheets import TargetMembers
from shequn.worksheets.form import form

form(TargetMembers)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 02-1 One purchase more
#
# The shop manager says: “Two purchases in three months, that is nothing. Let us ask for at least three.” The photo stays. How many of the
# candidates pass then?

# %% [markdown] lang="zh"
# ## 练习
#
# ### 02-1 多要求一次购买
#
# 店长说：“三个月买两次算什么，至少三次吧。”照片的要求不变。这样一来，还有多少人过门槛？

# %%
answer = ...
lesson.check("02-1", answer)

# %%
lesson.hint("02-1")

# %% tags=["solution"]
answer = ((people["purchases_90d"] >= 3) & people["photo"].fillna(False)).sum()
lesson.check("02-1", answer)

# %% [markdown] lang="en"
# ### 02-2 A group for each district?
#
# Take the client's own threshold (two purchases and a photo). How many of the districts keep a basic size of 60 people who pass?

# %% [markdown] lang="zh"
# ### 02-2 每个片区一个群？
#
# 用客户自己的门槛（两次购买加照片）。过门槛的人满 60 人这个基本规模的片区，有几个？

# %%
answer = ...
lesson.check("02-2", answer)

# %%
lesson.hint("02-2")

# %% tags=["solution"]
answer = (people[passes]["district"].value_counts() >= 60).sum()
lesson.check("02-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups, twenty minutes:
#
# - Describe your target to your neighbour. They ask: “Would my mother be one? My dentist?” Sharpen it until they can answer by themselves.
# - Which threshold would you pass in your own community, and would you have passed it on your first day?
# - A large competitor takes everybody in. After three months its group has ten times your members. What do you tell your boss?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 分组，二十分钟：
#
# - 把你的目标人群讲给旁边的人听。对方追问：“我妈算吗？我的牙医算吗？”一直改到对方自己答得出来。
# - 你自己的社群，门槛你过得了吗？第一天的你过得了吗？
# - 一家大的竞品谁都收，三个月后人数是你的十倍。你怎么跟老板说？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Evenness of “district” is 0.99. Is the list bad?</summary>
#
# Not for that. It is mixed in where people live. If the community does not gather for the district, that does no harm.
#
# </details>
# <details><summary>2. “Entry: you love baking.” What is missing?</summary>
#
# A proof. Anybody can say so. A photo of the oven, or a number of purchases, can be looked at or looked up.
#
# </details>
# <details><summary>3. Why grow in one group first and split later?</summary>
#
# A group below the basic size falls silent, and a silent group teaches its members not to look. Splitting a lively group gives two
# that live; filling three empty ones gives none.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. “片区”的均匀度是 0.99，这份名单不行吗？</summary>
#
# 单凭这一点不能这么说。它说明大家住得分散；社群不是为片区而聚，就没有妨碍。
#
# </details>
# <details><summary>2. “入群条件：热爱烘焙。”缺什么？</summary>
#
# 缺证明，谁都可以这么说。烤箱的照片看得见，购买次数查得到。
#
# </details>
# <details><summary>3. 为什么先在一个群里养大，再拆分？</summary>
#
# 人数不够，群就没声；没声的群教会成员不再点开。把热闹的群拆成两个，两个都活；把三个空群填起来，一个也活不了。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - A bus full of everybody converts nothing. Classify, layer, set a threshold, and say whom you leave out.
# - Homogeneity shows in what people are alike. It must be high where they gather, and need not be elsewhere.
# - A threshold has a proof. Unknown is not passed.
# - Keep a basic size: grow in one group, then split.
#
# ## What feeds the next lesson
#
# The persona and the segments. Lesson 03 asks these very people what goes wrong in their week, how often, how badly, and whether somebody already
# solves it.

# %% [markdown] lang="zh"
# ## 小结
#
# - 一车什么人都有，就什么也转化不了。分类、分层、设门槛，并说清不要谁。
# - 同质性看的是哪方面像：为之而聚的那一项要像，别的不必。
# - 门槛要有证明。不知道，按没过算。
# - 守住基本规模：先在一个群里养大，再拆。
#
# ## 下一课用到
#
# 人群画像和细分人群。第 03 课就去问这些人：一周里什么事不顺，多常发生，有多难受，是不是已经有人解决了。
