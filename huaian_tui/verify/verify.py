#!/usr/bin/env python3
"""核验数据包和数字护照：python3 verify.py 数据包 [护照…] [--at 日期]。只用 Python 3.8 以上的标准库，不用 huaian-tui。
退出码：0 全部相符；1 有不符的（每处一行：英文代号、中文说明）；2 用法不对或读不了文件。格式见 docs/数据包格式.md。"""
import argparse, datetime, hashlib, json, pathlib, re, sys, zlib
ROOTS = {"880358d2a2789bdb1835ceeaff371ca3": "3c35725de92f8e5b956cc875a3949f8096250f26baa866e42584290ae376e7be"}
FILE, HEAD, LINE, BODY = 256 << 20, 1 << 20, 8 << 20, 2 << 30  # 最多字节：文件、开头、一行、内容
COLUMNS = ("recorded_at", "officer", "kind", "plan", "task_no", "milestone", "occurred_on")
WORDS = {"overdue": "逾期", "due_soon": "临期", "on_track": "正常推进", "unscheduled": "未设节点", "done": "办结"}
BAD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, zlib.error)
FOUND, NEVER, ENDS = [], "9999-12-31", ["", "未达标办结", "未填数值办结", "超时办结", "未定时限办结", "按期办结", "中止"]
def _differ(key, text): FOUND.append((key, text))
def _num(day): return datetime.date(*map(int, day.split("-"))).toordinal()
def _canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
def _sha(text): return hashlib.sha256(text.encode("utf-8")).hexdigest()
def _inflate(data, most):  # 数据包：两段 gzip，先开头一行，再每条记录一行；每个来源一条链
    member = zlib.decompressobj(31)
    out = member.decompress(data, most + 1)
    if not member.eof: raise ValueError("解开后大得不正常" if len(out) > most else "文件不完整")
    return out.decode("utf-8"), member.unused_data
def _read_pack(path):
    with open(path, "rb") as stream: data = stream.read(FILE + 1)
    line, rest = _inflate(data, HEAD)
    (body, more), header = _inflate(rest, min(BODY, max(64 << 20, 100 * len(data)))), json.loads(line)
    if header["format"] != "huaian-tui-pack" or len(data) > FILE: raise ValueError("不是数据包，或太大")
    if more or _sha(body) != header["sha256"]: _differ("content", "内容与校验值不符")
    return header, body.split("\n")
