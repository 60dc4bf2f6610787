#!/usr/bin/env python3
"""核验数据包和数字护照：python3 verify.py 数据包 [护照…] [--at 日期]

只用 Python 3.8 以上的标准库，不用 huaian-tui。这个文件核验记录和签名；旁边的 verify_figures.py
据核验过的记录重算状态灯和护照里的数。写 self-test 则自检。
退出码：0 全部相符；1 有不符的（每处一行：英文代号、中文说明）；2 用法不对或读不了文件；3 没有不符，但旁边没有
verify_figures.py，没有重算。格式见 docs/数据包格式.md。
"""

import argparse
import datetime
import hashlib
import json
import pathlib
import re
import runpy
import sys
import zlib

ROOTS = {
    "880358d2a2789bdb1835ceeaff371ca3": "3c35725de92f8e5b956cc875a3949f8096250f26baa866e42584290ae376e7be"
}
FILE, HEAD, LINE, BODY = 256 << 20, 1 << 20, 8 << 20, 2 << 30  # 最多字节：文件、开头、一行、内容
COLUMNS = ("recorded_at", "officer", "kind", "plan", "task_no", "milestone", "occurred_on")
BAD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, zlib.error)
FOUND = []


def _differ(key, text):
    FOUND.append((key, text))


def _canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# 数据包：两段 gzip，先开头一行，再每条记录一行；每个来源一条链
def _inflate(data, most):
    member = zlib.decompressobj(31)
    out = member.decompress(data, most + 1)
    if not member.eof:
        raise ValueError("解开后大得不正常" if len(out) > most else "文件不完整")
    return out.decode("utf-8"), member.unused_data


def _read_pack(path):
    with open(path, "rb") as stream:
        data = stream.read(FILE + 1)
    line, rest = _inflate(data, HEAD)
    body, more = _inflate(rest, min(BODY, max(64 << 20, 100 * len(data))))
    header = json.loads(line)
    if header["format"] != "huaian-tui-pack" or len(data) > FILE:
        raise ValueError("不是数据包，或太大")
    if more or _sha(body) != header["sha256"]:
        _differ("content", "内容与校验值不符")
    return header, body.split("\n")


