"""A million lines of each text format, and five million orders: read into the database of a conversion.

    python benchmarks/exports.py [--lines 1e6] [--orders 5e6] [--folder DIR] [--rounds 1]

Each run is a process of its own, so that its peak memory is its own; `wc -l` reads the same file in turn, and the ratio
of the two is printed; seconds well above those of the processor mean that the machine was busy. The files are made once
by a seeded generator and kept. A JSON file has a message on each line, the hardest case: indented ones have many lines
to a message. Every fiftieth message of WeChat is a system sentence that only the names in the whole file make clear.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

START = datetime(2026, 1, 5, tzinfo=UTC)
PEOPLE = 5_000


def moments(n: int) -> Iterator[tuple[int, int, datetime]]:
    """Number, person, time of each message."""
    rng = random.Random(20260105)
    for i in range(n):
        yield i, int(PEOPLE * rng.random() ** 3), START + timedelta(seconds=i)


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def array(opening: str, values: Iterable[str], closing: str) -> Iterator[str]:
    """One value on a line."""
    before = opening
    for value in values:
        yield before
        before = value + ","
    yield before[:-1] + closing


def wecom_archive(n: int) -> Iterator[str]:
    for i, who, at in moments(n):
        yield compact(
            {
                "msgid": f"{i}_external", "action": "send", "from": f"wm{who}", "tolist": ["boss"],
                "roomid": f"wr{i % 50}", "msgtime": int(at.timestamp()) * 1000, "msgtype": "text",
                "text": {"content": "大家早上好"},
            }
        )  # fmt: skip


def wecom_groups(n: int) -> Iterator[str]:
    """As ``groupchat/get`` answers, in groups of up to 500; a member on each line."""
    for first in range(0, n, 500):
        members = (
            compact(
                {
                    "userid": f"wm{first + i}", "type": 2, "join_time": int(START.timestamp()) + i, "join_scene": 3,
                    "invitor": {"userid": "boss"}, "group_nickname": "", "name": f"名{first + i}", "unionid": f"o{i}",
                }
            )
            for i in range(500)
        )  # fmt: skip
        chat = compact({"chat_id": f"wr{first}", "name": f"茶{first}", "owner": "boss", "create_time": 1767500000})
        opening = f'{{"errcode":0,"errmsg":"ok","group_chat":{chat[:-1]},"member_list":['
        yield from array(opening, members, "]}}")


def callback(i: int, who: int, at: datetime) -> dict[str, object]:
    joins = i % 3 > 0
    return {
        "ToUserName": "ww1", "FromUserName": "sys", "CreateTime": int(at.timestamp()), "MsgType": "event",
        "Event": "change_external_chat", "ChatId": f"wr{i % 50}", "ChangeType": "update",
        "UpdateDetail": "add_member" if joins else "del_member", "JoinScene": 3 if joins else 0, "QuitScene": 0,
        "MemChangeCnt": 1, "MemChangeList": [f"wm{who}"],
    }  # fmt: skip


def wecom_callbacks_xml(n: int) -> Iterator[str]:
    for i, who, at in moments(n):
        fields = callback(i, who, at) | {"MemChangeList": f"<Item>wm{who}</Item>"}
        yield "<xml>" + "".join(f"<{key}>{value}</{key}>" for key, value in fields.items()) + "</xml>"


def wecom_callbacks_json(n: int) -> Iterator[str]:
    for i, who, at in moments(n):
        yield compact(callback(i, who, at))


def chatlog(n: int) -> Iterator[str]:
    return array("[", map(compact, chatlog_messages(n)), "]")


def chatlog_messages(n: int) -> Iterator[dict[str, object]]:
    for i, who, at in moments(n):
        system = i % 50 == 49
        text = f'"名{who}(wxid_{who})"邀请你和"花、草(wxid_{i})、“小”林(wxid_0)"加入了群聊' if system else "大家早上好"
        yield {
            "seq": int(at.timestamp()) * 1000, "time": f"{at:%Y-%m-%dT%H:%M:%S}+08:00", "talker": f"{i % 50}@chatroom",
            "talkerName": f"茶{i % 50}", "isChatRoom": True, "sender": "系统消息" if system else f"wxid_{who}",
            "senderName": "" if system else f"名{who}", "isSelf": who == 1, "type": 10000 if system else 1,
            "subType": 0, "content": text,
        }  # fmt: skip


def chatlog_csv(n: int) -> Iterator[str]:
    yield "Time,SenderName,Sender,TalkerName,Talker,Content"
    for found in chatlog_messages(n - 1):
        time, name, sender, chat, group, text = map(
            str, (found[key] for key in ("time", "senderName", "sender", "talkerName", "talker", "content"))
        )
        yield f'{time[:19].replace("T", " ")},{name},{sender},{chat},{group},"{text.replace(chr(34), chr(34) * 2)}"'


def invitation(who: int) -> str:
    """A system sentence without ids: who is meant is told by the names in the file."""
    return f'"名{who}"邀请"花、草、“小”林、名{who + 1}"加入了群聊'


def weflow(n: int) -> Iterator[str]:
    session = {"wxid": "1@chatroom", "displayName": "茶", "type": "群聊", "messageCount": n}
    about = compact({"weflow": {"version": "1.0.3", "exportedAt": 1767240000}, "session": session})
    senders = compact([{"senderID": i, "wxid": f"wxid_{i}", "displayName": f"名{i}"} for i in range(PEOPLE)])
    messages = (
        compact(
            {
                "localId": i, "createTime": int(at.timestamp()), "formattedTime": f"{at:%Y-%m-%d %H:%M:%S}",
                "type": "系统消息" if i % 50 == 49 else "文本消息", "localType": 10000 if i % 50 == 49 else 1,
                "content": invitation(who) if i % 50 == 49 else "大家早上好", "isSend": 0, "senderID": who,
                "platformMessageId": str(10**18 + i),
            }
        )
        for i, who, at in moments(n)
    )  # fmt: skip
    return array(f'{about[:-1]},"senders":{senders},"messages":[', messages, "]}")


def chatlab(n: int) -> Iterator[str]:
    meta = {"name": "茶", "platform": "wechat", "type": "group", "groupId": "1@chatroom"}
    about = compact({"chatlab": {"version": "0.0.2", "exportedAt": 1767240000}, "meta": meta})
    members = compact([{"platformId": f"wxid_{i}", "accountName": f"名{i}"} for i in range(PEOPLE)])
    return array(f'{about[:-1]},"members":{members},"messages":[', map(compact, chatlab_messages(n)), "]}")


def chatlab_messages(n: int) -> Iterator[dict[str, object]]:
    for i, who, at in moments(n):
        system = i % 50 == 49
        yield {
            "sender": f"wxid_{who}", "accountName": f"名{who}", "timestamp": int(at.timestamp()),
            "type": 80 if system else 0, "content": invitation(who) if system else "大家早上好",
        }  # fmt: skip


def chatlab_lines(n: int) -> Iterator[str]:
    meta = {"name": "茶", "platform": "wechat", "type": "group", "groupId": "1@chatroom"}
    yield compact({"_type": "header", "chatlab": {"version": "0.0.2", "exportedAt": 1767240000}, "meta": meta})
    for message in chatlab_messages(n - 1):
        yield compact({"_type": "message"} | message)


def telegram(n: int) -> Iterator[str]:
    """An export of all chats, in which a group goes on as a supergroup."""
    messages = (
        {
            "id": i, "type": "message", "date": f"{at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(at.timestamp())),
            "from": f"Name {who}", "from_id": f"user{who}", "text": "hello", "text_entities": [],
        }
        for i, who, at in moments(n - 2)
    )  # fmt: skip
    notice = {
        "id": -1, "type": "service", "date": f"{START:%Y-%m-%dT%H:%M:%S}", "text": "", "text_entities": [],
        "date_unixtime": str(int(START.timestamp())), "actor": "Tea", "actor_id": "channel1", "title": "Tea",
    }  # fmt: skip
    old, new = (compact(notice | {"action": f"migrate_{way}"}) for way in ("to_supergroup", "from_group"))
    first = f'{{"name":"Tea","type":"private_group","id":2,"messages":[{old}]}}'
    second = '{"name":"Tea","type":"private_supergroup","id":1,"messages":['
    return array(f'{{"chats":{{"list":[{first},{second}', chain([new], map(compact, messages)), "]}]}}")


def whatsapp(n: int) -> Iterator[str]:
    for _, who, at in moments(n):
        yield f"{at:%d/%m/%Y, %H:%M} - Name {who}: hello"


def qq_text(n: int) -> Iterator[str]:
    yield "\ufeff消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + "=" * 64 + "\n消息分组:我的群聊\n" + "=" * 64
    yield "消息对象:茶\n" + "=" * 64 + "\n"
    for _, who, at in moments(n // 3):
        yield f"{at:%Y-%m-%d} {at.hour}:{at:%M:%S} 名{who}({20000 + who})\n大家早上好\n"


def qq_copied(n: int) -> Iterator[str]:
    for _, who, at in moments(n // 2):
        yield f"名{who} {at.day}/{at.month}/{at.year} {at:%I:%M:%S %p}\n大家早上好"


def memotrace(n: int) -> Iterator[str]:
    yield "\ufeff消息ID,类型,发送人,时间,内容,备注,昵称,更多信息"
    for i, who, at in moments(n - 1):
        kind, name, text = "文本", f"名{who}", "大家早上好"
        if i % 50 == 49:
            kind, name, text = "系统消息", "系统消息", invitation(who).replace('"', '""')
        yield f'{10**18 + i},{kind},{name},{at:%Y-%m-%d %H:%M:%S},"{text}",,{name},more'


def memotrace_old(n: int) -> Iterator[str]:
    yield "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
    for i, who, at in moments(n - 1):
        kind, text = (10000, invitation(who).replace('"', '""')) if i % 50 == 49 else (1, "大家早上好")
        shown = f"{at:%Y-%m-%d %H:%M:%S}"
        yield f'{i},{i % 50},{kind},0,0,{int(at.timestamp())},,"{text}",{shown},,名{who},wxid_{who}'


def discord(n: int) -> Iterator[str]:
    yield "AuthorID,Author,Date,Content,Attachments,Reactions"
    for _, who, at in moments(n):
        yield f'"{10**17 + who}","name{who}","{at:%Y-%m-%dT%H:%M:%S}.0000000+00:00","hello","",""'


def discord_json(n: int) -> Iterator[str]:
    """A message on each line, where the real one takes thirty."""
    guild = {"id": "5", "name": "Tea", "iconUrl": ""}
    about = compact({"guild": guild, "channel": {"id": "7", "type": "GuildTextChat", "name": "welcome"}})
    messages = (
        compact(
            {
                "id": str(10**18 + i), "type": "Default", "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.83+00:00",
                "timestampEdited": None, "callEndedTimestamp": None, "isPinned": False, "content": "hello",
                "author": {
                    "id": str(10**17 + who), "name": f"name{who}", "discriminator": "0000", "nickname": f"Name {who}",
                    "color": None, "isBot": False, "roles": [], "avatarUrl": "https://cdn.example/a.png",
                },
                "attachments": [], "embeds": [], "stickers": [], "reactions": [], "mentions": [],
            }
        )
        for i, who, at in moments(n)
    )  # fmt: skip
    return array(about[:-1] + ',"messages":[', messages, f'],"messageCount":{n}}}')


def slack(n: int) -> Iterator[str]:
    for _, who, at in moments(n):
        yield compact(
            {"type": "message", "user": f"U{who}", "text": "hello", "ts": f"{at.timestamp():.6f}", "team": "T1"}
        )


def irc(n: int) -> Iterator[str]:
    for _, who, at in moments(n):
        yield f"[{at:%Y-%m-%d %H:%M:%S}] <name{who}> hello"


def youzan_orders(n: int) -> Iterator[str]:
    yield "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,买家昵称,买家手机号,订单退款状态,订单已退款金额"
    for i, who, at in moments(n):
        paid = f"{at:%Y-%m-%d %H:%M:%S}"
        refund = "1.00" if i % 50 == 0 else "0.00"
        yield f"E{10**22 + i},交易完成,{paid},{paid},{i % 300}.50,名{who},186****0000,,{refund}"


MAKERS: dict[str, Callable[[int], Iterator[str]]] = {
    maker.__name__: maker
    for maker in (
        *(wecom_archive, wecom_groups, wecom_callbacks_xml, wecom_callbacks_json),
        *(chatlog, chatlog_csv, weflow, chatlab, chatlab_lines, memotrace, memotrace_old, qq_text, qq_copied),
        *(telegram, whatsapp, discord, discord_json, slack, irc, youzan_orders),
    )
}


def make(name: str, n: int, path: Path) -> None:
    """Make a file; Slack's is a zip with a file for each ten thousand lines."""
    if name == "slack":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("channels.json", '[{"id": "C1", "name": "tea"}]\n')
            for number, messages in enumerate(batched(slack(n), 10_000)):
                day = START + timedelta(days=number)
                archive.writestr(f"tea/{day:%Y-%m-%d}.json", "\n".join(array("[", messages, "]\n")))
    else:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(text + "\n" for text in MAKERS[name](n))