def _chain(name, lines, first, before, head, out):  # Recompute a chain from the hash ``before`` on; the records that hold go to ``out``
    previous, newest = bytes.fromhex(before), ""
    for seq, line in enumerate(lines, first):
        try:
            body, end = json.JSONDecoder().raw_decode(line, 8)
            r = json.loads(line) if len(line) <= LINE and line[:8] == '{"body":' else body["no line"]
            row = [r["id"], name, seq] + [r[c] for c in COLUMNS] + [line[8:end], r["ref"]]  # 正文按原样的文字
            previous = hashlib.sha256(previous + _canonical(row).encode("utf-8")).digest()
            day = 719163 + (int(r["id"][:12], 16) // 1000 + 28800) // 86400  # 编号里的时间，北京时间的日子
            good = r["seq"] == seq and newest < r["id"] and re.match("[0-9a-f]{32}$", r["id"])
        except BAD: return _differ("line", "来源 %s 第 %d 号：读不懂" % (name[:8], seq))
        if not good or previous.hex() != r["hash"]: return _differ("hash" if good else "number", "来源 %s 第 %d 号：内容与校验值、编号不符" % (name[:8], seq))
        newest, known = r["id"], datetime.date.fromordinal(min(day, 3652059)).isoformat()
        out.append(dict(r, origin=name, known=known, own=r["occurred_on"] or known))
    if previous.hex() != head: _differ("head", "来源 %s 的末尾与登记的不符" % name[:8])
def _records_of(header, lines):  # All records in order of their ids, the plan's among them
    out, place, plan = [], 0, header.get("shipped")
    if plan: _chain(plan["origin"], plan["records"], 1, "", plan["head"], out)
    if plan and ROOTS.get(plan["origin"]) != plan["head"]: _differ("plan", "随程序的方案不是公布的那一份（任务、节点、牵头单位）")
    for o in header["origins"]:
        start, place = place, place + max(o["last"] - o["first"] + 1, 0)
        _chain(o["id"], lines[start:place], o["first"], o["before"], o["head"], out)
    if place != header["records"] or lines[place:] != [""]: _differ("count", "记录的条数与登记的不符")
    return sorted(out, key=lambda r: r["id"])
def _target(r):  # 决定：撤回的不算，更正的按更正后；几台电脑各自决定、未核定的为冲突，算未办结
    part = {"retraction": "undoes", "correction": "corrects"}.get(r["kind"])
    return part and (r["body"].get(part) or r["ref"])
def _undone(rs):
    backs, gone = {r["id"]: _target(r) for r in rs if r["kind"] == "retraction"}, set()
    for one in sorted(backs, reverse=True):
        gone |= {backs[one]} if one not in gone and (backs[one] < one or backs[one] not in backs) else set()
    return gone
def _standing(rs):  # What counts of the records of one thing, each as it reads now
    gone = _undone(rs)
    newest = {(_target(r), r["body"].get("of", "note")): r for r in rs if r["kind"] == "correction" and r["id"] not in gone}
    for r, c in [(r, newest.get((r["id"], r["kind"]), r)) for r in rs if r["id"] not in gone and not _target(r)]:
        yield dict(r, body=c["body"], own=c["occurred_on"] or r["known"])
def _seen_by(rs, head):  # A record and all that its author had before him
    found = {head}
    for r in reversed(rs): found.update([r["ref"]] + r["body"].get("settles", []) if r["id"] in found else [])
    return found
def _twin(r):  # What two laptops may have said alike: one report confirmed, one side kept, one record taken back
    b, part = r["body"], {"milestone_complete": "claim", "retraction": "undoes"}.get(r["kind"])
    keeps = _canonical([r["ref"], sorted(b.get("settles", [])), sorted(b.get("drops", []))])
    return keeps if r["kind"] == "milestone_settle" else part and b.get(part) and part + b[part]
def _unsettled(rs):  # A settling taken back: what says nothing then; or it stays, where somebody decided further on it
    off, void, stays = _undone(rs), set(), set()
    for r in [r for r in rs if r["id"] in off and r["body"].get("settles")]:
        later = {x["id"] for x in rs if x is not r and r["id"] in _seen_by(rs, x["id"])}
        rest = any(x["id"] in later - off - {r["id"]} and _target(x) not in later & off | {r["id"]} for x in rs)
        stays, void = stays | {r["id"]} if rest else stays, void if rest else void | later | {r["id"]}
    return void, stays
def _heads_of(rs):  # The decisions that no other one has seen, without sides on which all was taken back
    (void, _), taken, same = _unsettled(rs), set(), {}
    for r in [r for r in rs if r["id"] not in void]:
        taken.update([r["ref"], same.get(_twin(r))] + r["body"].get("settles", [])), same.update({_twin(r): r["id"]} if _twin(r) else {})
    seen = {r["id"]: _seen_by(rs, r["id"]) for r in rs if r["id"] not in taken | void}
    both, gone = set.intersection(*seen.values()) if seen else set(), _undone(rs)
    own = {h: s.difference(*[t for k, t in seen.items() if k != h]) for h, s in seen.items()}
    return [h for h, s in seen.items() if any(r["id"] in s - both - gone and _target(r) not in own[h] for r in rs)] or list(seen)[-1:]
def _kept(rs):  # The decisions that count: without what was taken back, with its twins, and what a settling left out
    rs = [r for r in rs if r["kind"] != "retraction" or _target(r) not in _unsettled(rs)[1]]
    off, gone, by = _undone(rs), set(), {r["id"]: _twin(r) for r in rs if r["kind"] != "retraction"}
    for r in [r for r in rs if r["kind"] == "retraction" and r["id"] not in off and by.get(_target(r))]:
        gone |= {t for t in by if by[t] == by[_target(r)] and t in _seen_by(rs, r["id"])}
    for r in reversed(rs): gone |= set(r["body"].get("drops", [])) if r["id"] not in off | gone else set()
    return list(_standing([r for r in rs if r["id"] not in gone]))
def _decisions(rs, end):  # The decisions on one milestone that count, and whether they are in conflict on a day
    heads = _heads_of(rs)
    sides = [_kept([r for r in rs if r["id"] in _seen_by(rs, h)]) for h in heads] if len(heads) > 1 else []
    while len(heads) > 1:
        both = set.intersection(*[_seen_by(rs, h) for h in heads]) | set([x["id"] for x in rs if x["kind"] == "milestone_set"][:1])
        heads = _heads_of(rs := [r for r in rs if r["id"] in both])
    agreed = _kept(rs)
    return agreed, any(r["own"] <= end and (r not in agreed or r not in s) for s in sides for r in s + agreed)
def _planned(task, m): return dict(id=m["id"], task=task, due=m.get("due"), was=m.get("due"), assumed=m.get("assumed"), slips=[],
                                   aim=m if m.get("operator") else None, first=None, done=None, cancelled=None, said={})
def _state(s, rs, end):  # Where a milestone stands on a day: each decision counts from its own day on
    agreed, conflict = _decisions(rs, end)
    for d in [d for d in agreed if d["own"] <= end]:
        k, b = d["kind"][10:], d["body"]
        if k == "set": s = s or _planned(d["task_no"], dict(b.get("target") or {}, id=d["milestone"], due=b["due"]))
        elif k == "target" and s: s = dict(s, aim=b.get("target"))
        elif k == "extend" and s:  # 原定时限 was：假定的时限定得不晚于它的是确认
            was = b["due"] if not s["was"] or s["assumed"] and b["due"] <= s["due"] else s["was"]
            s = dict(s, due=b["due"], first=s["first"] or s["due"], was=was, assumed=0, slips=s["slips"] + [(s["due"] or "", b["due"], d["own"], d["id"])])
        elif k == "complete" and s:
            report, said = b.get("first") or b.get("report") or NEVER, s["said"]
            if not s["done"] or b.get("claim", 0) != said.get("claim") and report >= said.get("report", ""): s = dict(s, done=d["own"], said=b, cancelled=None)
        elif k in ("cancel", "reopen") and s: s = dict(s, done=None, cancelled=d["own"] if k == "cancel" else None)
    return dict(s, done=None, cancelled=None) if s and conflict else s
def _ending(s):  # How a milestone ended, in the words of papers; nothing while it is open
    t, v = s["aim"] or {"operator": "", "value": 0}, s["said"].get("value")
    if s["cancelled"] or not s["done"] or s["aim"] and v is None: return "中止" if s["cancelled"] else "未填数值办结" if s["done"] else ""
    x, up, v = t["value"], t.get("upper"), v or 0
    met = {">": v > x, "=": v == x, "<": v < x, "<=": v <= x, "~": v >= x - abs(x) * 0.05, "": True,
           "range": x <= v <= (v if up is None else up)}.get(t["operator"], v >= x)
    return "未达标办结" if not met else "未定时限办结" if not s["due"] else "超时办结" if s["done"] > s["due"] else "按期办结"
def _counts(s, first, last, end):  # 一个节点在一期里计入的数，名称同 evaluate 的；没有期的数看全部
    due, was, done, open_, live = s["due"] or NEVER, s["was"] or NEVER, s["done"], not _ending(s), not s["cancelled"]
    here, then = live and first <= due <= last and due < NEVER, live and first <= was <= min(last, end)
    now, dates = here and due <= end, [slip[0] for slip in s["slips"][:1]] + [slip[1] for slip in s["slips"]]
    return {
        "dated": s["due"] and live, "cancelled": s["cancelled"] and first <= due <= last, "open": open_, "in_period": here,
        "completed": done and first <= done <= last, "moved": s["first"] not in (None, s["due"]), "due": now,
        "on_time": now and done and done <= due, "late": now and done and done > due, "overdue": open_ and here and due < end,
        "due_today": now and open_ and due == end, "on_time_rate": now and not (open_ and due == end),
        "carried_overdue": open_ and due < min(first, end), "by_original.due": then, "by_original.on_time": then and done and done <= was,
        "by_original.late": then and done and done > was, "by_original.overdue": then and open_ and was < end,
        "by_original.on_time_rate": then and not (open_ and was == end), "dates": " → ".join(filter(None, dates))}
class _World:  # 截至一天的任务、节点、督查记录，和由它们得出的数
    def __init__(self, rs, end, soon):
        self.end, self.soon, self.tasks, self.of, self.told, about, notes, plans = end, soon, {}, {}, {}, {}, {}, {}
        for r in rs:
            k, m = r["kind"], about.setdefault(r["milestone"], [])
            if k == "plan_set": plans.setdefault(r["plan"], r["known"])
            elif k == "task_set":  # since: 方案登记以后才新增的，从新增的那天起
                since = self.tasks.get(r["task_no"], {}).get("since", r["known"] if r["known"] > plans.get(r["plan"], "") else "")
                self.tasks[r["task_no"]] = dict(r["body"], plan=r["plan"], ended=False, since=since)
            elif k == "task_end" and r["task_no"] in self.tasks: self.tasks[r["task_no"]]["ended"] = True
            elif k == "note" or r["ref"] in notes: notes.setdefault(r["id"] if k == "note" else r["ref"], []).append(r)
            if k[:10] == "milestone_" or _target(r) and _target(r) in [x["id"] for x in m]: m.append(r)
        self.notes = {n["id"]: n for of in notes.values() for n in _standing(of) if n["kind"] == "note"}
        for n in self.notes.values(): self.told.setdefault(n["task_no"], []).append(n)
        plan = {m["id"]: _planned(no, m) for no, t in self.tasks.items() for m in t.get("milestones", [])}
        found = [_state(plan.get(m), about.get(m, []), end) for m in sorted(set(plan) | set(about) - {None})]
        self.milestones = {s["id"]: s for s in found if s and s["task"] in self.tasks}
        for s in self.milestones.values(): self.of.setdefault(s["task"], []).append(s)
        self.slips = {i: ("%s → %s" % (b, a), own) for s in self.milestones.values() for b, a, own, i in s["slips"]}
        self.lights = {no: self.light(no) for no in self.tasks}
    def light(self, no, visits=True):  # The light of a task, and the earliest date of what is open
        live = [s for s in self.of.get(no, []) if not s["cancelled"]]
        due = min([s["due"] for s in live if not s["done"] and s["due"]], default=NEVER)
        notes = [n for n in self.told.get(no, []) if n["own"] <= self.end]
        missed = any(not any(v["id"] > n["id"] and v["own"] >= n["own"] and _num(v["own"]) >= _num(day) - 3 and v["body"].get("keeps_visit")
                             is not False for v in notes) for n in notes for day in [n["body"].get("follow_up") or NEVER] if day < self.end)
        soon, done = _num(due) <= _num(self.end) + self.soon or visits and missed, live and all(s["done"] for s in live)
        return "done" if done else "overdue" if due < self.end else "due_soon" if soon else "on_track" if due < NEVER else "unscheduled", due
    def nos(self, q):  # The tasks of which a question is
        return {no for no, t in self.tasks.items() if t["plan"] in q["plans"] and not t["ended"] and no in (
            q.get("tasks") or [no]) and (not q.get("unit") or q["unit"] in [slot["unit"] for slot in t[q["role"]]])}
    def find(self, q):  # The things that a question counts: (kind, key)
        if q["measure"] == "tasks":
            return {("task", str(no)) for no in self.nos(q) if q.get("light") in (None, self.lights[no][0]) and q.get("ending") in
                    (None, min([_ending(s) for s in self.of.get(no, [])], key=ENDS.index, default=""))}
        (first, last), of = q.get("period") or ("", NEVER), [s for no in self.nos(q) for s in self.of.get(no, [])]
        if q["measure"][:8] == "extended":
            slips = [slip for s in of if not s["cancelled"] for slip in s["slips"] if first <= slip[0] <= last]
            return {("record", i) for b, a, own, i in slips if "" < b < a and (own > b or q["measure"] == "extended")}
        return {("milestone", s["id"]) for s in of if _counts(s, first, last, self.end)[q["measure"]]}
    def words(self, q, at):  # 图里的一行数，照图上的写法；at 给出别的日子
        day = (q["days"] or [self.end])[0]
        if q["measure"] == "lights":
            lights = [at(day).light(n, False)[0] for n in self.nos(q) if self.tasks[n]["since"] <= day]
            return "，".join("%s%d" % (WORDS[k], lights.count(k)) for k in WORDS)
        if q["measure"] == "left":  # 到期节点里没有办结的，和照原定时限应当还剩的
            keys = [key for _, key in self.find(dict(q, measure="in_period"))]
            plan = "计划%d" % sum((self.milestones[key]["was"] or "") > day for key in keys)
            return plan if day > self.end else "剩余%d，%s" % (sum(not at(day).milestones.get(k, {}).get("done") for k in keys), plan)
        if q["measure"] == "dates": return _counts(self.milestones[q["milestone"]], "", NEVER, self.end)["dates"]
        if not q["days"]: return "%d个" % len(self.find(q))  # 往期到期、没有办结的
        return "，".join(str(len(at(day).find(dict(q, measure="overdue", period=None)))) for day in q["days"])
def _printed(paper):  # The figures of a frozen paper as a passport has them: label, value, things
    for block in paper["body"] + [b for a in paper["attachments"] for b in a["blocks"]]:
        parts = [c for row in block["rows"] for c in row] if block["type"] == "table" else [block]
        for f in [f for part in parts for f in part.get("figures", [])]:
            yield [f["label"], f["value"], [[paper["things"][i].get(k) for k in ("kind", "key", "said", "day", "records")] for i in f["things"]]]
def _share(part, whole, also=""): return "%.1f%%" % ((2000 * part + whole) // (2 * whole or 1) / 10) + (also and also % (part, whole))
def _figure(f, world, ids, at):  # One figure counted anew: its things, its number, and what it says of each thing
    q, value, place = f["query"], f["value"], "%s“%s %s”" % (f["place"], f["label"], f["value"])
    if q.get("picture"): return world.words(q, at) == value or _differ("figure", "%s：重算为 %s" % (place, world.words(q, at)))
    keys, measure = {(t[0], t[1].replace("-", "") if t[0] == "record" else t[1]) for t in f["things"]}, q.get("measure", "")
    found, number = world.find(q) if measure else keys, re.match("([0-9]+)(项|个|条|份|件|次)", value)
    whole, said = len(world.find(dict(q, light=None))) if q.get("share") else 0, value
    if whole: said = _share(len(found), whole)
    elif measure[-5:] == "_rate": said = _share(len(world.find(dict(q, measure=measure[:-5]))), len(found), "（%d/%d）")
    wrong = value != said or value[-1:] == "天" and re.match("逾期|最长", f["label"]) and not any(value in (t[2] or "") for t in f["things"])
    if wrong or keys - found or q.get("whole") and found - keys or number and int(number.group(1)) != len(keys):
        _differ("figure", "%s：重算为 %d" % (place, len(found if q.get("whole") else keys & found)))
    for kind, key, said, day, records in f["things"]:
        s, n = world.milestones.get(key), world.notes.get(key.replace("-", ""))
        light, due = world.lights.get(int(key), ("", NEVER)) if kind == "task" else ("overdue", s and s["due"] or NEVER) if kind == "milestone" else ("", NEVER)
        now = WORDS.get(light, "") + ("%d天" % (_num(world.end) - _num(due)) if light == "overdue" else "") if not (s and _ending(s)) else ""
        if {r.replace("-", "") for r in records or []} - ids or (kind == "task" or (said or "")[:2] == "逾期") and said not in (None, now, q.get("also")) \
                or kind == "milestone" and day != (s and (s["done"] or s["due"])) or kind == "note" and day != (n and n["own"]) \
                or kind == "record" and " → " in (said or "") and (said, day) != world.slips.get(key.replace("-", "")):
            _differ("thing", "%s：%s %s 与记录不符（%s）" % (place, kind, key, now))
def _check(p, rs):  # A passport against the records of its day: heads, hashes, the paper as frozen, every figure
    by, at = {r["id"]: r for r in rs}, {(r["origin"], r["seq"]): r["hash"] for r in rs}
    if _sha(_canonical({k: v for k, v in p.items() if k != "sha256"})) != p["sha256"]: _differ("passport", "护照与自己的校验值不符")
    for origin, seq, h in p["heads"]:
        if at.get((origin, seq)) != h or not all((origin, n) in at for n in range(1, seq)): _differ("heads", "来源 %s 到第 %d 号的记录不全，或与护照登记的不同" % (origin[:8], seq))
    for one in [one for one, h in p["records"].items() if by.get(one, {}).get("hash") != h]: _differ("record", "记录 %s 不在数据包里，或校验值不同" % one)
    paper = json.loads(by[p["paper"]["record"]]["body"]["document"])
    if list(_printed(paper)) != [[f["label"], f["value"], f["things"]] for f in p["figures"]]: _differ("paper", "护照里的数与印发时定稿的文书不同")
    last, until = dict([(o, 999) for o in ROOTS] + [(o, n) for o, n, _ in p["heads"]]), p["as_of"] or NEVER
    then = [dict(r, known=p["known"].get(r["id"], r["known"])) for r in rs if r["seq"] <= last.get(r["origin"], 0)]
    known = [dict(r, own=r["occurred_on"] or r["known"]) for r in then if r["known"] <= until]
    worlds, ids = {}, {r["id"] for r in known}
    def at(day): return worlds.setdefault(day, None) or worlds.update({day: _World(known, day, p["soon"])}) or worlds[day]
    [_figure(f, at(p["day"]), ids, at) for f in p["figures"]]
    print("护照 %s：%d 个数，据 %d 条记录（其后的 %d 条不计）" % (p["paper"]["title"], len(p["figures"]), len(ids), len(rs) - len(ids)))
# 签名：Ed25519（RFC 8032），只用整数和 hashlib
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
def _point(data):  # A point of the curve from its 32 bytes, as (X, Y, Z, T); None for what is none
    y, sign = int.from_bytes(data, "little") & ((1 << 255) - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or x == 0 and sign: return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P
def _plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
def _times(n, p):
    total = (0, 1, 1, 0)
    while n: total, p, n = _plus(total, p) if n & 1 else total, _plus(p, p), n >> 1
    return total
BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def _signed_by(key, message, signature):  # Whether a signature (64 bytes) is of this key (32) over this message
    if len(key) != 32 or len(signature) != 64: return False
    a, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L: return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    p, q = _times(s, BASE), _plus(r, _times(k, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0
def _one_signature(name, by, message):  # 一处签名的说法：已签名、签名不符
    good = _signed_by(bytes.fromhex(by["key"]), message, bytes.fromhex(by["signature"]))
    return "已签名（密钥 %s）" % by["key"][:16] if good else _differ("signature", "%s：签名不符" % name) or "签名不符"
def _signatures(header, rs):  # 开头一行和每个来源：已签名到第几号、未核实、签名不符
    at = {(r["origin"], r["seq"]): r["hash"] for r in rs}
    whole = _sha(_canonical({k: v for k, v in header.items() if k != "sender"}))
    by = header.get("sender")
    print("开头：" + (_one_signature("开头", by, b"huaian-tui pack 1\n" + bytes.fromhex(whole)) if by else "未核实"))
    for o in header["origins"]:
        name, by = "来源 " + o["id"][:8], o.get("signed")
        ends = {o["first"] - 1: o["before"], o["last"]: o["head"]}
        if not by:
            print("%s：未核实" % name)
            continue
        message = b"huaian-tui head 1\n" + bytes.fromhex(o["id"]) + by["seq"].to_bytes(8, "big") + bytes.fromhex(by["hash"])
        said, here = _one_signature(name, by, message), at.get((o["id"], by["seq"]), ends.get(by["seq"]))
        if here not in (None, by["hash"]): said = _differ("signature", "%s：签名不符：签的是另一条第 %d 号" % (name, by["seq"])) or "签名不符"
        print("%s：%s，到第 %d 号%s" % (name, said, by["seq"], "" if by["seq"] >= o["last"] else "；其后 %d 条未核实" % (o["last"] - by["seq"])))
# 签名到此为止
def _self_test(out):
    line = _canonical(dict(dict.fromkeys(COLUMNS), body={"a": 1.0}, hash="%s", id="1" * 32, kind="note", officer="甲", plan="p", recorded_at="x", ref=None, seq=1, task_no=2))
    h = _sha('["%s","ab",1,"x","甲","note","p",2,null,null,"{\\"a\\":1.0}",null]' % ("1" * 32))
    _chain("ab", [line % h], 1, "", h, out), _chain("ab", [(line % h).replace("1.0", "1.1")], 1, "", h, out)
    FOUND[:] = [] if len(out) == 1 and FOUND[0][0] == "hash" else [("self-test", "自检没有通过")]
def _main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("pack", help="没有加口令的数据包；写 self-test 则自检"), ask.add_argument("passports", nargs="*", help="数字护照，可以几份")
    ask.add_argument("--at", type=datetime.date.fromisoformat)
    asked = ask.parse_args()
    try:
        passports = [json.loads(pathlib.Path(one).read_text(encoding="utf-8")) for one in asked.passports]
        header, lines = _read_pack(asked.pack) if asked.pack != "self-test" else _self_test([]) or (None, [])
        rs = _records_of(header, lines) if header else []
        day = str(asked.at or (header["created_at"][:10] if header else "2000-01-01"))
        lights = [w.lights[no][0] for w in [_World([r for r in rs if r["known"] <= day], day, 30)] for no in w.tasks if not w.tasks[no]["ended"]]
        print("%d 条记录；截至 %s：" % (len(rs), day) + "，".join("%s%d项" % (w, lights.count(k)) for k, w in WORDS.items()))
        header and _signatures(header, rs), [_check(p, rs) for p in passports]
    except OSError as error: ask.error("读不了：%s" % error)
    except BAD as error: _differ("format", "不是完好的数据包（加了口令的先解密）或护照：%s %s" % (type(error).__name__, error))
    return print("\n".join(["不符 [%s] %s" % one for one in FOUND] + ["有 %d 处不符" % len(FOUND) if FOUND else "全部相符"])) or min(len(FOUND), 1)
if __name__ == "__main__": sys.exit(sys.stdout.reconfigure(errors="replace") or _main())
