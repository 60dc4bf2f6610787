"""Why the system refuses a file, in words: its own are English on most computers."""

from __future__ import annotations

import errno

_KNOWN = {
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EROFS: "所在位置是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "该磁盘放不下这么大的文件",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈，或不能跟随",
    errno.EBUSY: "正被占用",
    errno.EIO: "磁盘或网络读写出错",
    errno.EINVAL: "这个磁盘或共享不支持这样读写",
    errno.ENOTSUP: "这个磁盘或共享不支持这样读写",
    errno.ENODEV: "磁盘已不在",
    errno.ENXIO: "磁盘已不在",
    errno.ESTALE: "共享断开过，要重新连接",
    errno.ENOTCONN: "共享没有连接",
    errno.ECONNRESET: "网络断开",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
    errno.ETIMEDOUT: "网络没有回应",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不足",
    errno.EAGAIN: "暂时不能用",
    errno.EXDEV: "不在同一个磁盘上",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EPIPE: "对方已经关闭",
    errno.EINTR: "中途被打断",
    errno.ETXTBSY: "正被占用",
}


def system_reason(error: OSError) -> str:
    """Why the system refused, without a full stop. Words of the program that raised it, or of a Chinese
    system, stay; what is in neither is said by its number."""
    said = error.strerror or (str(error) if error.errno is None else "")
    if said and not said.isascii():
        return said
    number = error.errno or 0
    return _KNOWN.get(number) or (f"系统错误 {number}" if number else "读写出错")
