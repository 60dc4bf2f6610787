-- Forecasts (可能逾期) as they were recorded, and re-checks of completed milestones (销号抽查): the samples that were
-- drawn and what was found. All follow from records of kinds that no former program wrote.
CREATE TABLE forecast (
    id         BLOB PRIMARY KEY,
    milestone  TEXT NOT NULL,
    day        TEXT NOT NULL,
    due        TEXT NOT NULL,                -- the date that it is about: the one that stood on its day
    likelihood REAL NOT NULL,                -- of coming late, 0 to 1
    base       REAL NOT NULL,                -- the share of all cases that came late, as known then
    verdict    TEXT NOT NULL,
    reasons    TEXT NOT NULL,                -- JSON
    officer    TEXT NOT NULL,
    since      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX forecast_milestone ON forecast (milestone, day, id);
CREATE INDEX forecast_day ON forecast (day, id);
CREATE TABLE forecast_past (
    id BLOB NOT NULL, milestone TEXT NOT NULL, day TEXT NOT NULL, due TEXT NOT NULL, likelihood REAL NOT NULL,
    base REAL NOT NULL, verdict TEXT NOT NULL, reasons TEXT NOT NULL, officer TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;

CREATE TABLE recheck (
    id         BLOB PRIMARY KEY,
    day        TEXT NOT NULL,
    first_day  TEXT NOT NULL,                -- of the period in which the items were completed
    last_day   TEXT NOT NULL,
    seed       TEXT NOT NULL,
    population INTEGER NOT NULL,             -- completed milestones of which was drawn
    items      TEXT NOT NULL,                -- JSON: milestone, weight, chance, risks, in the order of the draw
    officer    TEXT NOT NULL,
    since      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE recheck_past (
    id BLOB NOT NULL, day TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, seed TEXT NOT NULL,
    population INTEGER NOT NULL, items TEXT NOT NULL, officer TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;

CREATE TABLE recheck_result (                -- of several for one item the last one counts
    id        BLOB PRIMARY KEY,
    recheck   BLOB NOT NULL,
    milestone TEXT NOT NULL,
    day       TEXT NOT NULL,
    outcome   TEXT NOT NULL,                 -- held, not_held, unchecked
    text      TEXT NOT NULL,
    officer   TEXT NOT NULL,
    since     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX recheck_result_item ON recheck_result (recheck, milestone, id);
CREATE INDEX recheck_result_milestone ON recheck_result (milestone, id);
CREATE TABLE recheck_result_past (
    id BLOB NOT NULL, recheck BLOB NOT NULL, milestone TEXT NOT NULL, day TEXT NOT NULL, outcome TEXT NOT NULL,
    text TEXT NOT NULL, officer TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;

-- Views for questions in SQL, in `query` and in any other program (docs/查询视图.md): plain SQL.
-- Written by `python -m huaian_tui.store.views.write_migration` from huaian_tui/store/views; never by hand.
DROP VIEW v_task;
DROP VIEW v_milestone;
DROP VIEW v_note;
DROP VIEW v_unit;
DROP VIEW v_plan;
DROP VIEW v_notice;
DROP VIEW v_self_report;
DROP VIEW v_reading;
DROP VIEW v_deliverable;
DROP VIEW v_record;
DROP VIEW v_matter;
DROP VIEW v_task_tie;
DROP VIEW v_unit_task;
DROP VIEW v_task_unit;
DROP VIEW v_note_unit;
DROP VIEW v_notice_unit;
DROP VIEW v_reply;
DROP VIEW v_unit_name;
DROP VIEW v_unit_heir;
DROP VIEW v_group_member;
DROP VIEW v_task_all;
DROP VIEW v_milestone_all;
DROP VIEW v_note_all;
DROP VIEW v_day;
DROP VIEW v_today;
CREATE VIEW v_task AS
SELECT a.task_key AS task_key,
       a.id AS id,
       a.no AS no,
       a.label AS label,
       a.plan AS plan,
       a.plan_id AS plan_id,
       a.plan_title AS plan_title,
       a.place AS place,
       a.level1 AS level1,
       a.level2 AS level2,
       a.text AS text,
       a.lead AS lead,
       a.support AS support,
       a.lead_now AS lead_now,
       a.support_now AS support_now,
       a.light AS light,
       a.light_word AS light_word,
       a.next_due AS next_due,
       a.overdue_days AS overdue_days,
       a.open_milestones AS open_milestones,
       a.undated_milestones AS undated_milestones,
       a.done_milestones AS done_milestones,
       a.next_follow_up AS next_follow_up,
       a.last_note AS last_note,
       a.conflict AS conflict,
       a.section AS section,
       a.article AS article
FROM v_task_all AS a WHERE a.listed;
CREATE VIEW v_milestone AS
SELECT a.id AS id,
       a.task_key AS task_key,
       a.task_id AS task_id,
       a.task_no AS task_no,
       a.task AS task,
       a.plan AS plan,
       a.title AS title,
       a.phrase AS phrase,
       a.basis AS basis,
       a.due AS due,
       a.original_due AS original_due,
       a.due_source AS due_source,
       a.assumed AS assumed,
       a.stretch AS stretch,
       a.status AS status,
       a.light AS light,
       a.light_word AS light_word,
       a.overdue_days AS overdue_days,
       a.behind_from AS behind_from,
       a.completed_on AS completed_on,
       a.completion_basis AS completion_basis,
       a.completion_value AS completion_value,
       a.met AS met,
       a.done_word AS done_word,
       a.target_text AS target_text,
       a.operator AS operator,
       a.target AS target,
       a.upper AS upper,
       a.target_unit AS target_unit,
       a.baseline AS baseline,
       a.target_start AS target_start,
       a.trajectory AS trajectory,
       a.whole AS whole,
       a.inferred AS inferred,
       a.cumulative AS cumulative,
       a.reading AS reading,
       a.reading_day AS reading_day,
       a.conflict AS conflict,
       a.lead_now AS lead_now,
       a.support_now AS support_now
FROM v_milestone_all AS a WHERE a.listed AND a.status <> 'cancelled';
CREATE VIEW v_note AS
SELECT a.id AS id,
       a.task_key AS task_key,
       a.task_id AS task_id,
       a.task_no AS task_no,
       a.task AS task,
       a.plan AS plan,
       a.day AS day,
       a.text AS text,
       a.officer AS officer,
       a.units AS units,
       a.method AS method,
       a.problem AS problem,
       a.requirement AS requirement,
       a.follow_up AS follow_up,
       a.follow_up_open AS follow_up_open,
       a.corrected AS corrected,
       a.recorded_at AS recorded_at
FROM v_note_all AS a WHERE a.listed;
CREATE VIEW v_unit AS
WITH own_held AS (SELECT h.heir AS holder, h.unit AS source, h.since, h.until, NULL AS via, 1 AS certain
 FROM v_unit_heir AS h UNION ALL
 SELECT h.heir, g.unit, max(h.since, g.since), min(h.until, g.until), m.group_name, m.certain
 FROM v_unit_heir AS h JOIN group_member AS m ON m.unit = h.unit
 JOIN v_unit_heir AS g ON g.heir = m.group_name)
SELECT u.id AS id,
       n.name AS name,
       n.full_name AS full_name,
       u.full_name_certain AS full_name_certain,
       u.kind AS kind,
       u.open AS open_group,
       (SELECT m.heir FROM v_unit_heir AS m WHERE m.unit = u.id AND m.since <> '' AND m.until = '9999-12-31') AS merged_into,
       nullif(n.until, '9999-12-31') AS merged_on,
       coalesce(c.leads, 0) AS lead_count,
       coalesce(c.supports, 0) AS support_count,
       coalesce(lit.overdue, 0) AS overdue,
       coalesce(lit.due_soon, 0) AS due_soon,
       coalesce(lit.behind, 0) AS behind
FROM unit AS u JOIN v_unit_heir AS n ON n.unit = u.id AND n.heir = u.id LEFT JOIN (SELECT x.unit, count(DISTINCT CASE x.role WHEN 'lead' THEN x.task_key END) AS leads,
 count(DISTINCT CASE x.role WHEN 'support' THEN x.task_key END) AS supports
 FROM v_task AS t CROSS JOIN v_task_unit AS x ON x.task_key = t.task_key GROUP BY x.unit) AS c ON c.unit = u.id LEFT JOIN (SELECT h.holder, count(DISTINCT CASE t.light WHEN 'overdue' THEN t.task_key END) AS overdue, count(DISTINCT CASE t.light WHEN 'due_soon' THEN t.task_key END) AS due_soon, count(DISTINCT CASE t.light WHEN 'behind' THEN t.task_key END) AS behind
 FROM v_task AS t CROSS JOIN task_unit AS slot ON slot.task_no = t.task_key
 JOIN own_held AS h ON h.source = slot.unit AND h.certain AND (h.since = '' AND h.until = '9999-12-31'
 OR (coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') >= h.since AND coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') < h.until))
 WHERE t.light IN ('overdue', 'due_soon', 'behind') GROUP BY h.holder) AS lit ON lit.holder = u.id;
CREATE VIEW v_plan AS
SELECT p.code AS code,
       p.title AS title,
       p.short AS short,
       p.stage AS stage,
       p.start_day AS start,
       p.horizon_day AS horizon,
       (SELECT count(*) FROM task AS t WHERE t.plan = p.id AND t.ended_on IS NULL) AS tasks,
       (SELECT count(*) FROM milestone AS m JOIN task AS t ON t.no = m.task_no WHERE t.plan = p.id AND t.ended_on IS NULL AND m.status = 'open') AS open_milestones,
       (SELECT count(*) FROM milestone AS m JOIN task AS t ON t.no = m.task_no WHERE t.plan = p.id AND t.ended_on IS NULL AND m.status = 'open' AND m.due < d.today) AS overdue,
       (SELECT count(*) FROM milestone AS m JOIN task AS t ON t.no = m.task_no WHERE t.plan = p.id AND t.ended_on IS NULL AND m.status = 'open' AND m.due BETWEEN d.today AND d.soon_until) AS due_soon,
       p.closed_on AS closed_on,
       p.id = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') AS current,
       p.id AS id,
       p.kind AS kind,
       p.year AS year,
       p.supervisor AS supervisor
FROM v_day AS d CROSS JOIN plan AS p;
CREATE VIEW v_notice AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(n.id)), 1, 8), substr(lower(hex(n.id)), 9, 4), substr(lower(hex(n.id)), 13, 4), substr(lower(hex(n.id)), 17, 4), substr(lower(hex(n.id)), 21, 12)) AS id,
       n.kind AS kind,
       CASE n.kind WHEN 'circular' THEN '通报' WHEN 'supervision' THEN '督办通知单' WHEN 'reminder' THEN '催办单' WHEN 'assignment' THEN '交办单' WHEN 'letter' THEN '函' WHEN 'status' THEN '单位情况表' WHEN 'answer' THEN '报告' WHEN 'visit' THEN '查访单' WHEN 'overdue' THEN '逾期清单' WHEN 'briefing' THEN '督查专报' WHEN 'extension' THEN '延期批复单' WHEN 'completion' THEN '销号单' WHEN 'routing' THEN '发文稿纸' WHEN 'taking_up' THEN '立项审批单' WHEN 'annual' THEN '年度总结' WHEN 'ledger' THEN '台账' ELSE n.kind END AS kind_title,
       n.number AS number,
       n.title AS title,
       n.state AS state,
       coalesce((SELECT group_concat(coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = named.value AND coalesce(un.since_day, '') <= coalesce(n.issued_on, n.day) AND EXISTS (SELECT 1 FROM unit_name AS more WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), named.value), '、') FROM json_each(n.units) AS named), '') AS units,
       n.day AS drafted_on,
       n.issued_on AS issued_on,
       coalesce(n.reply_due, (SELECT json_extract(r.body, '$.reply_due') FROM record AS r WHERE r.id = n.current)) AS reply_due,
       n.withdrawn AS withdrawn,
       n.officer AS officer,
       (SELECT count(*) FROM notice_reply AS y WHERE y.notice = n.id) AS replies,
       n.code AS code,
       n.year AS year,
       n.serial AS serial
FROM notice AS n;
CREATE VIEW v_self_report AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(r.id)), 1, 8), substr(lower(hex(r.id)), 9, 4), substr(lower(hex(r.id)), 13, 4), substr(lower(hex(r.id)), 17, 4), substr(lower(hex(r.id)), 21, 12)) AS id,
       r.milestone AS milestone,
       t.no AS task_key,
       t.plan || '/' || t.no AS task_id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       p.code AS plan,
       r.unit AS unit,
       coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = r.unit AND coalesce(un.since_day, '') <= r.day AND EXISTS (SELECT 1 FROM unit_name AS more WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), r.unit) AS name,
       r.day AS day,
       json_extract(said.body, '$.progress') AS progress,
       json_extract(said.body, '$.finished') AS finished,
       json_extract(said.body, '$.finished_on') AS finished_on,
       json_extract(said.body, '$.value') AS value,
       json_extract(said.body, '$.problem') AS problem,
       json_extract(said.body, '$.next_step') AS next_step,
       e.state AS state,
       CASE e.state WHEN 'pending' THEN '待核实' WHEN 'confirmed' THEN '已确认' WHEN 'rejected' THEN '已驳回' ELSE e.state END AS state_word,
       decided.officer AS decided_by,
       decided.occurred_on AS decided_on,
       json_extract(decided.body, '$.reason') AS reason,
       said.officer AS officer
