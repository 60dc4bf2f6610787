"""What a question about a date is of: its own milestone, or those that the time of the row gave a day."""

from __future__ import annotations

from dataclasses import replace

from support.plan_drafts import from_text

from huaian_tui.importing.plan_files.questions import asked_about

ROWS = """云川市2026年重点任务分解表
序号\t重点任务\t牵头单位\t完成时限
1\t应用率达90%。\t市数据局\t2026.6
2\t歇业备案上线。\t市数据局\t2026.10
"""


def test_a_question_that_quotes_the_time_of_a_row_can_be_answered_as_it_was_read() -> None:
    draft = from_text(ROWS)
    asked = [one for one in draft.questions if one.kind == "date"]
    assert [one.task for one in asked] == [0, 1]
    for one in asked:
        assert [answer.key for answer in one.answers] == ["keep_day", "skip"]
        task = draft.tasks[one.task or 0]
        assert asked_about(task.milestones, one.about[0], task.due_text) == list(task.milestones)


def test_a_question_of_a_milestone_is_of_that_one_alone() -> None:
    first = from_text(ROWS).tasks[0].milestones[0]
    other = replace(first, phrase="汛前", due=None, question="“汛前”是哪一天")
    assert asked_about([first, other], "“汛前”是哪一天", "汛前") == [other]
    assert asked_about([first], "“汛前”是哪一天", "2026.6") == []
    assert asked_about([first], "“”是哪一天", "") == []
