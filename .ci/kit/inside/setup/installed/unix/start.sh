#!/bin/sh
# 打开督查台账。--window：从桌面打开，先开一个大小合适的终端窗口。其余参数原样交给程序。
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
version=$(cat "$here/current.txt" 2> /dev/null)
python="$here/versions/$version/python/bin/python3"
[ -x "$python" ] || python="$here/versions/$version/bin/python3"
if [ ! -x "$python" ]; then
  echo "打不开：程序不完整（$here）。请重新运行安装包里的 install.sh；台账不受影响。" >&2
  exit 1
fi
if [ "$1" = --window ]; then
  shift
  title=督查台账
  if [ "$(uname -s)" = Linux ] && [ ! -t 1 ]; then
    for terminal in $HUAIAN_TERMINAL deepin-terminal mate-terminal gnome-terminal xfce4-terminal konsole x-terminal-emulator xterm; do
      command -v "$terminal" > /dev/null 2>&1 || continue
      case "$terminal" in
        *deepin-terminal) exec "$terminal" -e "$0" "$@" ;;
        *mate-terminal | *xfce4-terminal) exec "$terminal" --geometry=120x40 --title "$title" -x "$0" "$@" ;;
        *gnome-terminal) exec "$terminal" --geometry=120x40 --title "$title" -- "$0" "$@" ;;
        *konsole) exec "$terminal" -p tabtitle="$title" -e "$0" "$@" ;;
        *xterm) exec "$terminal" -u8 -geometry 120x40 -title "$title" -fa Monospace -fs 12 -e "$0" "$@" ;;
        *) exec "$terminal" -e "$0" "$@" ;;
      esac
    done
    exit 1
  fi
fi
case "$(locale charmap 2> /dev/null)" in UTF-8) ;; *) LC_ALL=C.UTF-8; export LC_ALL ;; esac
exec "$python" -I -X utf8 -m huaian_tui "$@"