FROM (SELECT p.id, p.task_no, p.milestone, p.unit, p.day, coalesce((SELECT twin.id FROM self_report AS twin WHERE twin.claim = p.claim AND twin.decision IS NOT NULL ORDER BY twin.decision DESC LIMIT 1), p.id) AS deciding FROM self_report AS p WHERE (p.claim IS NULL OR NOT EXISTS (SELECT 1 FROM self_report AS twin WHERE twin.claim = p.claim AND twin.id < p.id AND 1)) AND (EXISTS (SELECT 1 FROM planned_milestone AS of WHERE of.id = p.milestone) OR EXISTS (SELECT 1 FROM milestone AS of WHERE of.id = p.milestone))) AS r JOIN record AS said ON said.id = r.id JOIN self_report AS e ON e.id = r.deciding LEFT JOIN record AS decided ON decided.id = e.decision JOIN task AS t ON t.no = r.task_no LEFT JOIN plan AS p ON p.id = t.plan;
CREATE VIEW v_reading AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(r.id)), 1, 8), substr(lower(hex(r.id)), 9, 4), substr(lower(hex(r.id)), 13, 4), substr(lower(hex(r.id)), 17, 4), substr(lower(hex(r.id)), 21, 12)) AS id,
       r.milestone AS milestone,
       t.no AS task_key,
       t.plan || '/' || t.no AS task_id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       p.code AS plan,
       r.day AS day,
       r.value AS value,
       CASE m.operator WHEN '>' THEN r.value > m.value WHEN '=' THEN r.value = m.value
 WHEN '<' THEN r.value < m.value WHEN '<=' THEN r.value <= m.value
 WHEN '~' THEN r.value >= m.value - abs(m.value) * 0.05
 WHEN 'range' THEN r.value >= m.value AND (m.upper IS NULL OR r.value <= m.upper)
 WHEN '>=' THEN r.value >= m.value END AS met,
       m.unit AS target_unit,
       r.officer AS officer,
       r.completes IS NOT NULL AS from_completion
