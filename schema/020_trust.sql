-- Whose records are whose: signed heads of origins, and records that are kept but do not count. Neither follows
-- from the records; known keys stand outside the ledger, in the data folder.
CREATE TABLE signed_head (                   -- of each origin and key the newest head that was signed and held here
    origin    BLOB NOT NULL REFERENCES origin (id),
    key       BLOB NOT NULL CHECK (length(key) = 32),         -- Ed25519, the public key
    seq       INTEGER NOT NULL CHECK (seq > 0),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),        -- of the record with this number
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (origin, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE set_aside_record (              -- records of branches of an origin that do not count: a tree by ``before``
    origin     BLOB NOT NULL REFERENCES origin (id),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    before     BLOB NOT NULL,                -- hash of the record that it continues; empty for the first one
    line       TEXT NOT NULL,                -- as it stands in a pack
    arrived_at TEXT NOT NULL,
    PRIMARY KEY (origin, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_aside_record_seq ON set_aside_record (origin, seq);

CREATE TABLE signed_aside (                  -- signed heads that lie on such branches: of several of one key each counts
    origin    BLOB NOT NULL,
    key       BLOB NOT NULL CHECK (length(key) = 32),
    seq       INTEGER NOT NULL CHECK (seq > 0),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (origin, key, hash)
) STRICT, WITHOUT ROWID;

-- The view of records again, which names every kind of record.
-- As defined in huaian_tui/store/views; never by hand.
DROP VIEW v_record;
CREATE VIEW v_record AS
SELECT printf('%s-%s-%s-%s-%s', substr(lower(hex(r.id)), 1, 8), substr(lower(hex(r.id)), 9, 4), substr(lower(hex(r.id)), 13, 4), substr(lower(hex(r.id)), 17, 4), substr(lower(hex(r.id)), 21, 12)) AS id,
       r.kind AS kind,
       CASE r.kind WHEN 'note' THEN '督查记录' WHEN 'milestone_set' THEN '设定节点' WHEN 'milestone_complete' THEN '节点办结' WHEN 'milestone_extend' THEN '调整时限' WHEN 'milestone_cancel' THEN '节点中止' WHEN 'milestone_reopen' THEN '重新督办' WHEN 'milestone_settle' THEN '冲突核定' WHEN 'milestone_target' THEN '设定指标' WHEN 'reading' THEN '指标读数' WHEN 'deliverable' THEN '成果报送' WHEN 'correction' THEN '更正' WHEN 'retraction' THEN '撤回' WHEN 'notice_draft' THEN '文书草稿' WHEN 'notice_issue' THEN '文书印发' WHEN 'notice_withdraw' THEN '文书撤回' WHEN 'notice_renumber' THEN '文书改号' WHEN 'reply' THEN '反馈' WHEN 'self_report' THEN '单位自报' WHEN 'report_decision' THEN '核实自报' WHEN 'setting' THEN '设置' WHEN 'plan_set' THEN '方案信息' WHEN 'plan_close' THEN '方案收官' WHEN 'plan_reopen' THEN '方案重新启用' WHEN 'plan_revision' THEN '方案文本修订' WHEN 'task_set' THEN '任务内容' WHEN 'task_end' THEN '任务终止' WHEN 'matter_number' THEN '交办编号' WHEN 'task_tie' THEN '任务关联' WHEN 'unit_set' THEN '单位信息' WHEN 'unit_merge' THEN '单位合并' WHEN 'contact_set' THEN '联系人' WHEN 'reading_choice' THEN '导入时的选择' WHEN 'forecast' THEN '逾期预测' WHEN 'recheck' THEN '销号抽查' WHEN 'recheck_result' THEN '抽查结果' WHEN 'fork_settle' THEN '分叉核定' ELSE r.kind END AS title,
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