def batched(texts: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(texts, size)):
        yield batch


def read(path: Path) -> None:
    """What one process does: gather a file, and say how long it took."""
    from shequn.readers.exports.base import Options
    from shequn.readers.exports.gather import gather
    from shequn.readers.folder import connect

    begun = time.perf_counter()
    connection = connect(path.stat().st_size)
    with tempfile.TemporaryDirectory() as work:
        [account] = gather(connection, [path], Options(dayfirst=True), Path(work))
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([account.kept, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))


def measure(name: str, n: int, path: Path, rounds: int) -> str:
    """A row of the table."""
    if not path.exists():
        make(name, n, path)
    reading = [sys.executable, __file__, "--read", str(path)]
    counting = f"{'unzip -p' if name == 'slack' else 'cat'} '{path}' | wc -l"
    runs, counts = [], []
    for _ in range(rounds):
        runs.append(json.loads(subprocess.run(reading, capture_output=True, text=True, check=True).stdout))
        begun = time.perf_counter()
        lines = int(subprocess.run(counting, shell=True, capture_output=True, text=True, check=True).stdout)
        counts.append(time.perf_counter() - begun)
    kept, seconds, cpu, peak = (statistics.median(column) for column in zip(*runs, strict=True))
    size, counted = path.stat().st_size / 1e6, statistics.median(counts)
    return (
        f"{name:<22}{lines:>10,}{size:>6.0f}{kept:>12,}{seconds:>9.1f}{cpu:>7.1f}{peak:>9.0f}{counted:>8.2f}"
        f"{seconds / counted:>7.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=float, default=1e6)
    parser.add_argument("--orders", type=float, default=5e6)
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results/exports"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    print(
        f"{'format':<22}{'lines':>10}{'MB':>6}{'kept':>12}{'seconds':>9}{'CPU':>7}{'peak MB':>9}{'wc':>8}{'ratio':>7}"
    )
    for name in given.only:
        n = int(given.orders if name == "youzan_orders" else given.lines)
        print(measure(name, n, given.folder / f"{name}_{n}", given.rounds), flush=True)


if __name__ == "__main__":
    main()