FROM reading AS r JOIN milestone AS m ON m.id = r.milestone JOIN task AS t ON t.no = m.task_no LEFT JOIN plan AS p ON p.id = t.plan WHERE (r.claim IS NULL OR NOT EXISTS (SELECT 1 FROM reading AS twin WHERE twin.claim = r.claim AND twin.id < r.id AND 1));
CREATE VIEW v_deliverable AS
SELECT g.id AS id,
       t.no AS task_key,
       t.plan || '/' || t.no AS task_id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       p.code AS plan,
       g.title AS title,
       g.phrase AS phrase,
       (SELECT h.day FROM handed_in AS h WHERE h.deliverable = g.id ORDER BY h.day DESC, h.id DESC LIMIT 1) AS handed_in_on,
       (SELECT h.text FROM handed_in AS h WHERE h.deliverable = g.id ORDER BY h.day DESC, h.id DESC LIMIT 1) AS handed_in,
       (SELECT h.officer FROM handed_in AS h WHERE h.deliverable = g.id ORDER BY h.day DESC, h.id DESC LIMIT 1) AS officer
FROM deliverable AS g JOIN task AS t ON t.no = g.task_no LEFT JOIN plan AS p ON p.id = t.plan;
CREATE VIEW v_record AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(r.id)), 1, 8), substr(lower(hex(r.id)), 9, 4), substr(lower(hex(r.id)), 13, 4), substr(lower(hex(r.id)), 17, 4), substr(lower(hex(r.id)), 21, 12)) AS id,
       r.kind AS kind,
       CASE r.kind WHEN 'note' THEN '督查记录' WHEN 'milestone_set' THEN '设定节点' WHEN 'milestone_complete' THEN '节点办结' WHEN 'milestone_extend' THEN '调整时限' WHEN 'milestone_cancel' THEN '节点中止' WHEN 'milestone_reopen' THEN '重新督办' WHEN 'milestone_settle' THEN '冲突核定' WHEN 'milestone_target' THEN '设定指标' WHEN 'reading' THEN '指标读数' WHEN 'deliverable' THEN '成果报送' WHEN 'correction' THEN '更正' WHEN 'retraction' THEN '撤回' WHEN 'notice_draft' THEN '文书草稿' WHEN 'notice_issue' THEN '文书印发' WHEN 'notice_withdraw' THEN '文书撤回' WHEN 'notice_renumber' THEN '文书改号' WHEN 'reply' THEN '反馈' WHEN 'self_report' THEN '单位自报' WHEN 'report_decision' THEN '核实自报' WHEN 'setting' THEN '设置' WHEN 'plan_set' THEN '方案信息' WHEN 'plan_close' THEN '方案收官' WHEN 'plan_reopen' THEN '方案重新启用' WHEN 'plan_revision' THEN '方案文本修订' WHEN 'task_set' THEN '任务内容' WHEN 'task_end' THEN '任务终止' WHEN 'matter_number' THEN '交办编号' WHEN 'task_tie' THEN '任务关联' WHEN 'unit_set' THEN '单位信息' WHEN 'unit_merge' THEN '单位合并' WHEN 'contact_set' THEN '联系人' WHEN 'reading_choice' THEN '导入时的选择' WHEN 'forecast' THEN '逾期预测' WHEN 'recheck' THEN '销号抽查' WHEN 'recheck_result' THEN '抽查结果' ELSE r.kind END AS title,
       r.officer AS officer,
       r.recorded_at AS recorded_at,
       r.occurred_on AS occurred_on,
       coalesce(r.occurred_on, substr(r.recorded_at, 1, 10)) AS day,
       r.plan AS plan_id,
       p.code AS plan,
       r.task_no AS task_key,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       r.milestone AS milestone,
       json_extract(r.body, '$.text') AS text,
       json_extract(r.body, '$.basis') AS basis,
       json_extract(r.body, '$.reason') AS reason,
       CASE WHEN r.ref IS NOT NULL THEN printf('%s-%s-%s-%s-%s', substr(lower(hex(r.ref)), 1, 8), substr(lower(hex(r.ref)), 9, 4), substr(lower(hex(r.ref)), 13, 4), substr(lower(hex(r.ref)), 17, 4), substr(lower(hex(r.ref)), 21, 12)) END AS about,
       lower(hex(r.origin)) AS origin,
       r.seq AS seq,
       CASE WHEN (r.kind = 'setting' AND (json_extract(r.body, '$.key') GLOB '*contact'
 OR json_extract(r.body, '$.key') GLOB '*phone')) THEN NULL ELSE json_remove(r.body, '$.contact', '$.person', '$.phone', '$.document', '$.composed', '$.request') END AS body
