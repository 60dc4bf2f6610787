"""重算状态灯和护照里的数，据 verify.py 核验过的记录。放在它旁边，由它读入。口径见 docs/数据包格式.md。"""
import datetime, json, re
WORDS = dict(overdue="逾期", due_soon="临期", on_track="正常推进", unscheduled="未设节点", done="办结")
ENDS = ["", "未达标办结", "未填数值办结", "超时办结", "未定时限办结", "按期办结", "中止"]
NEVER = "9999-12-31"
def _num(day): return datetime.date(*map(int, day.split("-"))).toordinal()

# 决定：撤回的不算，更正的按更正后；几台电脑各自决定、未核定的为冲突，算未办结
def _target(r):
    part = {"retraction": "undoes", "correction": "corrects"}.get(r["kind"])
    return part and (r["body"].get(part) or r["ref"])
def _undone(rs):
    backs, gone = {r["id"]: _target(r) for r in rs if r["kind"] == "retraction"}, set()
    for one in sorted(backs, reverse=True):
        if one not in gone and (backs[one] < one or backs[one] not in backs): gone.add(backs[one])
    return gone
def _standing(rs):  # What counts of the records of one thing, each as it reads now
    gone = _undone(rs)
    corrections = [r for r in rs if r["kind"] == "correction" and r["id"] not in gone]
    newest = {(_target(r), r["body"].get("of", "note")): r for r in corrections}
    for r in [r for r in rs if r["id"] not in gone and not _target(r)]:
        c = newest.get((r["id"], r["kind"]), r)
        yield dict(r, body=c["body"], own=c["occurred_on"] or r["known"])
def _seen_by(rs, head):  # A record and all that its author had before him
    found = {head}
    for r in reversed(rs): found.update([r["ref"]] + r["body"].get("settles", []) if r["id"] in found else [])
    return found
def _twin(r):  # What two laptops may say alike: one report confirmed, one side kept, one record taken back
    b, part = r["body"], {"milestone_complete": "claim", "retraction": "undoes"}.get(r["kind"])
    keeps = r["ref"], tuple(sorted(b.get("settles", []))), tuple(sorted(b.get("drops", [])))
    return keeps if r["kind"] == "milestone_settle" else part and b.get(part) and part + b[part]
def _unsettled(rs):  # A settling taken back: what says nothing then; or it stays, where one went further
    off, void, stays = _undone(rs), set(), set()
    for r in [r for r in rs if r["id"] in off and r["body"].get("settles")]:
        later = {x["id"] for x in rs if x is not r and r["id"] in _seen_by(rs, x["id"])}
        on, taken = later - off - {r["id"]}, later & off | {r["id"]}
        if any(x["id"] in on and _target(x) not in taken for x in rs): stays.add(r["id"])
        else: void |= later | {r["id"]}
    return void, stays
def _heads_of(rs):  # The decisions that no other one has seen, without sides on which all was taken back
    (void, _), taken, same = _unsettled(rs), set(), {}
    for r in [r for r in rs if r["id"] not in void]:
        taken.update([r["ref"], same.get(_twin(r))] + r["body"].get("settles", []))
        if _twin(r): same[_twin(r)] = r["id"]
    seen = {r["id"]: _seen_by(rs, r["id"]) for r in rs if r["id"] not in taken | void}
    both, gone = set.intersection(*seen.values()) if seen else set(), _undone(rs)
    own = {h: s.difference(*[t for k, t in seen.items() if k != h]) for h, s in seen.items()}
    def says(h, side): return any(r["id"] in side - both - gone and _target(r) not in own[h] for r in rs)
    return [h for h, s in seen.items() if says(h, s)] or list(seen)[-1:]
