"""Click in Chinese: help pages, usage errors, and columns measured in terminal cells.

Click takes its words from gettext and the locale; here they are Chinese in every
locale, and lines break where Chinese lines may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import click
from click.core import ParameterSource

from huaian_tui.cli.invocation import PROGRAM_OPTIONS, Invocation
from huaian_tui.domain.text.hygiene import cell_width, terminal_safe

_HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
_SPACING = 2
_FIRST_COLUMN = 26

AS_OF_HELP = "按这一天日终时的台账显示，天数也算到这一天，只看不改"


def _wrapped(text: str, width: int) -> list[str]:
    # Imported here: only help pages break lines.
    from huaian_tui.domain.text.line_breaking import break_lines

    paragraphs = [paragraph.strip() for paragraph in text.splitlines()]
    return [line for one in paragraphs for line in break_lines(one, width, squeeze=False)]


class ChineseFormatter(click.HelpFormatter):
    """A help page whose widths are terminal cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """``用法：huaian-tui …``"""
        self.write(f"{prefix or '用法：'}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """The heading of a section, in Chinese."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs: an empty line parts them, single line ends inside are kept."""
        for line in _wrapped(text, self.width - self.current_indent):
            self.write(f"{'':>{self.current_indent}}{line}".rstrip() + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = _SPACING
    ) -> None:
        """Terms and their explanations in two columns."""
        pairs = list(rows)
        first = min(max((cell_width(term) for term, _ in pairs), default=0), col_max) + col_spacing
        for term, explanation in pairs:
            said = explanation.replace("[required]", "（必填）").replace("  （必填）", "（必填）")
            lines = _wrapped(said, max(self.width - first - self.current_indent, 20)) or [""]
            margin = " " * self.current_indent
            if cell_width(term) > first - col_spacing:
                self.write(f"{margin}{term}\n{margin}{' ' * first}{lines[0]}\n")
            else:
                self.write(f"{margin}{term}{' ' * (first - cell_width(term))}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{margin}{' ' * first}{line}\n")


class ChineseContext(click.Context):
    """A context whose help pages are Chinese."""

    formatter_class = ChineseFormatter


def remember(option: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    """A callback that keeps a program option's value on the invocation, from wherever it was typed."""

    def keep(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        invocation = context.ensure_object(Invocation)
        if context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE:
            setattr(invocation, PROGRAM_OPTIONS[option], value)

    return keep


def common_options(*, hidden: bool) -> list[click.Parameter]:
    """--db, --today, --officer, --as-of, --plan: the program's, taken after a command too (hidden there)."""
    texts = {
        "--db": ("文件", "台账文件；也可用环境变量 HUAIAN_TUI_DB"),
        "--today": ("日期", "以这一天为今天，如 2025-06-30；不写则为当天（北京时间）"),
        "--officer": ("姓名", "承办人；也可用环境变量 HUAIAN_TUI_OFFICER"),
        "--as-of": ("日期", AS_OF_HELP),
        "--plan": ("代号", "只看哪个方案，如 SJ；all 或不写则为全部在办方案，序号则按现用方案"),
    }
    return [
        click.Option(
            [name],
            metavar=texts[name][0],
            help=texts[name][1],
            hidden=hidden,
            expose_value=False,
            callback=remember(name),
        )
        for name in PROGRAM_OPTIONS
    ]


class _Chinese(click.Command):
    """What commands and groups share."""

    context_class: ClassVar[type[click.Context]] = ChineseContext  # type: ignore[misc]

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **attributes)
        own = {name for parameter in self.params for name in parameter.opts}
        self.params += [one for one in common_options(hidden=True) if not own & set(one.opts)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; a misused option names this command, which Click leaves out."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese explanation."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明"
        return option


class ChineseCommand(_Chinese):
    """A command with Chinese help and usage errors, and the program's options after it too."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes["context_settings"] = {"allow_extra_args": True} | (
            attributes.get("context_settings") or {}
        )
        super().__init__(*args, **attributes)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse arguments that are too many, in Chinese."""
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise click.UsageError(f"多出参数：{' '.join(ctx.args)}（含空格的文字请加引号）", ctx)
        return rest


class ChineseGroup(_Chinese, click.Group):
    """A group of commands with Chinese help and usage errors."""

    command_class = ChineseCommand

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes.setdefault("subcommand_metavar", "命令 [参数]...")
        super().__init__(*args, **attributes)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order in which they were defined."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for, or a refusal that names near ones."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            near = _near(name, self.list_commands(ctx)) or "、".join(self.list_commands(ctx))
            raise click.UsageError(f"没有“{name}”这个命令；可用的有：{near}", ctx)
        return name, command, args[1:]


class ThingGroup(ChineseGroup):
    """Commands on one kind of thing; what is none of them names a thing, which ``otherwise`` shows."""

    def __init__(self, *args: Any, otherwise: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.otherwise = otherwise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """``task 22`` is ``task show 22``."""
        if args != ["--help"] and not any(one in self.list_commands(ctx) for one in args):
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)


def _near(typed: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return "、".join(get_close_matches(typed, list(known)))


def usage_error_lines(error: click.UsageError) -> list[str]:
    """A usage error as Chinese lines: the usage, where help is, and what was wrong."""
    context = error.ctx
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":
        return context.get_help().splitlines()
    lines = []
    if context is not None:
        lines += [context.get_usage(), f"用 {context.command_path} --help 查看说明"]
    return [terminal_safe(line) for line in (*lines, f"出错：{_wrong(error)}。")]


def _wrong(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少{_named(error.param)}".rstrip()
    if isinstance(error, click.BadParameter):
        return f"{_named(error.param)}的值不对：{error.message}"
    if isinstance(error, click.NoSuchOption):
        near = "、".join(error.possibilities or ())
        return f"没有 {error.option_name} 这个选项" + (f"；相近的有：{near}" if near else "")
    if isinstance(error, click.BadOptionUsage):
        return _option_misused(error)
    return str(error.message).rstrip("。.")


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return f"选项 {max(parameter.opts, key=len)} "
    return f"参数“{parameter.metavar or parameter.name}”"


def _option_misused(error: click.BadOptionUsage) -> str:
    known = error.ctx.command.params if error.ctx is not None else []
    option = next((one for one in known if error.option_name in one.opts), None)
    if isinstance(option, click.Option) and option.is_flag:
        return f"选项 {error.option_name} 后面不带值"
    return f"选项 {error.option_name} 后面缺少值"