FROM record AS r LEFT JOIN task AS t ON t.no = r.task_no LEFT JOIN plan AS p ON p.id = r.plan WHERE r.kind <> 'contact_set' AND r.origin NOT IN (SELECT o.id FROM origin AS o WHERE o.private = 1);
CREATE VIEW v_matter AS
SELECT m.task_no AS task_key,
       t.printed AS number,
       m.source AS source,
       m.source_day AS source_day,
       m.document AS document,
       m.handed_by AS handed_by,
       m.urgent AS urgent,
       m.year AS year,
       m.number AS year_number
FROM matter AS m JOIN task AS t ON t.no = m.task_no;
CREATE VIEW v_task_tie AS
SELECT tie.task_no AS task_key,
       tie.tied AS tied
FROM task_tie AS tie;
CREATE VIEW v_unit_task AS
WITH own_held AS (SELECT h.heir AS holder, h.unit AS source, h.since, h.until, NULL AS via, 1 AS certain
 FROM v_unit_heir AS h UNION ALL
 SELECT h.heir, g.unit, max(h.since, g.since), min(h.until, g.until), m.group_name, m.certain
 FROM v_unit_heir AS h JOIN group_member AS m ON m.unit = h.unit
 JOIN v_unit_heir AS g ON g.heir = m.group_name)