def _kept(rs):  # What counts: without what was taken back, with its twins, and what a settling left out
    rs = [r for r in rs if r["kind"] != "retraction" or _target(r) not in _unsettled(rs)[1]]
    off, gone, by = _undone(rs), set(), {r["id"]: _twin(r) for r in rs if r["kind"] != "retraction"}
    for r in [r for r in rs if r["kind"] == "retraction" and r["id"] not in off and by.get(_target(r))]:
        gone |= {t for t in by if by[t] == by[_target(r)] and t in _seen_by(rs, r["id"])}
    for r in reversed(rs): gone |= set(r["body"].get("drops", [])) if r["id"] not in off | gone else set()
    return list(_standing([r for r in rs if r["id"] not in gone]))
def _decisions(rs, end):  # What counts of one milestone, and whether it is in conflict on a day
    heads = _heads_of(rs)
    sides = [_kept([r for r in rs if r["id"] in _seen_by(rs, h)]) for h in heads] if len(heads) > 1 else []
    while len(heads) > 1:
        first = [x["id"] for x in rs if x["kind"] == "milestone_set"][:1]
        both = set.intersection(*[_seen_by(rs, h) for h in heads]) | set(first)
        heads = _heads_of(rs := [r for r in rs if r["id"] in both])
    agreed = _kept(rs)
    return agreed, any(r["own"] <= end and (r not in agreed or r not in s) for s in sides for r in s + agreed)

# 节点：每个决定从它自己的日子起算
def _planned(task, m):
    return dict(id=m["id"], task=task, due=m.get("due"), was=m.get("due"), assumed=m.get("assumed"), slips=[],
                aim=m if m.get("operator") else None, first=None, done=None, cancelled=None, said={})
def _state(s, rs, end):  # Where a milestone stands on a day
    agreed, conflict = _decisions(rs, end)
    for d in [d for d in agreed if d["own"] <= end]:
        k, b = d["kind"][10:], d["body"]
        if k == "set":
            s = s or _planned(d["task_no"], dict(b.get("target") or {}, id=d["milestone"], due=b["due"]))
        elif k == "target" and s: s = dict(s, aim=b.get("target"))
        elif k == "extend" and s:  # 原定时限 was：假定的时限定得不晚于它的是确认
            was = b["due"] if not s["was"] or s["assumed"] and b["due"] <= s["due"] else s["was"]
            slips = s["slips"] + [(s["due"] or "", b["due"], d["own"], d["id"])]
            s = dict(s, due=b["due"], first=s["first"] or s["due"], was=was, assumed=0, slips=slips)
        elif k == "complete" and s:
            report, said = b.get("first") or b.get("report") or NEVER, s["said"]
            newer = b.get("claim", 0) != said.get("claim") and report >= said.get("report", "")
            if not s["done"] or newer: s = dict(s, done=d["own"], said=b, cancelled=None)
        elif k in ("cancel", "reopen") and s:
            s = dict(s, done=None, cancelled=d["own"] if k == "cancel" else None)
    return dict(s, done=None, cancelled=None) if s and conflict else s
def _ending(s):  # How a milestone ended, in the words of papers; nothing while it is open
    t, v = s["aim"] or {"operator": "", "value": 0}, s["said"].get("value")
    if s["cancelled"] or not s["done"]: return "中止" if s["cancelled"] else ""
    if s["aim"] and v is None: return "未填数值办结"
    x, up, v = t["value"], t.get("upper"), v or 0
    met = {">": v > x, "=": v == x, "<": v < x, "<=": v <= x, "~": v >= x - abs(x) * 0.05, "": True,
           "range": x <= v <= (v if up is None else up)}.get(t["operator"], v >= x)
    if not met or not s["due"]: return "未定时限办结" if met else "未达标办结"
    return "超时办结" if s["done"] > s["due"] else "按期办结"
