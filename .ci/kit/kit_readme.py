"""The README of a kit, in Chinese, for an officer who has nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from kit_platforms import Platform

_TEXT = """淮安督查台账 {version} 离线安装包
适用：{title}
数据版本 {schema}，提交 {commit}

不需要网络，不需要管理员。{needs}


一、安装

1. 把压缩包复制到电脑上（不要直接在压缩包里双击），解压到任意文件夹。
2. {install}
3. 看到“装好了”就完成了。安装时会先核对文件是否完整，最后自动检查运行情况（doctor），
   有需要处理的，屏幕上会写明怎么办。装好以后，压缩包和解压出来的文件夹可以删去。

程序装在 {home}，
台账（数据）在 {data}，两处分开，互不影响。


二、打开

{open}
第一次打开会建好台账并录入 60 项任务，再请填承办人姓名。按 F1 看说明和全部按键，Ctrl+Q 退出。
涉密内容不得录入。

在命令行里也能用：{command}


三、升级

拿到新的安装包，照第一步再装一次就是升级：
- 先把台账备份到台账文件夹里的“升级前备份”，备份不成就不升级；
- 新版先用备份的副本试开、核对，打不开就停下，原来的版本照旧用；
- 都好了才换成新版。程序开着也可以装，下次打开就是新版。
用 --db 另外打开过的台账，请自己先备份。


四、退回上一版

{go_back}
台账已被新版升级过的，会用升级前的备份恢复；升级后写的记录不会丢，在改名留存的文件里
（文件名带“新版留存”），只有新版能打开。以后又升到新版，把它导出成数据包，再导入，记录就都回来了
（使用手册“安装、升级、卸载”里有命令；手册在程序里按两次 F1）。


五、卸载

{uninstall}
只删程序。台账、备份、设置都留着，重新安装后接着用。


六、不能用的时候

- 提示“安装包不完整”：重新复制压缩包、重新解压。
- 提示“没有做完”“不能写入”：个人文件夹写不进去的，装到别的文件夹：{elsewhere}
{hint}- 打不开、字乱、颜色不对：运行 {doctor}
  会写明哪里不对、怎么办。
- 要请人帮忙：运行 {report}
  把这个文件发给他。里面只有版本、位置、权限等，没有台账内容。
{rest}

七、文件说明