SELECT DISTINCT h.holder AS unit,
       slot.task_no AS task_key,
       slot.role AS role,
       h.via AS via_group,
       h.certain AS certain
FROM own_held AS h CROSS JOIN task_unit AS slot ON slot.unit = h.source AND (h.since = '' AND h.until = '9999-12-31'
 OR (coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') >= h.since AND coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') < h.until));
CREATE VIEW v_task_unit AS
SELECT slot.task_no AS task_key,
       slot.role AS role,
       slot.position AS position,
       slot.raw AS printed,
       coalesce(h.heir, slot.unit) AS unit,
       CASE WHEN h.changed THEN coalesce(
 (SELECT CASE way.whole WHEN 1 THEN h.full_name ELSE h.name END FROM unit_name AS n JOIN (SELECT 1 AS whole UNION ALL SELECT 0) AS way WHERE n.unit = slot.unit AND slot.raw = CASE way.whole WHEN 1 THEN n.full_name ELSE n.name END
 ORDER BY n.place, way.whole DESC LIMIT 1),
 CASE WHEN instr(slot.raw, h.full_name) OR instr(slot.raw, h.name) THEN slot.raw END,
 (SELECT replace(slot.raw, CASE way.whole WHEN 1 THEN n.full_name ELSE n.name END, CASE way.whole WHEN 1 THEN h.full_name ELSE h.name END) FROM unit_name AS n JOIN (SELECT 1 AS whole UNION ALL SELECT 0) AS way
 WHERE n.unit = slot.unit AND instr(slot.raw, CASE way.whole WHEN 1 THEN n.full_name ELSE n.name END) ORDER BY n.place, way.whole DESC LIMIT 1),
 CASE WHEN slot.assumption <> '' AND h.heir = slot.unit THEN slot.raw ELSE h.name END)
 ELSE slot.raw END AS name,
       slot.unit AS named_unit,
       slot.assumption AS assumption
FROM task_unit AS slot LEFT JOIN v_unit_heir AS h ON h.unit = slot.unit AND (h.since = '' AND h.until = '9999-12-31'
 OR (coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') >= h.since AND coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30') < h.until));
CREATE VIEW v_note_unit AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(u.note)), 1, 8), substr(lower(hex(u.note)), 9, 4), substr(lower(hex(u.note)), 13, 4), substr(lower(hex(u.note)), 17, 4), substr(lower(hex(u.note)), 21, 12)) AS note,
       u.unit AS unit
FROM note_unit AS u;
CREATE VIEW v_notice_unit AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(n.id)), 1, 8), substr(lower(hex(n.id)), 9, 4), substr(lower(hex(n.id)), 13, 4), substr(lower(hex(n.id)), 17, 4), substr(lower(hex(n.id)), 21, 12)) AS notice,
       asked.value AS unit,
       coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = asked.value AND coalesce(un.since_day, '') <= coalesce(n.issued_on, n.day) AND EXISTS (SELECT 1 FROM unit_name AS more WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), asked.value) AS name,
       n.reply_due AS reply_due,
       (SELECT max(y.day) FROM notice_reply AS y WHERE y.notice = n.id AND y.unit = asked.value) AS replied_on,
       n.state = 'issued' AND n.reply_due IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notice_reply AS y WHERE y.notice = n.id AND y.unit = asked.value) AS waiting,
       CASE WHEN n.state = 'issued' AND n.reply_due < d.today AND NOT EXISTS (SELECT 1 FROM notice_reply AS y WHERE y.notice = n.id AND y.unit = asked.value) THEN CAST(julianday(d.today) - julianday(n.reply_due) AS INTEGER) ELSE 0 END AS days_late
FROM v_day AS d CROSS JOIN notice AS n CROSS JOIN json_each(n.units) AS asked;
CREATE VIEW v_reply AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(y.id)), 1, 8), substr(lower(hex(y.id)), 9, 4), substr(lower(hex(y.id)), 13, 4), substr(lower(hex(y.id)), 17, 4), substr(lower(hex(y.id)), 21, 12)) AS id,
       printf('%s-%s-%s-%s-%s', substr(lower(hex(y.notice)), 1, 8), substr(lower(hex(y.notice)), 9, 4), substr(lower(hex(y.notice)), 13, 4), substr(lower(hex(y.notice)), 17, 4), substr(lower(hex(y.notice)), 21, 12)) AS notice,
       y.unit AS unit,
       coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = y.unit AND coalesce(un.since_day, '') <= y.day AND EXISTS (SELECT 1 FROM unit_name AS more WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), y.unit) AS name,
       y.day AS day,
       y.text AS text,
       y.officer AS officer