def _counts(s, first, last, end):  # 一个节点在一期里计入的数，名称同 evaluate 的；没有期的数看全部
    due, was, done, open_ = s["due"] or NEVER, s["was"] or NEVER, s["done"], not _ending(s)
    live = not s["cancelled"]
    here, then = live and first <= due <= last and due < NEVER, live and first <= was <= min(last, end)
    now, dates = here and due <= end, [slip[0] for slip in s["slips"][:1]] + [slip[1] for slip in s["slips"]]
    return {
        "dated": s["due"] and live, "cancelled": s["cancelled"] and first <= due <= last, "open": open_,
        "in_period": here, "completed": done and first <= done <= last, "due": now,
        "moved": s["first"] not in (None, s["due"]), "on_time": now and done and done <= due,
        "late": now and done and done > due, "overdue": open_ and here and due < end,
        "due_today": now and open_ and due == end, "on_time_rate": now and not (open_ and due == end),
        "carried_overdue": open_ and due < min(first, end), "by_original.due": then,
        "by_original.on_time": then and done and done <= was, "dates": " → ".join(filter(None, dates)),
        "by_original.late": then and done and done > was, "by_original.overdue": then and open_ and was < end,
        "by_original.on_time_rate": then and not (open_ and was == end)}

class _World:  # 截至一天的任务、节点、督查记录，和由它们得出的数
    def __init__(self, rs, end, soon):
        self.end, self.soon, self.tasks, self.of, self.told = end, soon, {}, {}, {}
        about, notes, plans = {}, {}, {}
        for r in rs:
            k, m = r["kind"], about.setdefault(r["milestone"], [])
            if k == "plan_set": plans.setdefault(r["plan"], r["known"])
            elif k == "task_set":  # since: 方案登记以后才新增的，从新增的那天起
                since = r["known"] if r["known"] > plans.get(r["plan"], "") else ""
                since = self.tasks.get(r["task_no"], {}).get("since", since)
                self.tasks[r["task_no"]] = dict(r["body"], plan=r["plan"], ended=False, since=since)
            elif k == "task_end" and r["task_no"] in self.tasks: self.tasks[r["task_no"]]["ended"] = True
            elif k == "note": notes.setdefault(r["id"], []).append(r)
            elif r["ref"] in notes: notes[r["ref"]].append(r)
            if k[:10] == "milestone_" or _target(r) and _target(r) in [x["id"] for x in m]: m.append(r)
        self.notes = {n["id"]: n for of in notes.values() for n in _standing(of) if n["kind"] == "note"}
        for n in self.notes.values(): self.told.setdefault(n["task_no"], []).append(n)
        plan = {m["id"]: _planned(no, m) for no, t in self.tasks.items() for m in t.get("milestones", [])}
        found = [_state(plan.get(m), about.get(m, []), end) for m in sorted(set(plan) | set(about) - {None})]
        self.milestones = {s["id"]: s for s in found if s and s["task"] in self.tasks}
        self.slips = {}
        for s in self.milestones.values():
            self.of.setdefault(s["task"], []).append(s)
            for before, after, own, one in s["slips"]: self.slips[one] = "%s → %s" % (before, after), own
        self.lights = {no: self.light(no) for no in self.tasks}
    def light(self, no, visits=True):  # The light of a task, and the earliest date of what is open
        live = [s for s in self.of.get(no, []) if not s["cancelled"]]
        due = min([s["due"] for s in live if not s["done"] and s["due"]], default=NEVER)
        notes = [n for n in self.told.get(no, []) if n["own"] <= self.end]
        def kept(n, day):  # 约定的回访到了没有：后来的记录，不早于约定的前三天
            return any(v["id"] > n["id"] and v["own"] >= n["own"] and _num(v["own"]) >= _num(day) - 3
                       and v["body"].get("keeps_visit") is not False for v in notes)
        days = [(n, n["body"].get("follow_up") or NEVER) for n in notes]
        missed = any(day < self.end and not kept(n, day) for n, day in days)
        if live and all(s["done"] for s in live): return "done", due
        if due < self.end: return "overdue", due
        soon = _num(due) <= _num(self.end) + self.soon or visits and missed
        return "due_soon" if soon else "on_track" if due < NEVER else "unscheduled", due
    def nos(self, q):  # The tasks of which a question is
        def asked(no, t): return not q.get("unit") or q["unit"] in [slot["unit"] for slot in t[q["role"]]]
        return {no for no, t in self.tasks.items() if t["plan"] in q["plans"] and not t["ended"]
                and no in (q.get("tasks") or [no]) and asked(no, t)}
    def find(self, q):  # The things that a question counts: (kind, key)
        if q["measure"] == "tasks":
            def ends(no): return min([_ending(s) for s in self.of.get(no, [])], key=ENDS.index, default="")
            return {("task", str(no)) for no in self.nos(q) if q.get("light") in (None, self.lights[no][0])
                    and q.get("ending") in (None, ends(no))}
        first, last = q.get("period") or ("", NEVER)
        of = [s for no in self.nos(q) for s in self.of.get(no, [])]
        if q["measure"][:8] == "extended":
            slips = [slip for s in of if not s["cancelled"] for slip in s["slips"]]
            slips = [slip for slip in slips if first <= slip[0] <= last and "" < slip[0] < slip[1]]
            return {("record", i) for b, a, own, i in slips if own > b or q["measure"] == "extended"}
        return {("milestone", s["id"]) for s in of if _counts(s, first, last, self.end)[q["measure"]]}
    def words(self, q, at):  # 图里的一行数，照图上的写法；at 给出别的日子
        day = (q["days"] or [self.end])[0]
        if q["measure"] == "lights":
            lights = [at(day).light(n, False)[0] for n in self.nos(q) if self.tasks[n]["since"] <= day]
            return "，".join("%s%d" % (WORDS[k], lights.count(k)) for k in WORDS)
        if q["measure"] == "left":  # 到期节点里没有办结的，和照原定时限应当还剩的
            keys = [key for _, key in self.find(dict(q, measure="in_period"))]
            plan = "计划%d" % sum((self.milestones[key]["was"] or "") > day for key in keys)
            if day > self.end: return plan
            return "剩余%d，%s" % (sum(not at(day).milestones.get(k, {}).get("done") for k in keys), plan)
        if q["measure"] == "dates":
            return _counts(self.milestones[q["milestone"]], "", NEVER, self.end)["dates"]
        if not q["days"]: return "%d个" % len(self.find(q))  # 往期到期、没有办结的
        return "，".join(str(len(at(day).find(dict(q, measure="overdue", period=None)))) for day in q["days"])

