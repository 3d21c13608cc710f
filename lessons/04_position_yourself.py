# %% [markdown] lang="en"
# # 04 Position yourself
#
# ## Aim
#
# After this lesson you can
#
# - say what you can supply, want to supply and will go on supplying, and tell the three apart;
# - set the ranked needs of lesson 03 against yourself and choose the one that fits;
# - name your carrier product and finish the sentence “only we …”;
# - put a plan through four start-up checks before it costs money.
#
# ## What you need
#
# - Time: 35 minutes
# - Lesson 03: the ranking of needs
# - An honest colleague. Most people give themselves 5 points for what they want

# %% [markdown] lang="zh"
# # 04 自我定位
#
# ## 学习目标
#
# 学完这一课，你能够：
#
# - 说清自己能做什么、想做什么、能长久做什么，三件事不混为一谈；
# - 拿第 03 课排好的需求对照自己，选出对得上的那一项；
# - 定下载体产品，把“只有我们……”这句话说完；
# - 花钱之前，用四道创业检验过一遍方案。
#
# ## 准备
#
# - 时长：35 分钟
# - 第 03 课的需求排序
# - 一位肯说实话的同事。多数人给自己“想做”的事都打 5 分

# %% tags=["parameters"]
data = "sample"  # type: str
language = "en"  # type: str

# %%
from shequn.course import Lesson

lesson = Lesson("04_position_yourself", data, language)

# %% [markdown] lang="en"
# ## Case: the wine taster
#
# You can buy a thousand red wines online, cheaper every year, at your door tomorrow. Who would buy one in a chat group?
#
# The author of one of the sources of this course did, and tells why. The man who sells there is a wine taster known all over the country. He
# spent years in the wine regions of France, he knows his trade and has access to the growers. Members trust him to choose, and they like his taste: with the
# bottle comes a bit of the life he talks about. The platforms have more bottles. What they do not have is **him**.
#
# Take the story apart, and three things have come together:
#
# - he **can**: knowledge, a palate, a source of wine;
# - he **wants** to: he would talk about wine if nobody paid for it;
# - it **lasts**: the sources do not dry up, and neither does the pleasure.
#
# Now leave out one. A taster without access to growers writes reviews. A trader with access and no love for it gets bored by the third evening,
# and members notice by the fourth. An enthusiast whose cellar is empty in spring has run a campaign, no community.

# %% [markdown] lang="zh"
# ## 案例：品酒师
#
# 网上的红酒上千款，一年比一年便宜，明天就送到家。谁会在一个群里买红酒？
#
# 本课程资料的一位作者就买了，还讲了原因。卖酒的是一位在全国都叫得出名字的品酒师，在法国酒乡泡了多年，懂行，也拿得到好酒。大家信他会挑，也喜欢他的品位：跟酒一起来的，还有他讲的那种生活。平台上酒更多，可平台没有**他**。
#
# 拆开来看，是三样东西凑到了一起：
#
# - 他**能做**：懂酒，会品，有货源；
# - 他**想做**：没人付钱，他也愿意聊酒；
# - 他**能长久**：货源不断，兴致也不断。
#
# 去掉一样试试。没有货源的品酒师，只能写酒评。有货源却不爱这行的，第三个晚上就烦了，第四个晚上成员就看出来了。有热情但开春酒窖就空的，做的是一场活动，不是社群。

# %% [markdown] lang="en"
# ## The idea
#
# ### Can × want × lasting
#
# An opportunity is worth what you can make of it when it comes. Two questions decide: **are you prepared**, and is it what you **really want and are able
# to do**? Only what you have and like is what you can supply for long. So each need gets three scores from 1 to 5:
#
# - **Can**: with the people, skills and things you have today, not those you might hire;
# - **Want**: would you still do it in a month without applause?
# - **Lasting**: in two years, with the same people? Supply, season, permission, health.
#
# The three do not make up for one another, therefore the course takes the **weakest**, not the mean: fit = score of the need × weakest / 5. It is a
# heuristic that makes you talk about the weakest point. That talk is what it is for.
#
# ### Product is the 1, community the zeros
#
# Why do lively groups not sell? Often it is not the operating. Write the product as a 1 and each thing the community adds as a 0 behind it: 10, 100,
# 1,000. Take the 1 away, and any number of zeros is zero. From this follow three questions about the business itself:
#
# - Is the **product** a solution to the need, or decoration?
# - Is the **business** competitive, so that people come without being pulled?
# - Has it an **explosive** property: a feel of its own, and good value for the money?
#
# ### Four start-up checks
#
# To run a community is to found a small firm. In this order:
#
# 1. **Pain**: does it solve something that truly hurts? (lessons 02 and 03)
# 2. **Advantage**: what have you that the next group cannot copy by Monday?
# 3. **Standard**: can the service be made a product that comes out the same each time? (lesson 05)
# 4. **Team**: who runs it? The owner's ability is the ceiling.