FROM notice_reply AS y;
CREATE VIEW v_unit_name AS
SELECT n.unit AS unit,
       n.place AS place,
       n.name AS name,
       n.full_name AS full_name,
       n.since_day AS since_day,
       n.until_day AS until_day
FROM unit_name AS n;
CREATE VIEW v_unit_heir AS
WITH RECURSIVE own_merge(unit, heir, day) AS (SELECT u.id, u.merged_into, u.merged_on
 FROM unit AS u, v_today AS d WHERE u.merged_into IS NOT NULL AND u.merged_on <= d.today
 AND EXISTS (SELECT 1 FROM unit AS known WHERE known.id = u.merged_into)),
own_walk(start, at, latest) AS (SELECT unit, heir, day || ' ' || unit FROM own_merge
 UNION SELECT w.start, m.heir, max(w.latest, m.day || ' ' || m.unit)
 FROM own_walk AS w JOIN own_merge AS m ON m.unit = w.at WHERE w.at <> w.start),
own_counted(unit, heir, day) AS (SELECT m.unit, m.heir, m.day FROM own_merge AS m WHERE NOT EXISTS
 (SELECT 1 FROM own_walk AS w WHERE w.start = m.unit AND w.at = m.unit
 AND w.latest = m.day || ' ' || m.unit)),
own_path(unit, heir, since) AS (SELECT id, id, '' FROM unit
 UNION ALL SELECT p.unit, c.heir, max(p.since, c.day)
 FROM own_path AS p JOIN own_counted AS c ON c.unit = p.heir)
SELECT p.unit AS unit,
       p.heir AS heir,
       coalesce((SELECT n.name FROM unit_name AS n WHERE n.unit = p.heir AND (n.since_day IS NULL OR n.since_day <= d.today) ORDER BY n.place DESC LIMIT 1), p.heir) AS name,
       coalesce((SELECT n.full_name FROM unit_name AS n WHERE n.unit = p.heir AND (n.since_day IS NULL OR n.since_day <= d.today) ORDER BY n.place DESC LIMIT 1), p.heir) AS full_name,
       p.since AS since,
       coalesce(c.day, '9999-12-31') AS until,
       p.since <> '' OR c.day IS NOT NULL OR EXISTS (SELECT 1 FROM unit_name AS n WHERE n.unit = p.unit AND n.place > 0 AND n.since_day <= d.today) AS changed
FROM v_today AS d CROSS JOIN own_path AS p LEFT JOIN own_counted AS c ON c.unit = p.heir;
CREATE VIEW v_group_member AS
SELECT m.group_name AS group_unit,
       m.unit AS unit,
       m.certain AS certain
FROM group_member AS m;
CREATE VIEW v_task_all AS
SELECT t.no AS task_key,
       t.plan || '/' || t.no AS id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS label,
       p.code AS plan,
       t.plan AS plan_id,
       p.title AS plan_title,
       t.place AS place,
       t.level1 AS level1,
       t.level2 AS level2,
       t.text AS text,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.raw AS name FROM task_unit AS u WHERE u.task_no = t.no AND u.role = 'lead' ORDER BY u.position)), '') AS lead,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.raw AS name FROM task_unit AS u WHERE u.task_no = t.no AND u.role = 'support' ORDER BY u.position)), '') AS support,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.name AS name FROM v_task_unit AS u WHERE u.task_key = t.no AND u.role = 'lead' GROUP BY u.name ORDER BY min(u.position))), '') AS lead_now,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.name AS name FROM v_task_unit AS u WHERE u.task_key = t.no AND u.role = 'support' GROUP BY u.name ORDER BY min(u.position))), '') AS support_now,
       (CASE WHEN (s.open_count = 0 AND s.done_count > 0) THEN 'done' WHEN s.next_due < d.today THEN 'overdue' WHEN (CASE WHEN d.behind_light THEN d.today END IS NOT NULL AND s.next_behind <= CASE WHEN d.behind_light THEN d.today END) THEN 'behind' WHEN (s.next_due <= d.soon_until OR s.next_follow_up < d.today) THEN 'due_soon' WHEN s.next_due IS NULL THEN 'unscheduled' ELSE 'on_track' END) AS light,
       (CASE WHEN (s.open_count = 0 AND s.done_count > 0) THEN '办结' WHEN s.next_due < d.today THEN '逾期' WHEN (CASE WHEN d.behind_light THEN d.today END IS NOT NULL AND s.next_behind <= CASE WHEN d.behind_light THEN d.today END) THEN '未达序时' WHEN (s.next_due <= d.soon_until OR s.next_follow_up < d.today) THEN '临期' WHEN s.next_due IS NULL THEN '未设节点' ELSE '正常推进' END) AS light_word,
       s.next_due AS next_due,
       CASE WHEN (CASE WHEN (s.open_count = 0 AND s.done_count > 0) THEN 'done' WHEN s.next_due < d.today THEN 'overdue' WHEN (CASE WHEN d.behind_light THEN d.today END IS NOT NULL AND s.next_behind <= CASE WHEN d.behind_light THEN d.today END) THEN 'behind' WHEN (s.next_due <= d.soon_until OR s.next_follow_up < d.today) THEN 'due_soon' WHEN s.next_due IS NULL THEN 'unscheduled' ELSE 'on_track' END) = 'overdue' THEN CAST(julianday(d.today) - julianday(s.next_due) AS INTEGER) ELSE 0 END AS overdue_days,
       s.open_count AS open_milestones,
       s.undated_count AS undated_milestones,
       s.done_count AS done_milestones,
       s.next_follow_up AS next_follow_up,
       (SELECT n.day FROM note AS n WHERE n.task_no = t.no AND n.retracted = 0 ORDER BY n.day DESC LIMIT 1) AS last_note,
       EXISTS (SELECT 1 FROM milestone AS m WHERE m.task_no = t.no AND instr(m.heads, ',') > 0) AS conflict,
       t.section AS section,
       t.article AS article,
       t.ended_on AS ended_on,
       t.ended_why AS ended_why,
       (t.ended_on IS NULL AND CASE WHEN d.plan IS NULL THEN p.closed_on IS NULL ELSE t.plan = d.plan END) AS listed
