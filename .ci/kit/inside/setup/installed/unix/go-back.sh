#!/bin/sh
# 退回上一版；台账被新版升级过的，用升级前的备份恢复。
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
case "$(locale charmap 2> /dev/null)" in UTF-8) ;; *) LC_ALL=C.UTF-8; export LC_ALL ;; esac
version=$(cat "$here/current.txt")
python="$here/versions/$version/python/bin/python3"
[ -x "$python" ] || python="$here/versions/$version/bin/python3"
exec "$python" -I "$here/setup/kit_setup.py" go-back --to "$here" "$@"