# %% [markdown] lang="zh"
# ## 核心方法
#
# ### 能做 × 想做 × 能长久
#
# 机会来了，接得住才算数。接得住靠两样：料已经**备好**，而且这件事你**愿意干、干得来**。手里有、心里又喜欢的，才供得长久。所以每项需求打三个分，1–5 分：
#
# - **能做**：靠今天手上的人、手艺和东西，不算将来可能招的人；
# - **想做**：没有掌声，一个月后还愿意做吗？
# - **能长久**：两年以后，还是这些人，做得下去吗？想想供应、季节、许可、身体。
#
# 三项不能互相抵，所以本课程取**最低**的一项，不取平均：匹配度 = 需求得分 × 最低分 ÷ 5。这是经验算法，作用是逼大家谈谈最弱的那一环，它的价值就在这场谈话里。
#
# ### 产品是 1，社群是后面的 0
#
# 群很热闹，为什么不转化？毛病往往不在运营。产品写成 1，社群每多做好一样，后面加个 0：10、100、1000。1 没了，后面多少个 0 都是 0。由此对业务本身问三句：
#
# - **产品**是在解决需求，还是摆设？
# - **业务**有没有竞争力，不用拉，人自己会来？
# - 有没有**爆发属性**：有自己的味道，又让人觉得值？
#
# ### 四道创业检验
#
# 做社群就是开一家小公司。按这个顺序问：
#
# 1. **痛点**：解决的是实实在在的痛吗？（第 02、03 课）
# 2. **优势**：你有什么，是隔壁群下周一抄不走的？
# 3. **标准**：服务能不能做成每次都一样的产品？（第 05 课）
# 4. **团队**：谁来操盘？群主的能力就是天花板。

# %% [markdown] lang="en"
# ## Practice: what fits Sample Coffee?
#
# The ranking of lesson 03 is the members' side. The scores below are the client's own; with your worksheet filled in, they are yours.

# %% [markdown] lang="zh"
# ## 实操：示例咖啡适合做哪一项？
#
# 第 03 课的排序是成员那一边。下面的分数是客户给自己打的；你填好工作表以后，就换成你的。

# %%
from shequn.course.pictures_a import draw_fit, draw_own, sample_fit
from shequn.course.tables import shown
from shequn.planning import fit_needs

rows, ranking = sample_fit(lesson)
fits = fit_needs(rows, ranking)
draw_own(lesson, fits)

# %%
shown(fits, lesson, score="number")

# %% [markdown] lang="en"
# The first need stays first and keeps its lead: the brand can do it and wants to. Its weakest point is “lasting”, 4 and not 5, because the answers
# come from one baker.
#
# Look at what has moved. For members, “bake with my child” was well ahead of “show what I baked and get to know neighbours”. Now the two are level: the client gives itself 4
# in everything for the second and only 3 for the first. And the need for recipes, which the brand could well serve (can: 4), is one that it
# does not want to: that battle is fought with videos.

# %% [markdown] lang="zh"
# 第一项需求还是第一，领先也没丢：这件事品牌能做，也想做。最弱的是“能长久”，4 分不是 5 分，因为解答全靠一位烘焙师。
#
# 再看谁动了。在成员那里，“陪孩子烤”本来明显排在“想晒成品，认识邻居”前面；现在两项持平：后一项客户三个 4 分，前一项只有 3 分。至于“不知道烤什么”，品牌能做（4 分），却不想做：那是跟短视频拼的仗。