FROM v_day AS d CROSS JOIN task AS t JOIN task_state AS s ON s.task_no = t.no LEFT JOIN plan AS p ON p.id = t.plan;
CREATE VIEW v_milestone_all AS
SELECT m.id AS id,
       t.no AS task_key,
       t.plan || '/' || t.no AS task_id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       p.code AS plan,
       m.title AS title,
       m.phrase AS phrase,
       m.basis AS basis,
       m.due AS due,
       m.original_due AS original_due,
       (CASE WHEN m.due IS NULL THEN 'none' WHEN m.due_decided = 1 THEN 'decision' WHEN m.assumed = 1 THEN 'assumption' ELSE 'quotation' END) AS due_source,
       m.assumed AS assumed,
       m.stretch AS stretch,
       m.status AS status,
       (CASE WHEN m.status = 'done' THEN 'done' WHEN m.status = 'cancelled' THEN NULL WHEN m.due IS NULL THEN 'unscheduled' WHEN m.due < d.today THEN 'overdue' WHEN (CASE WHEN d.behind_light THEN d.today END IS NOT NULL AND (SELECT p.behind_from FROM milestone_pace AS p WHERE p.milestone = m.id) <= CASE WHEN d.behind_light THEN d.today END) THEN 'behind' WHEN (m.due <= d.soon_until OR s.next_follow_up < d.today) THEN 'due_soon' ELSE 'on_track' END) AS light,
       (CASE WHEN m.status = 'done' THEN '办结' WHEN m.status = 'cancelled' THEN '中止' WHEN m.due IS NULL THEN '未设节点' WHEN m.due < d.today THEN '逾期' WHEN (CASE WHEN d.behind_light THEN d.today END IS NOT NULL AND (SELECT p.behind_from FROM milestone_pace AS p WHERE p.milestone = m.id) <= CASE WHEN d.behind_light THEN d.today END) THEN '未达序时' WHEN (m.due <= d.soon_until OR s.next_follow_up < d.today) THEN '临期' ELSE '正常推进' END) AS light_word,
       CASE WHEN m.status = 'open' AND m.due < d.today THEN CAST(julianday(d.today) - julianday(m.due) AS INTEGER) ELSE 0 END AS overdue_days,
       (SELECT p.behind_from FROM milestone_pace AS p WHERE p.milestone = m.id) AS behind_from,
       m.completed_on AS completed_on,
       m.completion_basis AS completion_basis,
       m.completion_value AS completion_value,
       m.met AS met,
       CASE WHEN m.status = 'done' THEN (CASE WHEN m.met = 0 THEN '未达标办结' WHEN (m.operator IS NOT NULL AND m.completion_value IS NULL) THEN '未填数值办结' WHEN m.completed_on > m.due THEN '超时办结' ELSE '办结' END) END AS done_word,
       m.target_text AS target_text,
       m.operator AS operator,
       m.value AS target,
       m.upper AS upper,
       m.unit AS target_unit,
       m.baseline AS baseline,
       m.target_start AS target_start,
       m.trajectory AS trajectory,
       m.whole AS whole,
       m.inferred AS inferred,
       m.cumulative AS cumulative,
       (SELECT r.value FROM reading AS r WHERE r.milestone = m.id AND (r.claim IS NULL OR NOT EXISTS (SELECT 1 FROM reading AS twin WHERE twin.claim = r.claim AND twin.id < r.id AND 1)) ORDER BY r.day DESC, r.said DESC, r.id DESC LIMIT 1) AS reading,
       (SELECT r.day FROM reading AS r WHERE r.milestone = m.id AND (r.claim IS NULL OR NOT EXISTS (SELECT 1 FROM reading AS twin WHERE twin.claim = r.claim AND twin.id < r.id AND 1)) ORDER BY r.day DESC, r.said DESC, r.id DESC LIMIT 1) AS reading_day,
       instr(m.heads, ',') > 0 AS conflict,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.name AS name FROM v_task_unit AS u WHERE u.task_key = t.no AND u.role = 'lead' GROUP BY u.name ORDER BY min(u.position))), '') AS lead_now,
       coalesce((SELECT group_concat(name, '、') FROM (SELECT u.name AS name FROM v_task_unit AS u WHERE u.task_key = t.no AND u.role = 'support' GROUP BY u.name ORDER BY min(u.position))), '') AS support_now,
       (t.ended_on IS NULL AND CASE WHEN d.plan IS NULL THEN p.closed_on IS NULL ELSE t.plan = d.plan END) AS listed