def _chain(name, lines, first, before, head, out):
    """Recompute a chain from the hash ``before`` on; the records that hold go to ``out``."""
    previous, newest = bytes.fromhex(before), ""
    for seq, line in enumerate(lines, first):
        try:
            body, end = json.JSONDecoder().raw_decode(line, 8)
            record = json.loads(line) if len(line) <= LINE and line[:8] == '{"body":' else body["no line"]
            row = [record["id"], name, seq] + [record[one] for one in COLUMNS]
            row += [line[8:end], record["ref"]]  # 正文按原样的文字
            previous = hashlib.sha256(previous + _canonical(row).encode("utf-8")).digest()
            # 编号里的时间，北京时间的日子
            day = 719163 + (int(record["id"][:12], 16) // 1000 + 28800) // 86400
            good = record["seq"] == seq and newest < record["id"] and re.match("[0-9a-f]{32}$", record["id"])
        except BAD:
            return _differ("line", "来源 %s 第 %d 号：读不懂" % (name[:8], seq))
        if not good or previous.hex() != record["hash"]:
            key = "hash" if good else "number"
            return _differ(key, "来源 %s 第 %d 号：内容与校验值、编号不符" % (name[:8], seq))
        newest, known = record["id"], datetime.date.fromordinal(min(day, 3652059)).isoformat()
        out.append(dict(record, origin=name, known=known, own=record["occurred_on"] or known))
    if previous.hex() != head:
        _differ("head", "来源 %s 的末尾与登记的不符" % name[:8])


def _records_of(header, lines):
    """All records in order of their ids, the plan's among them."""
    out, place, plan = [], 0, header.get("shipped")
    if plan:
        _chain(plan["origin"], plan["records"], 1, "", plan["head"], out)
        if ROOTS.get(plan["origin"]) != plan["head"]:
            _differ("plan", "随程序的方案不是公布的那一份（任务、节点、牵头单位）")
    for o in header["origins"]:
        start, place = place, place + max(o["last"] - o["first"] + 1, 0)
        _chain(o["id"], lines[start:place], o["first"], o["before"], o["head"], out)
    if place != header["records"] or lines[place:] != [""]:
        _differ("count", "记录的条数与登记的不符")
    return sorted(out, key=lambda record: record["id"])


# 签名：Ed25519（RFC 8032），只用整数和 hashlib
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def _point(data):
    """A point of the curve from its 32 bytes, as (X, Y, Z, T); None for what is none."""
    y, sign = int.from_bytes(data, "little") & ((1 << 255) - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or x == 0 and sign:
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def _plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n, p):
    total = (0, 1, 1, 0)
    while n:
        total, p, n = _plus(total, p) if n & 1 else total, _plus(p, p), n >> 1
    return total


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def _signed_by(key, message, signature):
    """Whether a signature (64 bytes) is of this key (32) over this message."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    p, q = _times(s, BASE), _plus(r, _times(k, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _one_signature(name, by, message):
    """一处签名的说法：已签名、签名不符。"""
    if _signed_by(bytes.fromhex(by["key"]), message, bytes.fromhex(by["signature"])):
        return "已签名（密钥 %s）" % by["key"][:16]
    _differ("signature", "%s：签名不符" % name)
    return "签名不符"


def _signatures(header, records):
    """开头一行和每个来源：已签名到第几号、未核实、签名不符。"""
    at = {(one["origin"], one["seq"]): one["hash"] for one in records}
    whole = bytes.fromhex(_sha(_canonical({k: v for k, v in header.items() if k != "sender"})))
    by = header.get("sender")
    print("开头：" + (_one_signature("开头", by, b"huaian-tui pack 1\n" + whole) if by else "未核实"))
    for o in header["origins"]:
        name, by, last = "来源 " + o["id"][:8], o.get("signed"), o["last"]
        if not by:
            print("%s：未核实" % name)
            continue
        seq, signed = by["seq"], bytes.fromhex(by["hash"])
        message = b"huaian-tui head 1\n" + bytes.fromhex(o["id"]) + seq.to_bytes(8, "big") + signed
        said = _one_signature(name, by, message)
        here = at.get((o["id"], seq), {o["first"] - 1: o["before"], last: o["head"]}.get(seq))
        if here not in (None, by["hash"]):
            _differ("signature", "%s：签名不符：签的是另一条第 %d 号" % (name, seq))
            said = "签名不符"
        rest = "" if seq >= last else "；其后 %d 条未核实" % (last - seq)
        print("%s：%s，到第 %d 号%s" % (name, said, seq, rest))


def _self_test():
    """A made-up record holds, and not once it was altered; so does a signature of RFC 8032 (7.1, test 2)."""
    some = dict(body={"a": 1.0}, hash="%s", id="1" * 32, kind="note", officer="甲", plan="p", recorded_at="x")
    line = _canonical(dict(dict.fromkeys(COLUMNS), **some, ref=None, seq=1, task_no=2))
    text = '["%s","ab",1,"x","甲","note","p",2,null,null,"{\\"a\\":1.0}",null]' % ("1" * 32)
    kept = []
    for one in (line, line.replace("1.0", "1.1")):
        _chain("ab", [one % _sha(text)], 1, "", _sha(text), kept)
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    right = _signed_by(key, b"r", signature) and not _signed_by(key, b"s", signature)
    FOUND[:] = (
        []
        if right and len(kept) == 1 and [one[0] for one in FOUND] == ["hash"]
        else [("self-test", "自检没有通过")]
    )


def _figures(ask):
    """What recounts the figures, from the file beside this one and nowhere else; None where there is none."""
    number = "".join(re.findall(r"\([0-9]+\)$", pathlib.Path(__file__).stem))  # verify(2).py
    beside = pathlib.Path(__file__).with_name("verify_figures%s.py" % number)
    if not beside.is_file():
        return print("没有重算：旁边没有 %s" % beside.name)
    try:
        parts = runpy.run_path(str(beside))
        return parts["lights"], parts["passport"]
    except Exception as error:
        return ask.error("%s 不完好，请与 verify.py 一起重新拷来：%s" % (beside.name, type(error).__name__))


def _main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("pack", help="没有加口令的数据包；写 self-test 则自检")
    ask.add_argument("passports", nargs="*", help="数字护照，可以几份")
    ask.add_argument("--at", type=datetime.date.fromisoformat, help="状态灯截至哪一天，写全：2026-09-05")
    asked, figures = ask.parse_args(), None
    try:
        passports = [json.loads(pathlib.Path(one).read_text(encoding="utf-8")) for one in asked.passports]
        if asked.pack == "self-test":
            _self_test()
        else:
            header, lines = _read_pack(asked.pack)
            records = _records_of(header, lines)
            print("%d 条记录" % len(records))
            _signatures(header, records)
        figures = _figures(ask)
        if figures and asked.pack != "self-test":
            lights, passport = figures
            print(lights(records, str(asked.at or header["created_at"][:10])))
            for one in passports:
                if _sha(_canonical({k: v for k, v in one.items() if k != "sha256"})) != one["sha256"]:
                    _differ("passport", "护照与自己的校验值不符")
                passport(one, records, list(ROOTS), _differ)
    except OSError as error:
        ask.error("读不了：%s" % error)
    except BAD as error:
        _differ("format", "不是完好的数据包（加了口令的先解密）或护照：%s %s" % (type(error).__name__, error))
    for one in FOUND:
        print("不符 [%s] %s" % one)
    print("有 %d 处不符" % len(FOUND) if FOUND else "全部相符" if figures else "没有不符；数没有重算")
    return 1 if FOUND else 0 if figures else 3


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.exit(_main())
