#!/bin/sh
# 安装（或升级）督查台账：不需要管理员，不需要网络。用法：sh install.sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
case "$(locale charmap 2> /dev/null)" in UTF-8) ;; *) LC_ALL=C.UTF-8; export LC_ALL ;; esac
refuse() { printf '%s\n' "$@" >&2; exit 1; }
machine="$(uname -s)-$(uname -m)"
case "$machine" in Darwin-aarch64) machine=Darwin-arm64 ;; Linux-arm64) machine=Linux-aarch64 ;; esac
wanted=$(cat "$here/setup/machine.txt")
[ "$machine" = "$wanted" ] || refuse "没有安装：这个安装包与电脑不符" \
  "安装包是给 $wanted 的，这台电脑是 $machine" "请换与电脑相符的安装包"
glibc=$(getconf GNU_LIBC_VERSION 2> /dev/null | sed 's/^glibc //')
case "$glibc" in
  "" | 2.1[7-9]* | 2.[2-9][0-9]* | [3-9].*) ;;
  *) refuse "没有安装：系统太旧" "需要 glibc 2.17 以上，这台电脑是 $glibc" "请先升级系统" ;;
esac
usable() { # an interpreter from 3.11 on for which the kit has packages, with what the program needs of the library
  command -v "$1" > /dev/null 2>&1 && "$1" -I - "$here/setup/pythons.txt" 2> /dev/null << 'END'
import sys
import sqlite3, venv, zlib
known = open(sys.argv[1]).read().split()
sys.exit("%d.%d" % sys.version_info[:2] not in known)
END
}
python=
if [ -f "$here/python/bin/python3" ]; then
  python="$here/python/bin/python3"
  if ! "$python" -V > /dev/null 2>&1; then # a stick from which nothing may be run: from a copy then
    copy=$(mktemp -d "$HOME/.huaian-kit.XXXXXX") || refuse "没有安装：个人文件夹写不进去" "$HOME" "请看磁盘空间和权限"
    trap 'rm -rf "$copy"' EXIT
    cp -R "$here/python/." "$copy/" && chmod 755 "$copy/bin/python3"
    python="$copy/bin/python3"
    "$python" -V > /dev/null 2>&1 || refuse "没有安装：安装包里的 Python 在这台电脑上不能运行" \
      "$("$python" -V 2>&1 | head -1)" "请换不带 Python 的安装包，或向维护人员反映"
  fi
else
  for one in "${HUAIAN_PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14 python3 \
    /usr/local/bin/python3 /opt/homebrew/bin/python3 /Library/Frameworks/Python.framework/Versions/*/bin/python3; do
    if usable "$one"; then python=$one; break; fi
  done
fi
[ -n "$python" ] || refuse "没有安装：找不到可用的 Python" \
  "这个安装包不带 Python，需要电脑上有 Python $(tr '\n' ' ' < "$here/setup/pythons.txt")之一（统信UOS 20、银河麒麟 V10 自带的较旧）" \
  "请向提供安装包的人要带 Python 的安装包；已装在别处的，运行：HUAIAN_PYTHON=/路径/python3 sh install.sh"
"$python" -I "$here/setup/kit_setup.py" install "$@"