def _printed(paper):  # The figures of a frozen paper as a passport has them: label, value, things
    for block in paper["body"] + [b for a in paper["attachments"] for b in a["blocks"]]:
        parts = [c for row in block["rows"] for c in row] if block["type"] == "table" else [block]
        for f in [f for part in parts for f in part.get("figures", [])]:
            things = [paper["things"][i] for i in f["things"]]
            asked = ("kind", "key", "said", "day", "records")
            yield [f["label"], f["value"], [[thing.get(k) for k in asked] for thing in things]]
def _share(part, whole, also=""):
    return "%.1f%%" % ((2000 * part + whole) // (2 * whole or 1) / 10) + (also and also % (part, whole))
def _figure(f, world, ids, at, differ):  # One figure counted anew: its things and its number
    q, value, place = f["query"], f["value"], "%s“%s %s”" % (f["place"], f["label"], f["value"])
    if q.get("picture"):
        now = world.words(q, at)
        return now == value or differ("figure", "%s：重算为 %s" % (place, now))
    keys = {(t[0], t[1].replace("-", "") if t[0] == "record" else t[1]) for t in f["things"]}
    measure, number = q.get("measure", ""), re.match("([0-9]+)(项|个|条|份|件|次)", value)
    found, said = world.find(q) if measure else keys, value
    whole = len(world.find(dict(q, light=None))) if q.get("share") else 0
    if whole: said = _share(len(found), whole)
    elif measure[-5:] == "_rate":
        said = _share(len(world.find(dict(q, measure=measure[:-5]))), len(found), "（%d/%d）")
    days = value[-1:] == "天" and re.match("逾期|最长", f["label"])
    wrong = value != said or days and not any(value in (t[2] or "") for t in f["things"])
    wrong = wrong or keys - found or q.get("whole") and found - keys
    if wrong or number and int(number.group(1)) != len(keys):
        differ("figure", "%s：重算为 %d" % (place, len(found if q.get("whole") else keys & found)))
    for thing in f["things"]: _thing(thing, q, place, world, ids, differ)
def _thing(thing, q, place, world, ids, differ):  # What a figure says of one thing
    kind, key, said, day, records = thing
    s, n = world.milestones.get(key), world.notes.get(key.replace("-", ""))
    light, due = world.lights.get(int(key), ("", NEVER)) if kind == "task" else ("", NEVER)
    if kind == "milestone": light, due = "overdue", s and s["due"] or NEVER
    days = "%d天" % (_num(world.end) - _num(due)) if light == "overdue" else ""
    now = "" if s and _ending(s) else WORDS.get(light, "") + days
    wrong = {r.replace("-", "") for r in records or []} - ids
    if kind == "task" or (said or "")[:2] == "逾期": wrong = wrong or said not in (None, now, q.get("also"))
    if kind == "milestone": wrong = wrong or day != (s and (s["done"] or s["due"]))
    if kind == "note": wrong = wrong or day != (n and n["own"])
    if kind == "record" and " → " in (said or ""):
        wrong = wrong or (said, day) != world.slips.get(key.replace("-", ""))
    if wrong: differ("thing", "%s：%s %s 与记录不符（%s）" % (place, kind, key, now))
def passport(p, rs, roots, differ):
    """核一份护照，不符的告诉 differ。rs：核验过的记录；roots：随程序的方案的来源。"""
    by, at = {r["id"]: r for r in rs}, {(r["origin"], r["seq"]): r["hash"] for r in rs}
    for origin, seq, h in p["heads"]:
        if at.get((origin, seq)) != h or not all((origin, n) in at for n in range(1, seq)):
            differ("heads", "来源 %s 到第 %d 号的记录不全，或与护照登记的不同" % (origin[:8], seq))
    for one in [one for one, h in p["records"].items() if by.get(one, {}).get("hash") != h]:
        differ("record", "记录 %s 不在数据包里，或校验值不同" % one)
    paper = json.loads(by[p["paper"]["record"]]["body"]["document"])
    if list(_printed(paper)) != [[f["label"], f["value"], f["things"]] for f in p["figures"]]:
        differ("paper", "护照里的数与印发时定稿的文书不同")
    last = dict([(origin, 999) for origin in roots] + [(origin, seq) for origin, seq, _ in p["heads"]])
    then = [r for r in rs if r["seq"] <= last.get(r["origin"], 0)]
    then = [dict(r, known=p["known"].get(r["id"], r["known"])) for r in then]
    known = [dict(r, own=r["occurred_on"] or r["known"]) for r in then if r["known"] <= (p["as_of"] or NEVER)]
    worlds, ids = {}, {r["id"] for r in known}
    def world(day):
        if day not in worlds: worlds[day] = _World(known, day, p["soon"])
        return worlds[day]
    for f in p["figures"]: _figure(f, world(p["day"]), ids, world, differ)
    said = (p["paper"]["title"], len(p["figures"]), len(ids), len(rs) - len(ids))
    print("护照 %s：%d 个数，据 %d 条记录（其后的 %d 条不计）" % said)
def lights(rs, day):
    """状态灯：按 day 那天已知的记录，各种状态灯的任务各几项，一句话。"""
    world = _World([r for r in rs if r["known"] <= day], day, 30)
    found = [world.lights[no][0] for no, task in world.tasks.items() if not task["ended"]]
    return "截至 %s：" % day + "，".join("%s%d项" % (WORDS[key], found.count(key)) for key in WORDS)