wheels           程序和它用到的程序包，每个都有校验值（requirements.txt、SHA256SUMS）
setup            安装用的脚本{python_line}
LICENSE.txt      本程序的许可；各程序包的许可在各自的 .whl 文件里
"""

_UNIX_NEEDS_NOTHING = "电脑上不必先有 Python，安装包自带（{python}，装在本程序自己的文件夹里，不影响系统）。"
_NEEDS_PYTHON = "电脑上要先有 Python {pythons} 之一（任何一个都行）；安装脚本会自己找。"


def readme(platform: Platform, facts: dict[str, object], pythons: Sequence[str], late: Sequence[str]) -> str:
    """The text for one kit; ``late`` are wheels that need a later system than the others."""
    own = facts["python"]
    needs = (
        _UNIX_NEEDS_NOTHING.format(python=f"Python {own}")
        if own
        else _NEEDS_PYTHON.format(pythons="、".join(pythons))
    )
    return _TEXT.format(
        version=facts["version"],
        title=platform.title,
        schema=facts["schema"],
        commit=str(facts["commit"])[:12],
        needs=needs,
        rest=_rest(platform, bool(own), late),
        python_line="\npython           自带的 Python（许可见其中 LICENSE.txt）" if own else "",
        **(_windows() if platform.windows else _macos() if platform.name.startswith("macos") else _linux()),
    )


def _windows() -> dict[str, str]:
    folder = r"%LOCALAPPDATA%\Programs\huaian-tui"
    return {
        "install": "打开解压出来的文件夹，双击“安装.cmd”（有的电脑不显示“.cmd”，只写“安装”）。\n"
        "   出现“Windows 已保护你的电脑”时，点“更多信息”，再点“仍要运行”；\n"
        "   出现“打开文件 - 安全警告”时，点“运行”；安全软件拦的，选“允许”。",
        "home": folder,
        "elsewhere": "\n"
        "  在解压出来的文件夹的地址栏里打 cmd 再按回车，打开的窗口里输入  安装.cmd --to D:\\督查台账程序",
        "hint": "- 提示“程序不完整”，或者程序不见了：多半被安全软件删了文件，恢复或选“允许”后再装一次。\n",
        "data": r"%LOCALAPPDATA%\huaian-tui",
        "open": "双击桌面上的“督查台账”，或在开始菜单里找“督查台账”。\n"
        "推荐使用 Windows Terminal（Windows 11 自带）；在旧的控制台窗口里，线条会用简单的字符画。",
        "command": "在开始菜单里找“督查台账命令行”，打开的窗口里写 huaian-tui --help",
        "go_back": f"按 Win+R，输入 {folder} 再按回车，双击里面的“退回上一版.cmd”。",
        "uninstall": f"先关掉程序。按 Win+R，输入 {folder} 再按回车，双击里面的“卸载.cmd”。",
        "doctor": "huaian-tui doctor（在“督查台账命令行”里）",
        "report": "huaian-tui doctor --report 报修.txt（在“督查台账命令行”里，文件存在您的用户文件夹）",
    }


def _unix(home: str, data: str, terminal: str) -> dict[str, str]:
    return {
        "home": home,
        "data": data,
        "command": "~/.local/bin/huaian-tui --help",
        "elsewhere": "sh install.sh --to 文件夹",
        "hint": f"- 下面的命令在终端里输入，再按回车（{terminal}）。\n",
        "go_back": f"在终端里运行：sh {home}/go-back.sh",
        "uninstall": f"在终端里运行：sh {home}/uninstall.sh",
        "doctor": "~/.local/bin/huaian-tui doctor",
        "report": "~/.local/bin/huaian-tui doctor --report ~/报修.txt（文件存在您的个人文件夹，也叫主目录）",
    }


def _linux() -> dict[str, str]:
    return _unix(
        "~/.local/opt/huaian-tui",
        "~/.local/share/huaian-tui",
        "在启动器里找“终端”，或者按 Ctrl+Alt+T",
    ) | {
        "install": "在解压出来的文件夹里点右键，选“在终端中打开”，输入  sh install.sh  再按回车。",
        "open": "双击桌面上的“督查台账”（第一次可能要点“信任”或“允许运行”），\n"
        "或在启动器的“办公”里找“督查台账”。",
    }


def _macos() -> dict[str, str]:
    return _unix(
        "~/.local/opt/huaian-tui",
        "~/Library/Application Support/huaian-tui",
        "在“启动台”的“其他”里找“终端”",
    ) | {
        "install": "打开“终端”，输入  sh  和一个空格，把 install.sh 拖进窗口，再按回车。",
        "open": "双击桌面上的“督查台账.command”（第一次要按住 Control 点它，选“打开”）。",
    }


def _rest(platform: Platform, own: bool, late: Sequence[str]) -> str:
    lines = []
    if not own and not platform.windows:
        lines += [
            "- 提示“找不到可用的 Python”：请装 Python 3.11 以上（macOS 用 python.org 的安装包；",
            "  Linux 用系统的应用商店），或向提供安装包的人要带 Python 的安装包。",
            "  Python 装在别处的：HUAIAN_PYTHON=/路径/python3 sh install.sh",
        ]
    if platform.name.startswith("linux"):
        lines.append(
            "- 系统要求：glibc 2.17 以上（统信UOS 20 是 2.28，银河麒麟 V10 是 2.23 或 2.31，都可以）。"
        )
        lines += [f"  例外：{name} 需要更新的系统。" for name in late]
    if platform.windows:
        lines.append("- 系统要求：64 位 Windows 10 或 11；Windows on ARM 没有合适的程序包，不能用。")
    return "\n".join(lines) + "\n"