# %% tags=["assert"]
order, before = fits["need"].tolist(), ranking["need"].tolist()
assert order[0] == before[0] and fits["fit"].round(1)[2] == fits["fit"].round(1)[3]
assert ranking["score"][2] > 1.3 * ranking["score"][3] and fits["fit"][1] < 0.7 * fits["fit"][0]
assert fits["lasting"][0] == 4 and fits["own"][order.index(before[2])] == 3
assert fits.set_index("need").loc[before[4], ["can", "want"]].tolist() == [4, 2]

# %%
draw_fit(lesson, fits)

# %% [markdown] lang="en"
# Up: what members need. To the right: what you can keep up. Upper left is the dangerous corner: needed badly, and not for you. Lower right is the hobby
# corner: you would love to, and nobody waits for it. Aim for the shaded corner, and if nothing of yours lies there, go back to lesson 03 with
# other people; do not raise your own scores.
#
# ### With your own scores
#
# Once you have saved the worksheet below, run this cell: it takes your needs and your scores from lessons 03 and 04. (Sample Coffee wrote rounded means into its worksheet;
# that is why its scores differ here in the second decimal.)

# %% [markdown] lang="zh"
# 越往上，成员越需要；越往右，你越能坚持做。左上角是险地：需要得很，但不适合你。右下角是爱好：你乐意，没人等着。要找的是浅色的右上角；那里一个也没有，就回第 03 课换一批人问，别去改自己的分。
#
# ### 换成你自己的分数
#
# 保存下面的工作表以后，运行这个单元格：它用的是你在第 03、04 课填的需求和分数。（示例咖啡在工作表里填的是四舍五入的平均值，所以这里的得分在小数点后第二位略有出入。）

# %%
from shequn.planning import rank_need_rows
from shequn.worksheets import Needs, Position, load

shown(fit_needs(load(Position).fit, rank_need_rows(load(Needs).needs)), lesson, score="number")

# %% [markdown] lang="en"
# ## Worksheet: position yourself
#
# Two sentences are hard, and worth it. The **carrier product** is what every member has in hand: without it there is nothing to come back for. And “**only we**
# …” must name a reason that a competitor cannot copy by Monday. If it would be true of the shop next door as well, begin again.

# %% [markdown] lang="zh"
# ## 工作表：自我定位
#
# 有两句不好写，但值得。**载体产品**是每位成员手里都有的东西，没有它就没有回来的理由。“**只有我们……**”要说出一个竞品下周一抄不走的理由；换成隔壁店也成立的，重写。

# %%
from shequn.worksheets.form import form

form(Position)

# %% [markdown] lang="en"
# ## Exercises
#
# ### 04-1 The baker leaves
#
# Sample Coffee's baker gives notice. For the first need (row 0 of `rows`) “can” falls from 5 to 1; all else stays. Which need is the best fit then? The
# answer is the text of the need, as it stands in the table.

# %% [markdown] lang="zh"
# ## 练习
#
# ### 04-1 烘焙师走了
#
# 示例咖啡的烘焙师辞职了。第一项需求（`rows` 的第 0 行）的“能做”从 5 分掉到 1 分，其余不变。这时匹配度最高的是哪一项？答案是需求的文字，与表中一致。

# %%
answer = ...
lesson.check("04-1", answer)

# %%
lesson.hint("04-1")

# %% tags=["solution"]
changed = rows[0].model_copy(update={"can": 1})
answer = fit_needs([changed, *rows[1:]], ranking)["need"][0]
lesson.check("04-1", answer)

# %% [markdown] lang="en"
# ### 04-2 Which check fails first?
#
# Four plans, four checks, each fails at another one: `"pain"`, `"advantage"`, `"standard"`, `"team"`. Give the list in the order of the plans.
#
# 1. A group that sends a fresh wallpaper for the telephone each morning. Pretty, free, and muted by the second week.
# 2. Cheap vegetables for the estate. People want them. Three other groups of the estate sell the same from the same wholesaler.
# 3. A potter answers members' questions about glazing every evening, brilliantly, an hour for each. There is no price, since no two answers are alike.
# 4. A book club with a clear need, its own rooms and a ready plan of ten evenings. “Somebody will look after the group.”