FROM v_day AS d CROSS JOIN milestone AS m JOIN task_state AS s ON s.task_no = m.task_no JOIN task AS t ON t.no = m.task_no LEFT JOIN plan AS p ON p.id = t.plan;
CREATE VIEW v_note_all AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(n.id)), 1, 8), substr(lower(hex(n.id)), 9, 4), substr(lower(hex(n.id)), 13, 4), substr(lower(hex(n.id)), 17, 4), substr(lower(hex(n.id)), 21, 12)) AS id,
       t.no AS task_key,
       t.plan || '/' || t.no AS task_id,
       CASE WHEN t.printed GLOB '[0-9]*' AND t.printed NOT GLOB '*[^0-9]*' AND length(t.printed) < 19 THEN CAST(t.printed AS INTEGER) ELSE t.printed END AS task_no,
       CASE WHEN t.plan = coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), 'huaian-data-2024') THEN CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END ELSE p.code || '/' || CASE WHEN t.plan = 'richang-jiaoban' AND t.printed GLOB '交办〔????〕[0-9]*' THEN substr(t.printed, 4, 4) || '-' || substr(t.printed, 9) WHEN t.printed <> '' THEN t.printed ELSE '#' || t.place END END AS task,
       p.code AS plan,
       n.day AS day,
       coalesce(json_extract(r.body, '$.text'), '') AS text,
       first.officer AS officer,
       coalesce((SELECT group_concat(coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = named.value AND coalesce(un.since_day, '') <= n.day AND EXISTS (SELECT 1 FROM unit_name AS more WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), named.value), '、') FROM json_each(coalesce(json_extract(r.body, '$.units'), '[]')) AS named), '') AS units,
       coalesce(json_extract(r.body, '$.method'), '') AS method,
       coalesce(json_extract(r.body, '$.problem'), '') AS problem,
       coalesce(json_extract(r.body, '$.requirement'), '') AS requirement,
       json_extract(r.body, '$.follow_up') AS follow_up,
       n.follow_up IS NOT NULL AND n.retracted = 0 AND NOT EXISTS (SELECT 1 FROM note AS later WHERE later.task_no = n.task_no AND later.retracted = 0 AND (later.id > n.id AND later.day >= n.kept_from AND later.keeps_visit = 1)) AS follow_up_open,
       n.corrected AS corrected,
       first.recorded_at AS recorded_at,
       n.retracted AS retracted,
       n.retracted = 0 AND (n.claim IS NULL OR NOT EXISTS (SELECT 1 FROM note AS twin WHERE twin.claim = n.claim AND twin.id < n.id AND twin.retracted = 0)) AND (t.ended_on IS NULL AND CASE WHEN d.plan IS NULL THEN p.closed_on IS NULL ELSE t.plan = d.plan END) AS listed
FROM v_day AS d CROSS JOIN note AS n JOIN record AS r ON r.id = n.current JOIN record AS first ON first.id = n.id JOIN task AS t ON t.no = n.task_no LEFT JOIN plan AS p ON p.id = t.plan;
CREATE VIEW v_day AS
WITH own_chosen AS (SELECT (SELECT value FROM setting WHERE key = 'office') AS name),
own_office AS (SELECT name, coalesce(nullif(name, ''),
 (SELECT supervisor FROM plan WHERE id = 'huaian-data-2024')) AS unit FROM own_chosen),
own_called AS (SELECT 1000000 AS place,
 coalesce((SELECT u.full_name FROM unit AS u WHERE u.id = o.unit), o.name, '') AS name FROM own_office AS o
 UNION ALL SELECT n.place, n.full_name FROM own_office AS o JOIN unit_name AS n ON n.unit = o.unit),
own_said AS (SELECT (SELECT s.value FROM own_called AS c JOIN setting AS s ON s.key = 'profile:' || c.name || ':due_soon_days' ORDER BY c.place DESC LIMIT 1) AS days, (SELECT s.value FROM own_called AS c JOIN setting AS s ON s.key = 'profile:' || c.name || ':behind_light' ORDER BY c.place DESC LIMIT 1) AS behind),
own_rules AS (SELECT CASE WHEN days GLOB '[0-9]*' AND days NOT GLOB '*[^0-9]*' AND length(days) < 6
 AND CAST(days AS INTEGER) BETWEEN 1 AND 365 THEN CAST(days AS INTEGER) ELSE 30 END
 AS days, coalesce(behind, '') = '是' AS behind FROM own_said)
SELECT n.today AS today,
       n.plan AS plan,
       r.days AS due_soon_days,
       date(n.today, '+' || r.days || ' days') AS soon_until,
       r.behind AS behind_light
FROM v_today AS n CROSS JOIN own_rules AS r LIMIT 1;
CREATE VIEW v_today AS
SELECT date('now', '+8 hours') AS today,
       NULL AS plan;