# %% [markdown] lang="zh"
# ### 04-2 最先倒在哪一道？
#
# 四个方案，四道检验，各倒在不同的一道上：`"pain"`（痛点）、`"advantage"`（优势）、`"standard"`（标准）、`"team"`（团队）。请按方案的顺序给出列表。
#
# 1. 每天早上发一张手机壁纸的群。好看，免费，第二周就被设成免打扰。
# 2. 小区低价菜群。大家都想要。可小区里另外三个群，从同一个批发商拿货，卖的一模一样。
# 3. 一位陶艺师每晚回答成员的上釉问题，讲得极好，一人讲一小时。没有价格，因为每次讲的都不一样。
# 4. 一个读书会：需求清楚，有自己的场地，十个晚上的方案也写好了。“群嘛，总会有人管的。”

# %%
answer = ...
lesson.check("04-2", answer)

# %%
lesson.hint("04-2")

# %% tags=["solution"]
answer = ["pain", "advantage", "standard", "team"]
lesson.check("04-2", answer)

# %% [markdown] lang="en"
# ## Discussion
#
# In groups, twenty minutes:
#
# - Give a neighbour your three scores for your first need; they may lower one of them and must say why. Do you accept it?
# - “We have 20,000 followers, we only need a product.” Write it with ones and zeros. What do you advise?
# - The wine taster falls ill for half a year. Which part of his community would survive, and what could he have prepared?

# %% [markdown] lang="zh"
# ## 小组讨论
#
# 分组，二十分钟：
#
# - 把第一项需求的三个分数给旁边的人看，对方可以压低其中一项，但要说理由。你接受吗？
# - “我们有两万粉丝，就差一个产品。”用 1 和 0 写出来。你怎么建议？
# - 品酒师病了半年。他的社群哪一部分活得下来？他本可以提前准备什么？

# %% [markdown] lang="en"
# ## Three questions
#
# <details><summary>1. Why the weakest of the three scores and not the mean?</summary>
#
# Because they do not make up for one another. Wanting very much does not help where you are not able to; being able does not help where it ends in three months.
#
# </details>
# <details><summary>2. The group is lively, hardly anybody buys. Where do you look first?</summary>
#
# At the 1: is the product a solution, competitive, and good value? Only then at the zeros, the operating.
#
# </details>
# <details><summary>3. A need lies in the upper left corner. What do you do?</summary>
#
# Leave it to somebody who can, find a partner who can, or prepare yourself first. Do not promise it.
#
# </details>

# %% [markdown] lang="zh"
# ## 三个自测题
#
# <details><summary>1. 为什么取三项里的最低分，不取平均？</summary>
#
# 因为三项不能互相抵。再想做，不会做也没用；再会做，三个月就断了也没用。
#
# </details>
# <details><summary>2. 群很热闹，几乎没人买。先看哪里？</summary>
#
# 先看那个 1：产品是不是在解决问题，有没有竞争力，值不值这个价。然后才轮到后面的 0，也就是运营。
#
# </details>
# <details><summary>3. 有一项需求落在左上角，怎么办？</summary>
#
# 让给会做的人，找个会做的伙伴，或者先把自己准备好。别先许诺。
#
# </details>

# %% [markdown] lang="en"
# ## Recap
#
# - Only what you have and like is what you can supply for long: can, want, lasting, and the weakest decides.
# - Fit sets the members' need against yourself. It may change the order, and it should.
# - Product is the 1, community the zeros.
# - Four checks in order: pain, advantage, standard, team.
#
# ## What feeds the next lesson
#
# The chosen need, the carrier product and the sentence “only we …”. Lesson 05 turns them into a service: step by step, with a standard, minutes, a cost and a price.

# %% [markdown] lang="zh"
# ## 小结
#
# - 手里有、心里又喜欢的，才供得长久：能做、想做、能长久，最低的一项说了算。
# - 匹配度是拿成员的需求对照自己，顺序可能会变，也应该变。
# - 产品是 1，社群是后面的 0。
# - 四道检验按顺序来：痛点、优势、标准、团队。
#
# ## 下一课用到
#
# 选定的需求、载体产品和“只有我们……”这句话。第 05 课把它们变成一项服务：一步一步，有标准、有工时、有成本、有价格。
